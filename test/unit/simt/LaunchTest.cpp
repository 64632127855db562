//===- LaunchTest.cpp - Ids, residency, shapes, exits ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include <set>
#include <thread>
#include <tuple>

using namespace testing_simt;

namespace {
template <typename F> std::array<uint32_t, 3> triple(F Get) {
  return {Get(0), Get(1), Get(2)};
}
using Triple = std::array<uint32_t, 3>;
} // namespace

TEST(Launch, EveryThreadOfAGridRunsOnceWithItsIds) {
  for (Policy P : AllPolicies) {
    Config C;
    C.Order = P;
    C.ResidentBlocks = 3; // fewer than blocks
    std::set<std::pair<Triple, Triple>> Seen;
    Result R = runOnce(
        {{3, 2, 4}, {5, 4, 3}},
        [&] {
          EXPECT_TRUE(Seen.insert({triple(__gpurt_simt_ctaid),
                                   triple(__gpurt_simt_tid)})
                          .second);
          EXPECT_EQ(triple(__gpurt_simt_ntid), (Triple{5, 4, 3}));
          EXPECT_EQ(triple(__gpurt_simt_nctaid), (Triple{3, 2, 4}));
          uint32_t Linear = __gpurt_simt_tid(0) + 5 * __gpurt_simt_tid(1) +
                            20 * __gpurt_simt_tid(2);
          EXPECT_EQ(lane(), Linear % 32);
          EXPECT_EQ(warp(), Linear / 32);
          EXPECT_EQ(__gpurt_simt_nwarpid(), 2u);
          EXPECT_LT(__gpurt_simt_smid(), __gpurt_simt_nsmid());
        },
        C);
    EXPECT_TRUE(R) << R.Message;
    EXPECT_EQ(Seen.size(), 24u * 60u);
    EXPECT_EQ(R.Lanes, 24u * 60u);
  }
}

TEST(Launch, LaneMasksOfLaneFive) {
  uint32_t Masks[5] = {};
  runOnce({{1}, {32}}, [&] {
    if (lane() == 5)
      for (uint32_t Kind = 0; Kind != 5; ++Kind)
        Masks[Kind] = __gpurt_simt_lanemask(Kind);
    if (lane() == 31) {
      EXPECT_EQ(__gpurt_simt_lanemask(SIMT_LANEMASK_GT), 0u);
      EXPECT_EQ(__gpurt_simt_lanemask(SIMT_LANEMASK_LE), ~0u);
    }
  });
  EXPECT_EQ(Masks[SIMT_LANEMASK_EQ], 0x20u);
  EXPECT_EQ(Masks[SIMT_LANEMASK_LE], 0x3Fu);
  EXPECT_EQ(Masks[SIMT_LANEMASK_LT], 0x1Fu);
  EXPECT_EQ(Masks[SIMT_LANEMASK_GE], 0xFFFFFFE0u);
  EXPECT_EQ(Masks[SIMT_LANEMASK_GT], 0xFFFFFFC0u);
}

TEST(Launch, ClusterIdsAreThoseOfTheGridInPieces) {
  std::set<std::pair<Triple, uint32_t>> Seen;
  Result R = runOnce({{4, 4, 1}, {1}, 0, {2, 2, 1}}, [&] {
    Triple Id = triple(__gpurt_simt_clusterid);
    Triple In = triple(__gpurt_simt_cluster_ctaid);
    EXPECT_EQ(triple(__gpurt_simt_nclusterid), (Triple{2, 2, 1}));
    EXPECT_EQ(triple(__gpurt_simt_cluster_nctaid), (Triple{2, 2, 1}));
    EXPECT_EQ(__gpurt_simt_cluster_nctarank(), 4u);
    EXPECT_EQ(__gpurt_simt_cluster_ctarank(), In[0] + 2 * In[1]);
    EXPECT_EQ(__gpurt_simt_ctaid(0), Id[0] * 2 + In[0]);
    EXPECT_EQ(__gpurt_simt_ctaid(1), Id[1] * 2 + In[1]);
    Seen.insert({Id, __gpurt_simt_cluster_ctarank()});
  });
  EXPECT_TRUE(R) << R.Message;
  EXPECT_EQ(Seen.size(), 16u);
}

TEST(Launch, NoMoreBlocksThanResidencyRunAtOnce) {
  uint32_t Now = 0, Most = 0;
  Config C;
  C.ResidentBlocks = 4;
  Result R = runOnce(
      {{40}, {1}},
      [&] {
        Most = std::max(Most, fetchAdd(&Now, 1u) + 1);
        for (int I = 0; I != 20; ++I)
          load(&Now);
        fetchAdd(&Now, -1u);
      },
      C);
  EXPECT_TRUE(R) << R.Message;
  EXPECT_EQ(Most, 4u);
}

