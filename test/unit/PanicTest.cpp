//===- PanicTest.cpp - Each panic once, with a count of the rest ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels panic by devicelib's protocol; the test reads stderr and errors.
//===----------------------------------------------------------------------===//
#include "RuntimeTest.h"

#include <algorithm>

using namespace gpurt::abi;
using fake::PanicText;

namespace {

struct Crowd {
  uint64_t Count;
  PanicText Text;
};

void panicMany(fake::Image &Loaded, void **Args) {
  auto *All = static_cast<Crowd *>(Args[0]);
  for (uint64_t I = 0; I < All->Count; ++I)
    fake::panic(*Loaded.Slot, All->Text);
}

/// Takes a ticket and never fills the record, as a thread does that judged
/// by an old value of Consumed.
void takeTicketOnly(fake::Image &Loaded, void **) {
  fake::word(Loaded.Slot->Panic.Tickets).fetch_add(1);
}

/// The word of grid 5 that a kernel finds.
std::atomic<uint64_t> StopsAtLaunch;
void readStop(fake::Image &Loaded, void **) {
  StopsAtLaunch = fake::word(Loaded.Slot->Stopped[stopHome(5)]).load();
}

class PanicTest : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    Handle =
        fake::registerModule(Binary, {fake::doNothing, fake::panicOnce,
                                      panicMany, takeTicketOnly, readStop});
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }

  /// Runs a kernel of which \p Count threads panic. \returns stderr.
  std::string panicking(uint64_t Count, PanicText Text,
                        cudaError_t Want = cudaErrorAssert) {
    Crowd All{Count, Text};
    void *Args[] = {&All};
    return stderrOf([&] { EXPECT_EQ(runKernel(panicMany, Args), Want); });
  }
  static size_t countReports(const std::string &Text) {
    size_t Count = 0;
    for (size_t At = 0; (At = Text.find("Assertion `", At)) != Text.npos; ++At)
      ++Count;
    return Count;
  }
  fake::FatBinary Binary;
  void **Handle = nullptr;
};

const std::string FirstLine = "app.cu:7: void k(int): block: [0,1,2], thread: "
                              "[0,1,2] Assertion `i < n` failed.\n";

} // namespace

TEST_F(PanicTest, ReportIsCudasLineWithOurStackBelow) {
  std::string Said = panicking(
      1, {.Stack = "get(int)\tapp.cu\t7\t3\nk(int)\tapp.cu\t12\t5\n"});
  EXPECT_EQ(Said, FirstLine + "    #0 get(int) at app.cu:7:3\n"
                              "    #1 k(int) at app.cu:12:5\n");
}

TEST_F(PanicTest, OtherThreadsAreCounted) {
  EXPECT_EQ(panicking(20, {}), FirstLine + "gpurt: 19 more threads panicked\n");
  EXPECT_EQ(stateOf(Handle).Panic.Consumed, 20u);
}

TEST_F(PanicTest, ThreadsWithoutARecordAreCountedToo) {
  EXPECT_EQ(panicking(5000, {}),
            FirstLine + "gpurt: 4999 more threads panicked\n");
}

TEST_F(PanicTest, HundredPanicsAreReportedOnceEach) {
  for (uint64_t I = 1; I <= 100; ++I) {
    EXPECT_EQ(panicking(1 + I % 40, {.Grid = I}).substr(0, FirstLine.size()),
              FirstLine);
    EXPECT_EQ(runKernel(fake::doNothing), cudaSuccess) << I;
    EXPECT_EQ(cudaGetLastError(), cudaSuccess) << I;
  }
  EXPECT_EQ(fake::word(stateOf(Handle).Panic.Tickets).load(),
            stateOf(Handle).Panic.Consumed);
}

