//===- UndefinedReportTest.cpp - Sanitizer checks that end no thread ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels write records by devicelib's protocol; the test reads stderr and
// errors.
//===----------------------------------------------------------------------===//
#include "RuntimeTest.h"

#include <cstring>
#include <iterator>

using namespace gpurt::abi;

namespace {

/// One site, as gpurt-lower-undefined gives it a count.
struct Site {
  uint64_t Hits;
  uint32_t Line;
};

/// What devicelib's __gpurt_undefined_seen does, of an overflow.
void fail(State &Of, Site &At) {
  if (fake::word(At.Hits).fetch_add(1))
    return;
  PanicState &Ring = Of.Undefined;
  uint64_t Ticket = fake::word(Ring.Tickets).fetch_add(1);
  if (Ticket - fake::word(Ring.Consumed).load() >= PanicRecords)
    return;
  PanicRecord &Record = Ring.Records[Ticket % PanicRecords];
  Record.Kind = PanicKind::Undefined;
  Record.Line = At.Line;
  Record.Thread[0] = 5;
  std::strcpy(Record.File, "app.cu");
  std::strcpy(Record.Stack, "k(int)\tapp.cu\t12\t5\n");
  Record.Undefined = {};
  Record.Undefined.Check = UndefinedCheck::Unreachable;
  Record.Undefined.Column = 3;
  Record.Undefined.Hits = reinterpret_cast<uint64_t>(&At.Hits);
  fake::word(Record.Ready).store(Ticket + 1);
}

struct Crowd {
  Site *Sites;
  int NumSites, Times;
};

void failMany(fake::Image &Loaded, void **Args) {
  auto *All = static_cast<Crowd *>(Args[0]);
  for (int I = 0; I < All->Times; ++I)
    for (int S = 0; S < All->NumSites; ++S)
      fail(*Loaded.Slot, All->Sites[S]);
}

class UndefinedReport : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    Handle = fake::registerModule(Binary,
                                  {fake::doNothing, fake::panicOnce, failMany});
    for (uint32_t I = 0; I < std::size(Sites); ++I)
      Sites[I] = {0, 7 + I};
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }
  /// \returns stderr of a kernel in which \p NumSites fail \p Times times.
  std::string failing(int NumSites, int Times) {
    Crowd All{Sites, NumSites, Times};
    void *Args[] = {&All};
    return stderrOf([&] { EXPECT_EQ(runKernel(failMany, Args), cudaSuccess); });
  }

  fake::FatBinary Binary;
  void **Handle = nullptr;
  Site Sites[100]; // the fake device's memory is the host's
};

std::string reportOf(int Line) {
  return "app.cu:" + std::to_string(Line) +
         ":3: runtime error: execution reached an unreachable program point\n"
         "gpurt: block: [0,0,0], thread: [5,0,0]\n"
         "    #0 k(int) at app.cu:12:5\n";
}

} // namespace

TEST_F(UndefinedReport, SiteIsReportedOnceAndIsNoError) {
  EXPECT_EQ(failing(1, 1), reportOf(7));
  EXPECT_EQ(failing(1, 1), "");
  EXPECT_EQ(failing(2, 1), reportOf(8));
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  gpurt_panic_info Info;
  EXPECT_EQ(gpurt_last_panic(&Info), 0);
  EXPECT_EQ(stateOf(Handle).Undefined.Consumed, 2u);
}

TEST_F(UndefinedReport, TextOfAnEarlierRecordIsGone) {
  runKernel(fake::doNothing);
  PanicRecord &Record = stateOf(Handle).Undefined.Records[0];
  std::memset(Record.Message, 'x', sizeof(Record.Message));
  Record.Message[0] = 0; // as the device leaves it
  EXPECT_EQ(failing(1, 1), reportOf(7));
}

TEST_F(UndefinedReport, ResetTellsHowOftenEachFailedAgain) {
  failing(2, 3);
  failing(1, 1);
  EXPECT_EQ(stderrOf([] { EXPECT_EQ(cudaDeviceReset(), cudaSuccess); }),
            "gpurt: 3 more times at app.cu:7:3\n"
            "gpurt: 2 more times at app.cu:8:3\n");
}

TEST_F(UndefinedReport, SitesWithoutARecordAreCounted) {
  std::string Said = failing(PanicRecords + 5, 2);
  std::string Want;
  for (uint32_t I = 0; I < PanicRecords; ++I)
    Want += reportOf(7 + int(I));
  EXPECT_EQ(Said,
            Want +
                "gpurt: 5 more of such places, for which there was no room\n");
  EXPECT_EQ(failing(1, 1), "");
}

TEST_F(UndefinedReport, PanicOfTheSameKernelIsAnErrorAllTheSame) {
  Crowd All{Sites, 1, 1};
  void *Args[] = {&All};
  fake::PanicText Text;
  void *PanicArgs[] = {&Text};
  std::string Said = stderrOf([&] {
    fake::launch(failMany, Args);
    EXPECT_EQ(runKernel(fake::panicOnce, PanicArgs), cudaErrorAssert);
  });
  EXPECT_EQ(Said.find(reportOf(7)), 0u);
  EXPECT_NE(Said.find("Assertion `i < n` failed."), Said.npos);
}
