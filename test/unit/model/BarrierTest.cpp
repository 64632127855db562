//===- BarrierTest.cpp - What orders lanes, and what does not -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Model.h"

using namespace testing_model;

namespace {
Variable<> X, Words[128];
void clear() {
  X = {};
  for (Variable<> &Each : Words)
    Each = {};
}
uint32_t Wrong;
/// Each lane writes its word, meets the others, reads its neighbour's.
template <typename F> std::string exchangeAround(Shape S, F Meet) {
  uint32_t All = uint32_t(S.Grid.count() * S.Block.count());
  Wrong = 0;
  std::string Found = finding(S, clear, [=] {
    uint32_t Self = ctaid() * target::ntid() + tid();
    Words[Self].plain(Self + 1);
    Meet();
    uint32_t Next = (Self + 1) % All;
    Wrong += Words[Next].plain() != Next + 1;
  });
  if (Found.empty()) {
    EXPECT_EQ(Wrong, 0u);
  }
  return Found;
}
} // namespace

TEST(Barrier, SyncthreadsOrdersABlock) {
  EXPECT_EQ(exchangeAround(threads(96), [] { syncthreads(); }), "");
  EXPECT_NE(exchangeAround(threads(96), [] {}), "");
  EXPECT_NE(exchangeAround({{2}, {32}}, [] { syncthreads(); }), "");
}

TEST(Barrier, SyncwarpOrdersItsLanes) {
  EXPECT_EQ(exchangeAround(threads(32), [] { syncwarp(); }), "");
  EXPECT_NE(exchangeAround(threads(64), [] { syncwarp(); }), "");
  EXPECT_TRUE(
      hasInOrder(exchangeAround(threads(32), [] {}), {"hint", "__syncwarp()"}));
}

TEST(Barrier, ShufflesAndVotesOrderNothing) {
  EXPECT_NE(
      exchangeAround(threads(32), [] { target::shflXor(target::Full, 1, 1); }),
      "");
  EXPECT_NE(
      exchangeAround(threads(32), [] { target::ballot(target::Full, true); }),
      "");
}

TEST(Barrier, APhaseOrdersReadsBeforeTheNextWrites) {
  auto Kernel = [](bool Twice) {
    return finding(threads(64), clear, [=] {
      for (uint32_t I = 0; I != 3; ++I) {
        Words[tid()].plain(I);
        syncthreads();
        Words[(tid() + 1) % 64].plain();
        if (Twice)
          syncthreads();
      }
    });
  };
  EXPECT_EQ(Kernel(true), "");
  EXPECT_NE(Kernel(false), "");
}

TEST(Barrier, ArrivingPublishesAndSyncingSees) {
  auto Kernel = [](bool Backwards) {
    return finding(threads(64), clear, [=] {
      if (tid() < 32) {
        if (!Backwards)
          Words[tid()].plain(1);
        __gpurt_simt_bar_arrive(1, 64, 1, nullptr);
        if (Backwards)
          Words[tid()].plain(1);
      } else {
        __gpurt_simt_bar_sync(1, 64, 1, nullptr);
        Words[tid() - 32].plain();
      }
    });
  };
  EXPECT_EQ(Kernel(false), "");
  EXPECT_NE(Kernel(true), "") << "what comes after the arrival is not in order";
}

TEST(Barrier, TheClusterBarrierOrdersUnlessTheArrivalIsRelaxed) {
  Shape S = {{2}, {32}, 0, {2}};
  auto Meet = [](uint32_t Relaxed) {
    return [=] {
      __gpurt_simt_cluster_arrive(Relaxed, nullptr);
      __gpurt_simt_cluster_wait(nullptr);
    };
  };
  EXPECT_EQ(exchangeAround(S, Meet(0)), "");
  EXPECT_NE(exchangeAround(S, Meet(1)), "");
}

TEST(Barrier, ABarrierOfTheGridByHandOrdersIt) {
  auto Meet = [](bool Fences) {
    return [=] {
      syncthreads();
      if (tid() == 0) {
        if (Fences)
          fence(SIMT_SEQ_CST);
        X.add(1, SIMT_RELAXED);
        while (X.load(SIMT_VOLATILE) != 4)
          ;
        if (Fences)
          fence(SIMT_SEQ_CST);
      }
      syncthreads();
    };
  };
  EXPECT_EQ(exchangeAround({{4}, {32}}, Meet(true)), "");
  EXPECT_NE(exchangeAround({{4}, {32}}, Meet(false)), "");
}