TEST_F(PanicTest, GridsOfOneWaitAreReportedEach) {
  Crowd First{3, {.Grid = 1}}, Second{2, {.Grid = 2, .Message = "other"}};
  void *FirstArgs[] = {&First}, *SecondArgs[] = {&Second};
  fake::launch(panicMany, FirstArgs);
  // FakeCuda runs kernels at once: let the first finish unseen.
  while (!fake::imageOf(Handle) ||
         fake::word(stateOf(Handle).Panic.Tickets).load() < 3)
    std::this_thread::yield();
  std::string Said = stderrOf([&] {
    EXPECT_EQ(runKernel(panicMany, SecondArgs), cudaErrorAssert);
    EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess) << "one error for both";
  });
  EXPECT_EQ(Said, FirstLine + "gpurt: 2 more threads panicked\n" +
                      "app.cu:7: void k(int): block: [0,1,2], thread: [0,1,2] "
                      "Assertion `other` failed.\n"
                      "gpurt: 1 more thread panicked\n");
}

TEST_F(PanicTest, LateThreadsOfAReportedGridAreFoldedIn) {
  panicking(2, {.Grid = 9});
  gpurt_panic_info Info;
  ASSERT_EQ(gpurt_last_panic(&Info), 1);
  EXPECT_EQ(Info.others, 1u);
  EXPECT_EQ(panicking(3, {.Grid = 9}, cudaSuccess), "");
  ASSERT_EQ(gpurt_last_panic(&Info), 1);
  EXPECT_EQ(Info.others, 4u);
}

TEST_F(PanicTest, ReplayOfAGraphIsReportedAgainUnderTheSameGrid) {
  PanicText Text{.Grid = 5};
  void *Args[] = {&Text};
  cudaGraph_t Graph;
  cudaGraphCreate(&Graph, 0);
  cudaKernelNodeParams Params{};
  Params.func = reinterpret_cast<void *>(fake::panicOnce);
  Params.kernelParams = Args;
  cudaGraphAddKernelNode(nullptr, Graph, nullptr, 0, &Params);
  cudaGraph_t Quiet;
  cudaGraphCreate(&Quiet, 0);
  Params.func = reinterpret_cast<void *>(readStop);
  cudaGraphAddKernelNode(nullptr, Quiet, nullptr, 0, &Params);
  for (int Replay = 0; Replay < 3; ++Replay) {
    cudaGraphLaunch(reinterpret_cast<cudaGraphExec_t>(Graph), nullptr);
    EXPECT_EQ(
        stderrOf([] { EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorAssert); }),
        FirstLine);
    EXPECT_EQ(fake::word(stateOf(Handle).Stopped[stopHome(5)]).load(),
              stopWord(5));
    // Else the threads of the next replay would stop at their first wait.
    StopsAtLaunch = 0;
    cudaGraphLaunch(reinterpret_cast<cudaGraphExec_t>(Quiet), nullptr);
    cudaDeviceSynchronize();
    EXPECT_EQ(StopsAtLaunch, StopGone);
  }
  cudaGraphDestroy(Quiet);
  cudaGraphDestroy(Graph);
}

TEST_F(PanicTest, RecordThatIsStillBeingWrittenIsLeftForLater) {
  runKernel(fake::doNothing);
  State &Found = stateOf(Handle);
  fake::panic(Found, {.Grid = 1});
  fake::word(Found.Panic.Tickets).fetch_add(1); // ticket 1 is slow
  fake::panic(Found, {.Grid = 3, .Message = "third"});
  EXPECT_EQ(
      stderrOf([] { EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorAssert); }),
      FirstLine);
  EXPECT_EQ(fake::word(Found.Panic.Consumed).load(), 1u);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  fake::fillRecord(Found.Panic.Records[1], {.Grid = 2, .Message = "second"});
  fake::word(Found.Panic.Records[1].Ready).store(2);
  std::string Said =
      stderrOf([] { EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorAssert); });
  EXPECT_NE(Said.find("`second`"), Said.npos);
  EXPECT_NE(Said.find("`third`"), Said.npos);
  EXPECT_EQ(fake::word(Found.Panic.Consumed).load(), 3u);
}

