//===- DiagnosisTest.cpp - The text of a failure --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

using namespace testing_simt;

TEST(Diagnosis, ADeadlockNamesWaitersFoldedAndWhoIsMissing) {
  Config C;
  C.Seed = 17;
  Result R = runOnce(
      {{1}, {96}},
      [] {
        if (warp() == 2 && lane() == 31)
          __gpurt_simt_bar_sync(3, 64, 0, SITE("bar"));
        else
          __gpurt_simt_bar_sync(0, 0, 0, SITE("syncthreads"));
      },
      C);
  EXPECT_EQ(R.Outcome, Status::Deadlock);
  EXPECT_TRUE(hasInOrder(
      R.Message,
      {"deadlock: no lane can run",
       "block 0,0,0 warp 0, 32 lanes (0-31) and others, 95 lanes in 3 warps of "
       "1 block: waits at barrier 0 of all threads at DiagnosisTest.cpp:",
       "missing: warp 2 lane 31 (waits at barrier 3 of 64 threads",
       "block 0,0,0 warp 2 lane 31, thread 95,0,0",
       "0 of 64 threads have arrived",
       "repeat with GPURT_SEED=17 GPURT_POLICY=fair"}));
}

TEST(Diagnosis, AWarpOperationNamesTheMissingLaneAndWhereItIs) {
  uint32_t Lock = 1;
  Result R = runOnce({{1}, {32}}, [&] {
    if (lane() == 4)
      while (exchange(&Lock, 1u, SITE("lock")))
        ;
    syncwarp(Full, SITE("syncwarp"));
  });
  EXPECT_EQ(R.Outcome, Status::Livelock);
  EXPECT_TRUE(hasInOrder(
      R.Message,
      {"livelock: lanes run, but nothing changed for", "31 lanes (0-3, 5-31)",
       "waits in syncwarp with mask 0xffffffff at DiagnosisTest.cpp:",
       "missing: lane 4 (runs, last in lock at DiagnosisTest.cpp:",
       "block 0,0,0 warp 0 lane 4, thread 4,0,0"}));
}

TEST(Diagnosis, ASpinNamesWhoChangedTheWordLast) {
  Config C;
  C.Order = Policy::RunToBlock;
  Result R = runOnce(
      {{2}, {1}, 16},
      [] {
        Shared S;
        S.write(0, 1, SITE("the writer"));
        while (S.read(0, SITE("the reader")) == 1)
          ;
      },
      C);
  EXPECT_EQ(R.Outcome, Status::Livelock);
  EXPECT_TRUE(hasInOrder(R.Message,
                         {"runs, last in the reader at DiagnosisTest.cpp:",
                          "looks at shared+0, last changed by block #0 thread "
                          "#0 at DiagnosisTest.cpp:"}));
}

TEST(Diagnosis, LongListsAreCutAndWaitingBlocksCounted) {
  Config C;
  C.ResidentBlocks = 40;
  uint32_t Never[40] = {};
  Result R = runOnce(
      {{100}, {32}},
      [&] {
        while (!load(&Never[__gpurt_simt_ctaid(0)]))
          ;
      },
      C);
  EXPECT_EQ(R.Outcome, Status::Livelock);
  EXPECT_TRUE(hasInOrder(R.Message, {"block 0,0,0", "block 23,0,0",
                                     "and 16 more groups of lanes",
                                     "60 blocks wait for a place: 40 are"}));
  EXPECT_EQ(R.Message.find("block 24,0,0"), std::string::npos);
}

TEST(Diagnosis, LanesOfManyBlocksThatDoTheSameAreOneGroup) {
  Config C;
  C.ResidentBlocks = 40;
  uint32_t Never = 0;
  Result R = runOnce(
      {{40}, {32}},
      [&] {
        while (!load(&Never))
          ;
      },
      C);
  EXPECT_TRUE(hasInOrder(R.Message, {"block 0,0,0 warp 0, 32 lanes (0-31) and "
                                     "others, 1280 lanes in 40 warps of 40 "
                                     "blocks: runs, last at"}));
}

