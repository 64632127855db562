//===- BarrierTest.cpp - Barriers of blocks and clusters ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

using namespace testing_simt;

TEST(Barrier, KeepsABlockTogetherOverManyPhases) {
  uint32_t Count = 0;
  runAlways(
      {{1}, {80}}, 20, [&] { Count = 0; },
      [&] {
        for (uint32_t I = 1; I != 20; ++I) {
          fetchAdd(&Count, 1u);
          syncthreads();
          EXPECT_EQ(load(&Count), I * 80);
          syncthreads();
        }
      },
      [] {});
}

TEST(Barrier, ReducesPredicates) {
  runAlways(
      {{2}, {96}}, 10, [] {},
      [] {
        auto red = [](uint32_t Op, bool P) {
          return __gpurt_simt_bar_red(Op, 0, 0, P, 1, nullptr);
        };
        EXPECT_EQ(red(SIMT_BAR_POPC, tid() % 3 == 0), 32u);
        EXPECT_EQ(red(SIMT_BAR_AND, tid() != 95), 0u);
        EXPECT_EQ(red(SIMT_BAR_AND, true), 1u);
        EXPECT_EQ(red(SIMT_BAR_OR, tid() == 95), 1u);
        EXPECT_EQ(red(SIMT_BAR_OR, false), 0u);
      },
      [] {});
}

TEST(Barrier, NamedOnesServePartsOfABlock) {
  uint32_t Counts[2];
  runAlways(
      {{1}, {128}}, 20, [&] { Counts[0] = Counts[1] = 0; },
      [&] {
        uint32_t Half = warp() / 2;
        for (uint32_t I = 1; I != 10; ++I) {
          fetchAdd(&Counts[Half], 1u);
          __gpurt_simt_bar_sync(1 + Half, 64, 1, nullptr);
          EXPECT_EQ(load(&Counts[Half]), I * 64);
          __gpurt_simt_bar_sync(1 + Half, 64, 1, nullptr);
        }
      },
      [] {});
}

TEST(Barrier, ThoseOfTheNextPhaseAreNotLetThrough) {
  // Any two of four warps make a phase; a warp that is half there is not one.
  uint32_t Here[4];
  runAlways(
      {{1}, {128}}, 30, [&] { std::fill(std::begin(Here), std::end(Here), 0); },
      [&] {
        fetchAdd(&Here[warp()], 1u);
        __gpurt_simt_bar_sync(1, 64, 1, nullptr);
        EXPECT_EQ(load(&Here[warp()]), 32u);
      },
      [] {});
}

TEST(Barrier, ArriveDoesNotWaitAndCounts) {
  // One warp makes, one uses; two buffers, full at 1 and 2, free at 3 and 4.
  uint32_t Buffer[2][32];
  runAlways(
      {{1}, {64}}, 30, [] {},
      [&] {
        for (uint32_t I = 0; I != 12; ++I) {
          uint32_t Side = I % 2;
          if (warp() == 0) {
            if (I >= 2)
              __gpurt_simt_bar_sync(3 + Side, 64, 1, nullptr);
            store(&Buffer[Side][lane()], I * 100 + lane());
            __gpurt_simt_bar_arrive(1 + Side, 64, 1, nullptr);
          } else {
            __gpurt_simt_bar_sync(1 + Side, 64, 1, nullptr);
            EXPECT_EQ(load(&Buffer[Side][31 - lane()]), I * 100 + 31 - lane());
            if (I < 10)
              __gpurt_simt_bar_arrive(3 + Side, 64, 1, nullptr);
          }
        }
      },
      [] {});
}

TEST(Barrier, ALaneMayArriveTwiceBeforeItsWarp) {
  // Two arrivals of warp 0 without a wait in between: 64 threads' worth.
  runAlways(
      {{1}, {64}}, 30, [] {},
      [] {
        if (warp() == 0) {
          __gpurt_simt_bar_arrive(1, 96, 0, nullptr);
          __gpurt_simt_bar_arrive(1, 96, 0, nullptr);
        } else {
          __gpurt_simt_bar_sync(1, 96, 0, nullptr);
        }
      },
      [] {});
}

TEST(Barrier, ALaneThatLeavesMayCloseSeveralRounds) {
  // All of warp 0 but lane 31 have arrived twice, all of warp 1 once, when
  // lane 31 leaves: 96 threads' worth, of which 64 complete a phase and 32 are
  // the beginning of the next.
  for (Policy P : {Policy::Fair, Policy::RunToBlock, Policy::Pct}) {
    uint32_t Arrived = 0, Left = 0;
    Config C;
    C.Order = P;
    Result R = runOnce(
        {{1}, {64}},
        [&] {
          if (warp() == 0 && lane() == 31) {
            while (load(&Arrived) != 63)
              ;
            store(&Left, 1u);
            exitThread();
          }
          __gpurt_simt_bar_arrive(1, 64, 0, nullptr);
          if (warp() == 0)
            __gpurt_simt_bar_arrive(1, 64, 0, nullptr);
          fetchAdd(&Arrived, 1u);
          if (warp() == 1) {
            while (!load(&Left))
              ;
            __gpurt_simt_bar_sync(1, 64, 0, nullptr);
          }
        },
        C);
    EXPECT_TRUE(R) << R.Message;
  }
}