TEST_F(PanicTest, ThreadThatSawNoRoomWhileWeConsumedIsCounted) {
  runKernel(fake::doNothing);
  State &Found = stateOf(Handle);
  for (int I = 0; I < 40; ++I)
    fake::panic(Found, {.Grid = 1});
  // One copy reads Tickets; before the next writes Consumed, a thread panics.
  int Copies = 0;
  fake::beforeCopies([&] {
    if (++Copies == 2)
      fake::panic(Found, {.Grid = 1});
  });
  std::string Said =
      stderrOf([] { EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorAssert); });
  fake::beforeCopies(nullptr);
  EXPECT_EQ(Said, FirstLine + "gpurt: 40 more threads panicked\n");
  EXPECT_EQ(fake::word(Found.Panic.Consumed).load(), 41u);
  EXPECT_EQ(panicking(1, {.Grid = 2}), FirstLine) << "and nothing is stuck";
}

TEST_F(PanicTest, StormThatNeverEndsIsReportedAndLeft) {
  runKernel(fake::doNothing);
  State &Found = stateOf(Handle);
  fake::panic(Found, {.Grid = 1});
  fake::beforeCopies([&] {
    for (int I = 0; I < 50; ++I)
      fake::panic(Found, {.Grid = 1});
  });
  std::string Said =
      stderrOf([] { EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorAssert); });
  fake::beforeCopies(nullptr);
  EXPECT_EQ(Said.substr(0, FirstLine.size()), FirstLine);
  // The rest of the storm is the same grid: folded in, and then it is over.
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(fake::word(Found.Panic.Consumed).load(),
            fake::word(Found.Panic.Tickets).load());
  EXPECT_EQ(panicking(1, {.Grid = 2}), FirstLine);
}

TEST_F(PanicTest, DeadContextStillGetsItsReport) {
  runKernel(fake::doNothing);
  fake::fail("cudaMemcpyAsync", cudaErrorIllegalAddress, 1000);
  std::string Said = panicking(3, {});
  EXPECT_EQ(Said, FirstLine + "gpurt: 2 more threads panicked\n");
  fake::fail("cudaMemcpyAsync", 0, 0);
}

TEST_F(PanicTest, LastPanicIsTheNewestAndCanBeForgotten) {
  gpurt_panic_info Info;
  EXPECT_EQ(gpurt_last_panic(&Info), 0);
  panicking(1, {.Grid = 1, .Line = 10});
  panicking(2, {.Grid = 2,
                .Kind = PanicKind::Trap,
                .Line = 20,
                .Stack = "f\tg.cu\t1\t2\n"});
  ASSERT_EQ(gpurt_last_panic(&Info), 1);
  EXPECT_EQ(Info.kind, GPURT_PANIC_TRAP);
  EXPECT_EQ(Info.device, 0);
  EXPECT_EQ(Info.line, 20u);
  EXPECT_EQ(Info.grid, 2u);
  EXPECT_EQ(Info.block[1], 1u);
  EXPECT_EQ(Info.thread[2], 2u);
  EXPECT_EQ(Info.others, 1u);
  EXPECT_STREQ(Info.file, "app.cu");
  EXPECT_STREQ(Info.function, "void k(int)");
  EXPECT_STREQ(Info.stack, "f\tg.cu\t1\t2\n");
  const gpurt::panic_info *Copy = gpurt::last_panic();
  ASSERT_NE(Copy, nullptr);
  EXPECT_EQ(Copy->line, 20u);
  gpurt::clear_panic();
  EXPECT_EQ(gpurt_last_panic(&Info), 0);
  EXPECT_EQ(gpurt::last_panic(), nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(gpurt_last_panic(nullptr), 0);
}

TEST_F(PanicTest, BlockOfARecordIsForgottenOnceReported) {
  runKernel(fake::doNothing);
  PanicRecord &Record = stateOf(Handle).Panic.Records[0];
  Record.Heap.At = 0x600000000040;
  Record.Heap.Size = 100;
  std::strcpy(Record.Heap.Allocated, "make()\tk.cu\t8\t5\n");
  std::strcpy(Record.Heap.Freed, "drop()\tk.cu\t9\t3\n");
  panicking(1, {}); // the device leaves these fields as they are
  gpurt_panic_info Info;
  ASSERT_EQ(gpurt_last_panic(&Info), 1);
  EXPECT_EQ(Info.block_address, 0x600000000040u);
  EXPECT_EQ(Info.block_size, 100u);
  EXPECT_STREQ(Info.allocated, "make()\tk.cu\t8\t5\n");
  EXPECT_STREQ(Info.freed, "drop()\tk.cu\t9\t3\n");
  EXPECT_EQ(Record.Heap.At, 0u);
  EXPECT_EQ(Record.Heap.Size, 0u);
  EXPECT_STREQ(Record.Heap.Allocated, "");
  EXPECT_STREQ(Record.Heap.Freed, "");
}

TEST_F(PanicTest, TextWithoutItsNulIsCut) {
  runKernel(fake::doNothing);
  PanicRecord &Record = stateOf(Handle).Panic.Records[0];
  fake::fillRecord(Record, {});
  std::memset(Record.Message, 'x', sizeof(Record.Message));
  fake::word(stateOf(Handle).Panic.Tickets).store(1);
  fake::word(Record.Ready).store(1);
  std::string Said =
      stderrOf([] { EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorAssert); });
  EXPECT_EQ(std::count(Said.begin(), Said.end(), 'x'), 383);
}

