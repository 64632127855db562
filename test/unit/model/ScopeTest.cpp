//===- ScopeTest.cpp - Who reaches whom -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Model.h"

using namespace testing_model;

namespace {
Variable<> X, Y;
uint32_t Seen[4];
void clear() {
  X = Y = {};
  std::fill(std::begin(Seen), std::end(Seen), 0);
}
uint32_t self() { return ctaid() * target::ntid() + tid(); }

/// Plain data under a flag between the first and the last lane of \p S.
std::string publish(Shape S, SimtScope Store, SimtScope Load) {
  return finding(S, clear, [=] {
    uint32_t Last = uint32_t(S.Grid.count() * S.Block.count()) - 1;
    if (self() == 0) {
      X.plain(1, SITE("store"));
      Y.store(1, SIMT_RELEASE, Store, SITE("store"));
    } else if (self() == Last) {
      if (Y.load(SIMT_ACQUIRE, Load, SITE("load")))
        Seen[0] = X.plain(SITE("load"));
    }
  });
}

/// The same with relaxed accesses of device scope and fences of \p Before and
/// \p Behind.
std::string publishByFence(Shape S, SimtScope Before, SimtScope Behind) {
  return finding(S, clear, [=] {
    uint32_t Last = uint32_t(S.Grid.count() * S.Block.count()) - 1;
    if (self() == 0) {
      X.plain(1, SITE("store"));
      fence(SIMT_ACQ_REL, Before);
      Y.store(1, SIMT_RELAXED, SIMT_DEVICE, SITE("store"));
    } else if (self() == Last) {
      if (Y.load(SIMT_RELAXED, SIMT_DEVICE, SITE("load"))) {
        fence(SIMT_ACQ_REL, Behind);
        Seen[0] = X.plain(SITE("load"));
      }
    }
  });
}
const Shape OneBlock = threads(2), TwoBlocks = blocks(2);
const Shape OneCluster = {{2}, {1}, 0, {2}};
const Shape TwoClusters = {{4}, {1}, 0, {2}};
} // namespace

TEST(Scope, BlockIsEnoughWithinABlock) {
  EXPECT_EQ(publish(OneBlock, SIMT_BLOCK, SIMT_BLOCK), "");
  EXPECT_EQ(publish(OneBlock, SIMT_BLOCK, SIMT_SYSTEM), "");
  EXPECT_EQ(publishByFence(OneBlock, SIMT_BLOCK, SIMT_DEVICE), "");
}
TEST(Scope, BlockIsTooNarrowBetweenBlocks) {
  for (auto [Store, Load] :
       {std::pair(SIMT_BLOCK, SIMT_DEVICE), std::pair(SIMT_DEVICE, SIMT_BLOCK)})
    EXPECT_TRUE(
        hasInOrder(publish(TwoBlocks, Store, Load),
                   {"scope too narrow", "ScopeTest.cpp", "ScopeTest.cpp",
                    "need device scope", "GPURT_MEMORY=weak"}));
}
TEST(Scope, ClusterIsEnoughWithinAClusterOnly) {
  EXPECT_EQ(publish(OneCluster, SIMT_CLUSTER, SIMT_CLUSTER), "");
  EXPECT_TRUE(hasInOrder(publish(OneCluster, SIMT_BLOCK, SIMT_CLUSTER),
                         {"scope too narrow", "need cluster scope"}));
  EXPECT_TRUE(hasInOrder(publish(TwoClusters, SIMT_CLUSTER, SIMT_CLUSTER),
                         {"scope too narrow", "need device scope"}));
}
TEST(Scope, DeviceIsEnoughOnTheDevice) {
  EXPECT_EQ(publish(TwoClusters, SIMT_DEVICE, SIMT_DEVICE), "");
  EXPECT_EQ(publish(TwoClusters, SIMT_SYSTEM, SIMT_DEVICE), "");
  EXPECT_EQ(publishByFence(TwoBlocks, SIMT_DEVICE, SIMT_SYSTEM), "");
}
TEST(Scope, AFenceOfBlockScopeDoesNotOrderBlocks) {
  EXPECT_TRUE(hasInOrder(publishByFence(TwoBlocks, SIMT_BLOCK, SIMT_DEVICE),
                         {"data race", "release there has only block scope"}));
  EXPECT_TRUE(hasInOrder(publishByFence(TwoBlocks, SIMT_DEVICE, SIMT_BLOCK),
                         {"data race", "missing"}));
}
TEST(Scope, AWiderFenceAndANarrowerOneBothCount) {
  // The last fence is narrow; the one before it still reaches the other block.
  EXPECT_EQ(finding(TwoBlocks, clear,
                    [] {
                      if (ctaid() == 0) {
                        X.plain(1);
                        fence(SIMT_ACQ_REL, SIMT_DEVICE);
                        fence(SIMT_ACQ_REL, SIMT_BLOCK);
                        Y.store(1, SIMT_RELAXED);
                      } else if (Y.load(SIMT_ACQUIRE)) {
                        X.plain();
                      }
                    }),
            "");
}
TEST(Scope, FenceScOrdersOnlyWhomItReaches) {
  for (SimtScope S : {SIMT_BLOCK, SIMT_DEVICE})
    for (const Shape &Where : {OneBlock, TwoBlocks}) {
      Values All = outcomes(
          Where, clear,
          [=] {
            (self() ? Y : X).store(1, SIMT_RELAXED);
            fence(SIMT_SEQ_CST, S);
            Seen[self()] = (self() ? X : Y).load(SIMT_RELAXED);
          },
          [] { return Seen[0] * 10 + Seen[1]; });
      bool Apart = S == SIMT_BLOCK && Where.Grid.X == 2;
      EXPECT_EQ(All.count(0), Apart ? 1u : 0u);
    }
}
TEST(Scope, NarrowAccessesInOrderAreNoFinding) {
  EXPECT_EQ(finding({{2}, {2}}, clear,
                    [] {
                      // Of block 0 alone, then handed to block 1.
                      if (ctaid() == 0) {
                        X.add(1, SIMT_RELAXED, SIMT_BLOCK);
                        syncthreads();
                        if (tid() == 0)
                          Y.store(1, SIMT_RELEASE);
                      } else if (Y.load(SIMT_ACQUIRE)) {
                        X.add(1, SIMT_RELAXED, SIMT_BLOCK);
                      }
                    }),
            "");
}
TEST(Scope, DistanceIsTheNarrowestScopeThatReaches) {
  Position A{1, 1, false}, B{2, 1, false}, C{3, 2, false}, Host{0, 0, true};
  EXPECT_EQ(distance(A, A), SIMT_BLOCK);
  EXPECT_EQ(distance(A, B), SIMT_CLUSTER);
  EXPECT_EQ(distance(A, C), SIMT_DEVICE);
  EXPECT_EQ(distance(A, Host), SIMT_SYSTEM);
}
