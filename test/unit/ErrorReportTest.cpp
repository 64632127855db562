//===- ErrorReportTest.cpp - Errors that stop nothing ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels report by devicelib's protocol; the test reads stderr and the list.
//===----------------------------------------------------------------------===//
#include "ErrorReport.h"
#include "RuntimeTest.h"

#include "gpurt/error.h"

using namespace gpurt::abi;

namespace {

class ErrorReportTest : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    gpurt_clear_errors();
    Handle = fake::registerModule(Binary, {fake::doNothing});
    runKernel(fake::doNothing);
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    gpurt_clear_errors();
    __cudaUnregisterFatBinary(Handle);
  }

  /// One device thread reports.
  void report(uint32_t Line, int Code = 3) {
    State &Of = stateOf(Handle);
    uint64_t Ticket = fake::word(Of.Errors.Tickets).fetch_add(1);
    fake::PanicText Text{.Kind = PanicKind::Report,
                         .Message = "bad digit",
                         .Line = Line,
                         .Function = "digit"};
    if (Ticket - fake::word(Of.Errors.Consumed).load() >= PanicRecords)
      return fake::countAtSite(Of.Errors.Sites, Text);
    PanicRecord &Record = Of.Errors.Records[Ticket % PanicRecords];
    fake::fillRecord(Record, Text);
    Record.Operand = uint64_t(int64_t(Code));
    Record.Error = {};
    Record.Error.Depth = 1;
    Record.Error.Contexts[0].Line = 20;
    std::strcpy(Record.Error.Contexts[0].What, "while reading");
    std::strcpy(Record.Error.Contexts[0].File, "k.cu");
    fake::word(Record.Ready).store(Ticket + 1, std::memory_order_release);
  }
  static std::string synchronized() {
    return stderrOf([] { EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess); });
  }

  fake::FatBinary Binary;
  void **Handle = nullptr;
};

const std::string Report =
    "app.cu:7: digit: block: [0,1,2], thread: [0,1,2] error 3: bad digit\n"
    "gpurt: while reading, at k.cu:20\n";

} // namespace

TEST_F(ErrorReportTest, IsPrintedOnceAndIsNoError) {
  report(7);
  EXPECT_EQ(synchronized(), Report);
  EXPECT_EQ(synchronized(), "");
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  gpurt_panic_info Info;
  EXPECT_EQ(gpurt_last_panic(&Info), 0);
}

TEST_F(ErrorReportTest, NegativeCodesStayNegative) {
  report(7, -5);
  synchronized();
  EXPECT_EQ(gpurt::last_errors().at(0).code, -5);
}

TEST_F(ErrorReportTest, ThoseWithoutARecordAreCounted) {
  for (int I = 0; I < 40; ++I)
    report(7);
  report(9);
  std::string Said = synchronized();
  EXPECT_NE(Said.find("gpurt: 8 more errors at app.cu:7\n"
                      "gpurt: 1 more error at app.cu:9\n"),
            Said.npos)
      << Said;
  gpurt_panic_site Sites[2];
  ASSERT_EQ(gpurt_error_sites(Sites, 2), 2u);
  EXPECT_EQ(Sites[0].threads, 40u);
  EXPECT_EQ(Sites[1].threads, 1u);
}

TEST_F(ErrorReportTest, PlacesWithoutRoomAreCountedTogether) {
  for (int I = 0; I < 32; ++I)
    report(7);
  fake::word(stateOf(Handle).Errors.Tickets).fetch_add(5);
  EXPECT_NE(synchronized().find(
                "gpurt: 5 more errors at places for which there was no room\n"),
            std::string::npos);
}

TEST_F(ErrorReportTest, NewestAreKept) {
  for (uint32_t I = 1; I <= 300; ++I) {
    report(I);
    synchronized();
  }
  std::vector<gpurt::error_info> Errors = gpurt::last_errors();
  ASSERT_EQ(Errors.size(), 256u);
  EXPECT_EQ(Errors.front().at.line, 45u);
  EXPECT_EQ(Errors.back().at.line, 300u);
  EXPECT_EQ(gpurt_error_sites(nullptr, 0), 300u);
}

TEST_F(ErrorReportTest, CallbackIsToldOfEach) {
  int Told = 0;
  gpurt::on_error(
      [](const gpurt::error_info *Info, void *Data) {
        EXPECT_EQ(Info->code, 3);
        EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess) << "may call anything";
        ++*static_cast<int *>(Data);
      },
      &Told);
  report(7);
  report(8);
  synchronized();
  gpurt::on_error(nullptr);
  EXPECT_EQ(Told, 2);
}

TEST_F(ErrorReportTest, HostsOwnAreReportedAtOnce) {
  gpurt::error Error(4, "of the host");
  std::string Said = stderrOf([&] { gpurt::report(Error.context("here")); });
  EXPECT_NE(Said.find("error 4: of the host\ngpurt: here, at "), Said.npos);
  EXPECT_EQ(Said.find("block:"), Said.npos);
  ASSERT_EQ(gpurt::last_errors().size(), 1u);
  EXPECT_EQ(gpurt::last_errors()[0].at.device, -1);
}

TEST_F(ErrorReportTest, DeepErrorsTellHowMuchIsMissing) {
  gpurt::error Error(4, "deep");
  for (int I = 0; I < 7; ++I)
    Error = Error.context("around");
  std::string Text = gpurt::to_text(gpurt::describe(Error));
  EXPECT_NE(Text.find("gpurt: and 3 more around that"), Text.npos) << Text;
}

TEST_F(ErrorReportTest, UnaskedOnesArePrintedBesideAPanic) {
  report(7);
  fake::panic(stateOf(Handle), {});
  std::string Said =
      stderrOf([] { EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorAssert); });
  EXPECT_EQ(Said.find(Report), 0u) << Said;
  EXPECT_NE(Said.find("Assertion `i < n`"), Said.npos);
}