TEST(Launch, BlocksStartInOrderUnlessShuffled) {
  auto orderOf = [](bool Shuffle, uint64_t Seed) {
    Config C;
    C.Order = Policy::RunToBlock;
    C.ShuffleBlocks = Shuffle;
    C.ResidentBlocks = 2;
    C.Seed = Seed;
    std::vector<uint32_t> Order;
    Result R = runOnce({{20}, {1}}, [&] { Order.push_back(ctaid()); }, C);
    EXPECT_TRUE(R) << R.Message;
    return Order;
  };
  std::vector<uint32_t> Straight = orderOf(false, 1);
  EXPECT_TRUE(std::is_sorted(Straight.begin(), Straight.end()));
  std::vector<uint32_t> Mixed = orderOf(true, 1);
  EXPECT_FALSE(std::is_sorted(Mixed.begin(), Mixed.end()));
  EXPECT_EQ(Mixed, orderOf(true, 1));
  EXPECT_NE(Mixed, orderOf(true, 2));
  std::sort(Mixed.begin(), Mixed.end());
  EXPECT_EQ(Mixed, Straight);
}

TEST(Launch, RejectsWhatTheChipRejects) {
  auto rejected = [](Launch L, const char *Why) {
    Engine Sim(Config{});
    L.Entry = [](void *) { ADD_FAILURE() << "must not run"; };
    Result R = Sim.run(L);
    EXPECT_EQ(R.Outcome, Status::Rejected);
    EXPECT_TRUE(hasInOrder(R.Message, {"launch rejected", Why, "repeat with"}));
  };
  Launch L;
  L.Block = {1025};
  rejected(L, "1025,1,1 threads is too large");
  L.Block = {32, 0};
  rejected(L, "is empty");
  L.Block = {32};
  L.Grid = {9};
  L.Cluster = {2};
  rejected(L, "do not divide");
  L.Cluster = {1};
  L.DynamicShared = 300 * 1024;
  rejected(L, "307200 bytes of shared memory");
  L.DynamicShared = 0;
  L.Grid = {17};
  L.Cooperative = true;
  rejected(L,
           "a cooperative launch of 17 blocks cannot be resident at once, 16");
}

TEST(Launch, ExitEndsALaneDeepInItsCalls) {
  struct Deep {
    static void down(uint32_t N, uint32_t *Passed) {
      if (N == 0 && lane() % 2)
        exitThread();
      if (N)
        down(N - 1, Passed);
    }
  };
  runAlways(
      {{2}, {64}}, 5, [] {},
      [] {
        uint32_t Passed = 0;
        Deep::down(20, &Passed);
        EXPECT_EQ(lane() % 2, 0u);
      },
      [] {});
}

TEST(Launch, GridIdCountsAndEachLaunchDrawsAnew) {
  Engine Sim(Config{});
  uint64_t Id = 0;
  auto Kernel = [&] {
    Id = __gpurt_simt_gridid();
    for (int I = 0; I != 50; ++I)
      __gpurt_simt_preempt(nullptr, nullptr);
  };
  Launch L = launchOf(Kernel, {2}, {64});
  uint64_t First = Sim.run(L).TraceHash;
  EXPECT_EQ(Id, 1u);
  uint64_t Second = Sim.run(L).TraceHash;
  EXPECT_EQ(Id, 2u);
  EXPECT_NE(First, Second);
  Sim.reset(1, Policy::Fair);
  EXPECT_EQ(Sim.run(L).TraceHash, First);
  EXPECT_EQ(Sim.run(L).TraceHash, Second);
}

TEST(Launch, AnEngineIsWholeAfterAFailure) {
  Engine Sim(Config{});
  bool Fail = true;
  uint32_t Ran = 0;
  auto Kernel = [&] {
    syncthreads();
    if (Fail && tid() == 40)
      __gpurt_simt_trap("planted", nullptr);
    syncthreads();
    ++Ran;
  };
  Launch L = launchOf(Kernel, {4}, {64});
  for (int I = 0; I != 50; ++I) {
    Fail = I % 2 == 0;
    Ran = 0;
    Result R = Sim.run(L);
    EXPECT_EQ(R.Outcome, Fail ? Status::Trap : Status::Ok);
    EXPECT_EQ(Ran == 256, !Fail);
  }
}

TEST(Launch, EnginesOfSeveralHostThreadsDoNotMeet) {
  auto hashOf = [](uint64_t Seed) {
    uint32_t Sum = 0;
    Config C;
    C.Seed = Seed;
    Result R = runOnce(
        {{8}, {96}},
        [&] {
          for (int I = 0; I != 20; ++I)
            fetchAdd(&Sum, ballot(Full, tid() & 1) ? 1u : 0u);
          syncthreads();
        },
        C);
    EXPECT_TRUE(R) << R.Message;
    EXPECT_EQ(Sum, 8u * 96 * 20);
    return R.TraceHash;
  };
  uint64_t Alone[4], Together[4];
  for (uint64_t I = 0; I != 4; ++I)
    Alone[I] = hashOf(I);
  std::vector<std::thread> Threads;
  for (uint64_t I = 0; I != 4; ++I)
    Threads.emplace_back([&, I] { Together[I] = hashOf(I); });
  for (std::thread &T : Threads)
    T.join();
  for (int I = 0; I != 4; ++I)
    EXPECT_EQ(Alone[I], Together[I]);
}