TEST(Barrier, APartOfAWarpIsNoArrival) {
  Result R = runOnce({{1}, {64}}, [] {
    if (lane() < 16) // of both warps
      __gpurt_simt_bar_sync(1, 32, 0, nullptr);
    else
      syncwarp(0xFFFF0000u);
    if (lane() >= 16)
      while (true)
        __gpurt_simt_nanosleep(1, nullptr);
  });
  EXPECT_EQ(R.Outcome, Status::Livelock);
}

TEST(Barrier, UsesThatDoNotFitAreNamed) {
  Result R = runOnce({{1}, {64}}, [] {
    if (warp() == 0)
      __gpurt_simt_bar_sync(1, 64, 1, SITE("a"));
    else
      __gpurt_simt_bar_sync(1, 32, 1, SITE("b"));
  });
  EXPECT_EQ(R.Outcome, Status::Mismatch);
  EXPECT_TRUE(hasInOrder(R.Message, {"mismatched barriers", "BarrierTest.cpp",
                                     "BarrierTest.cpp", "repeat with"}));
  R = runOnce({{1}, {64}}, [] { __gpurt_simt_bar_sync(1, 40, 1, nullptr); });
  EXPECT_EQ(R.Outcome, Status::Mismatch);
  R = runOnce({{1}, {64}}, [] { __gpurt_simt_bar_sync(16, 0, 1, nullptr); });
  EXPECT_EQ(R.Outcome, Status::Mismatch);
  R = runOnce({{1}, {64}}, [] { __gpurt_simt_bar_arrive(1, 0, 1, nullptr); });
  EXPECT_EQ(R.Outcome, Status::Mismatch);
}

TEST(Barrier, AlignedInDivergentCodeIsFoundAndUnalignedIsNot) {
  auto kernel = [](uint32_t Aligned) {
    return [Aligned] {
      if (lane() < 16)
        __gpurt_simt_bar_sync(0, 0, Aligned, SITE("then"));
      else
        __gpurt_simt_bar_sync(0, 0, Aligned, SITE("else"));
    };
  };
  Result R = runOnce({{1}, {64}}, kernel(1));
  EXPECT_EQ(R.Outcome, Status::DivergentBarrier);
  EXPECT_TRUE(hasInOrder(R.Message, {"barrier in divergent code",
                                     "BarrierTest.cpp", "BarrierTest.cpp"}));
  EXPECT_TRUE(runOnce({{1}, {64}}, kernel(0)));
  Config C;
  C.CheckAligned = false;
  EXPECT_TRUE(runOnce({{1}, {64}}, kernel(1), C));
}

TEST(Barrier, WarpsMayMeetFromDifferentPlaces) {
  runAlways(
      {{1}, {64}}, 5, [] {},
      [] {
        if (warp() == 0)
          syncthreads(SITE("then"));
        else
          syncthreads(SITE("else"));
      },
      [] {});
}

TEST(ClusterBarrier, HoldsAllBlocksOfItsClusterOnly) {
  uint32_t Counts[4];
  Config C;
  C.ResidentBlocks = 8;
  runAlways(
      {{16}, {40}, 0, {4}}, 10,
      [&] { std::fill(std::begin(Counts), std::end(Counts), 0); },
      [&] {
        uint32_t *Mine = &Counts[__gpurt_simt_clusterid(0)];
        for (uint32_t I = 1; I != 6; ++I) {
          fetchAdd(Mine, 1u);
          clusterSync();
          EXPECT_EQ(load(Mine), I * 160);
          clusterSync();
        }
      },
      [] {}, C);
}

TEST(ClusterBarrier, WorkFitsBetweenArriveAndWait) {
  uint32_t Count = 0;
  runAlways(
      {{2}, {32}, 0, {2}}, 10, [&] { Count = 0; },
      [&] {
        fetchAdd(&Count, 1u);
        __gpurt_simt_cluster_arrive(1, nullptr);
        uint32_t Before = load(&Count);
        __gpurt_simt_cluster_wait(nullptr);
        EXPECT_LE(Before, 64u);
        EXPECT_EQ(load(&Count), 64u);
      },
      [] {});
}

TEST(ClusterBarrier, ArriveAndWaitMustAlternate) {
  Result R = runOnce({{1}, {1}}, [] { __gpurt_simt_cluster_wait(nullptr); });
  EXPECT_EQ(R.Outcome, Status::Mismatch);
  R = runOnce({{1}, {2}}, [] {
    __gpurt_simt_cluster_arrive(0, nullptr);
    __gpurt_simt_cluster_arrive(0, nullptr);
  });
  EXPECT_EQ(R.Outcome, Status::Mismatch);
}