TEST_F(PanicTest, PanicDuringACaptureIsReported) {
  runKernel(fake::doNothing);
  fake::panic(stateOf(Handle), {});
  fake::setCapturing(true);
  std::string Said =
      stderrOf([] { EXPECT_EQ(cudaStreamQuery(nullptr), cudaErrorAssert); });
  fake::setCapturing(false);
  EXPECT_EQ(Said, FirstLine);
}

TEST_F(PanicTest, ThreadsAreCountedByPlace) {
  Crowd AtSeven{100, {}}, AtNine{40, {.Line = 9}};
  void *First[] = {&AtSeven}, *Second[] = {&AtNine};
  fake::launch(panicMany, First);
  std::string Said = stderrOf([&] {
    fake::afterWaits([] {});
    runKernel(panicMany, Second);
  });
  fake::afterWaits(nullptr);
  EXPECT_NE(Said.find("gpurt: 139 more threads panicked\n"
                      "gpurt: 100 threads at app.cu:7\n"
                      "gpurt: 40 threads at app.cu:9\n"),
            Said.npos)
      << Said;
  gpurt_panic_site Sites[3] = {};
  ASSERT_EQ(gpurt_panic_sites(nullptr, 0), 2u);
  ASSERT_EQ(gpurt_panic_sites(Sites, 3), 2u);
  EXPECT_EQ(Sites[0].threads, 100u);
  EXPECT_STREQ(Sites[0].file, "app.cu");
  EXPECT_EQ(Sites[0].line, 7u);
  EXPECT_EQ(Sites[1].threads, 40u);
  EXPECT_EQ(Sites[2].threads, 0u);
  // Counts go on from what the host has seen.
  panicking(50, {.Grid = 2, .Line = 9});
  ASSERT_EQ(gpurt_panic_sites(Sites, 3), 1u);
  EXPECT_EQ(Sites[0].threads, 50u);
  gpurt_clear_panic();
  EXPECT_EQ(gpurt_panic_sites(nullptr, 0), 0u);
}

TEST_F(PanicTest, LateThreadsWithoutARecordAreCountedToo) {
  panicking(2, {.Grid = 9});
  EXPECT_EQ(panicking(100, {.Grid = 9}, cudaSuccess), "");
  gpurt_panic_info Info;
  ASSERT_EQ(gpurt_last_panic(&Info), 1);
  EXPECT_EQ(Info.others, 101u);
  gpurt_panic_site Site;
  ASSERT_EQ(gpurt_panic_sites(&Site, 1), 1u);
  EXPECT_EQ(Site.threads, 102u);
}
