//===- ExitTest.cpp - What a thread's exit does to the others -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Line by line the table measured on an H100 (2026-11-22): one thread or block
// exits, the others go on to a barrier. "hangs" must end in a diagnosis here.
//===----------------------------------------------------------------------===//
#include "Testing.h"

using namespace testing_simt;

namespace {
/// Must end well under every policy.
template <typename F> void fine(Shape S, F Kernel) {
  runAlways(S, 10, [] {}, Kernel, [] {});
}

/// Must be found to hang under every policy.
template <typename F, typename B>
void hangs(Shape S, Status Expected, B Before, F Kernel) {
  for (uint64_t Seed = 1; Seed != 4; ++Seed)
    for (Policy P : AllPolicies) {
      SCOPED_TRACE(repeatLine(Seed, P));
      Config C;
      C.Seed = Seed;
      C.Order = P;
      Before();
      Result R = runOnce(S, Kernel, C);
      EXPECT_EQ(R.Outcome, Expected) << R.Message;
    }
}

/// The grid barrier of cooperative groups: a block barrier, one thread of each
/// block counts and waits, a block barrier.
struct GridBarrier {
  uint32_t Arrived = 0, Phase = 0;
  void sync() {
    syncthreads();
    if (tid() == 0) {
      uint32_t Now = load(&Phase);
      if (fetchAdd(&Arrived, 1u) + 1 == nctaid()) {
        store(&Arrived, 0u);
        fetchAdd(&Phase, 1u);
      } else {
        while (load(&Phase) == Now)
          ;
      }
    }
    syncthreads();
  }
};
} // namespace

TEST(Exit, SyncThreadsDoesNotCountTheThread) {
  fine({{2}, {128}}, [] {
    if (tid() == 17)
      exitThread();
    syncthreads();
    syncthreads();
  });
}

// A lane that leaves may be the last that its warp waited for: its sibling must
// then pass this barrier together with the other warp, not the next one.
TEST(Exit, ALeavingLaneLetsItsSiblingPassTheSameBarrier) {
  static uint32_t Data;
  fine({{1}, {33}}, [] {
    if (tid() != 0 && tid() != 32)
      exitThread();
    auto Sync = [] { __gpurt_simt_bar_sync(0, 0, 0, nullptr); };
    store(&Data, 0u);
    Sync();
    if (tid() == 0)
      store(&Data, 1u);
    Sync();
    EXPECT_EQ(load(&Data), 1u);
    Sync();
  });
}

TEST(Exit, SyncThreadsCountDoesNotCountTheThread) {
  fine({{2}, {128}}, [] {
    if (tid() == 17)
      exitThread();
    EXPECT_EQ(__gpurt_simt_bar_red(SIMT_BAR_POPC, 0, 0, 1, 1, nullptr), 127u);
  });
}

TEST(Exit, WarpOperationsOfAFullMaskGoOnWithoutIt) {
  fine({{1}, {64}}, [] {
    if (lane() == 17)
      exitThread();
    EXPECT_EQ(ballot(Full, true), ~(1u << 17));
    uint32_t V = shflXor(Full, lane(), 1);
    if (lane() != 16) { // whose partner is gone
      EXPECT_EQ(V, lane() ^ 1);
    }
    syncwarp();
  });
}

TEST(Exit, TheLastMissingLaneReleasesAWarpByLeaving) {
  fine({{1}, {32}}, [] {
    if (lane() == 3) {
      for (int I = 0; I != 100; ++I)
        __gpurt_simt_preempt(nullptr, nullptr);
      exitThread();
    }
    syncwarp();
  });
}

TEST(Exit, ClusterBarrierGoesOnWithoutAThreadOrABlock) {
  fine({{4}, {64}, 0, {2}}, [] {
    if (ctaid() == 1 && tid() == 17)
      exitThread();
    clusterSync();
  });
  fine({{4}, {64}, 0, {2}}, [] {
    if (ctaid() % 2)
      exitThread();
    clusterSync();
    clusterSync();
  });
}

TEST(Exit, ALaneMayLeaveBetweenClusterArriveAndWait) {
  uint32_t Arrived = 0;
  runAlways(
      {{2}, {64}, 0, {2}}, 10, [&] { Arrived = 0; },
      [&] {
        fetchAdd(&Arrived, 1u);
        __gpurt_simt_cluster_arrive(0, nullptr);
        if (tid() == 5)
          exitThread();
        __gpurt_simt_cluster_wait(nullptr);
        EXPECT_EQ(load(&Arrived), 128u);
      },
      [] {});
}

TEST(Exit, ACountedBarrierHangsWithoutAWarp) {
  hangs(
      {{1}, {256}}, Status::Deadlock, [] {},
      [] {
        if (warp() == 3)
          exitThread();
        __gpurt_simt_bar_sync(1, 256, 1, nullptr);
      });
}

TEST(Exit, ACountedBarrierCountsAWarpWithoutALaneWhole) {
  // Not in the table; the PTX manual: the count rises by the warp size.
  fine({{1}, {256}}, [] {
    if (tid() == 100)
      exitThread();
    __gpurt_simt_bar_sync(1, 256, 1, nullptr);
  });
}

TEST(Exit, ArrivalsStayWhenTheirThreadsLeave) {
  fine({{1}, {64}}, [] {
    if (warp() == 0) {
      __gpurt_simt_bar_arrive(1, 64, 1, nullptr);
      exitThread();
    }
    __gpurt_simt_bar_sync(1, 64, 1, nullptr);
  });
}

TEST(Exit, GridSyncGoesOnWithoutAnOrdinaryThread) {
  GridBarrier Grid;
  runAlways(
      {{4}, {64}}, 5, [&] { Grid = {}; },
      [&] {
        if (tid() == 17)
          exitThread();
        Grid.sync();
        Grid.sync();
      },
      [] {});
}

TEST(Exit, GridSyncHangsWithoutABlock) {
  GridBarrier Grid;
  hangs(
      {{4}, {64}}, Status::Livelock, [&] { Grid = {}; },
      [&] {
        if (ctaid() == 2)
          exitThread();
        Grid.sync();
      });
}