TEST(Diagnosis, AClusterBarrierNamesTheMissing) {
  Result R = runOnce({{2}, {32}, 0, {2}}, [] {
    if (ctaid() == 1)
      __gpurt_simt_bar_sync(1, 64, 1, SITE("bar"));
    clusterSync(SITE("cluster"));
  });
  EXPECT_EQ(R.Outcome, Status::Deadlock);
  EXPECT_TRUE(hasInOrder(
      R.Message, {"waits at the cluster barrier at DiagnosisTest.cpp:",
                  "missing: block 1,0,0 warp 0 lanes 0-31 (waits at barrier 1",
                  "32 of 64 threads have arrived",
                  "threads that the block does not have"}));
}

TEST(Diagnosis, ACountedBarrierNamesAWarpThatIsGone) {
  Result R = runOnce({{1}, {64}}, [] {
    if (warp() == 1)
      exitThread();
    __gpurt_simt_bar_sync(1, 64, 1, SITE("bar"));
  });
  EXPECT_EQ(R.Outcome, Status::Deadlock);
  EXPECT_TRUE(hasInOrder(R.Message, {"32 of 64 threads have arrived",
                                     "missing: warp 1 (has ended)"}));
}

TEST(Diagnosis, MismatchedOperationsOfOneWarp) {
  Result R = runOnce({{1}, {32}}, [] {
    if (lane() < 16)
      syncwarp(Full, SITE("a"));
    else
      ballot(Full, true, SITE("b"));
  });
  EXPECT_EQ(R.Outcome, Status::Mismatch);
  EXPECT_TRUE(
      hasInOrder(R.Message, {"mismatched warp operations: lane",
                             "with mask 0xffffffff at DiagnosisTest.cpp:",
                             "which it names, waits for it in"}));
}

TEST(Diagnosis, MismatchedMasksOfOneOperation) {
  Result R =
      runOnce({{1}, {4}}, [] { ballot(lane() < 2 ? 0xFu : 0x7u, true); });
  EXPECT_EQ(R.Outcome, Status::Mismatch);
}

TEST(Diagnosis, ALaneOutsideOfItsMask) {
  Result R = runOnce({{1}, {32}}, [] { syncwarp(0xFFFF, SITE("half")); });
  EXPECT_EQ(R.Outcome, Status::Mismatch);
  EXPECT_TRUE(hasInOrder(R.Message, {"calls syncwarp with mask 0x0000ffff at "
                                     "DiagnosisTest.cpp:",
                                     "a mask without itself"}));
}

TEST(Diagnosis, ABarrierAgainstAWarpOperation) {
  for (uint64_t Seed = 1; Seed != 20; ++Seed) {
    Config C;
    C.Seed = Seed;
    Result R = runOnce(
        {{1}, {32}},
        [] {
          if (lane() < 16)
            syncthreads();
          else
            syncwarp();
        },
        C);
    EXPECT_EQ(R.Outcome, Status::Mismatch) << R.Message;
  }
}

TEST(Diagnosis, FailedAssertionIsToldInTheWordsOfCuda) {
  Engine Sim(Config{});
  auto Kernel = [] {
    if (__gpurt_simt_tid(0) == 3)
      __gpurt_simt_assertfail("a < b", "k.cu", 7, "void f()", nullptr);
  };
  Result R = Sim.run(launchOf(Kernel, {1}, {4}));
  EXPECT_EQ(R.Outcome, Status::Assert);
  EXPECT_EQ(R.Message.find("k.cu:7: void f(): block: [0,0,0], thread: [3,0,0] "
                           "Assertion `a < b` failed.\n"),
            0u)
      << R.Message;
}

TEST(Diagnosis, NamesTheKernelAndTheLaunch) {
  Engine Sim(Config{});
  auto Kernel = [] { __gpurt_simt_trap(nullptr, nullptr); };
  Launch L = launchOf(Kernel, {1}, {1});
  L.Name = "sum(int*)";
  Sim.run(L);
  Result R = Sim.run(L);
  EXPECT_TRUE(hasInOrder(R.Message, {"trap", "at unknown place",
                                     "in kernel sum(int*), launch 2"}));
}
