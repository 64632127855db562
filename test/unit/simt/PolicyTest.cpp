//===- PolicyTest.cpp - What each policy promises, and what it does not ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include <set>

using namespace testing_simt;

namespace {
/// Lane 1 waits for lane 0 of its warp.
Result siblingWait(Policy P, uint64_t Seed) {
  uint32_t Flag = 0;
  Config C;
  C.Order = P;
  C.Seed = Seed;
  return runOnce(
      {{1}, {2}},
      [&] {
        if (lane() == 1) {
          while (!load(&Flag))
            ;
        } else {
          load(&Flag);
          store(&Flag, 1u);
        }
      },
      C);
}
} // namespace

TEST(Policy, FairLetsALaneWaitForASibling) {
  for (uint64_t Seed = 1; Seed != 50; ++Seed)
    for (Policy P : {Policy::Fair, Policy::RunToBlock, Policy::Pct}) {
      Result R = siblingWait(P, Seed);
      EXPECT_TRUE(R) << R.Message;
    }
}

TEST(Policy, WarpUnfairStarvesALaneThatWaitsForASibling) {
  int Starved = 0;
  for (uint64_t Seed = 1; Seed <= 60; ++Seed) {
    Result R = siblingWait(Policy::WarpUnfair, Seed);
    Starved += R.Outcome == Status::Livelock;
    EXPECT_TRUE(R || R.Outcome == Status::Livelock) << R.Message;
  }
  EXPECT_GT(Starved, 3);
  EXPECT_LT(Starved, 60);
}

TEST(Policy, WarpUnfairLetsAWarpWaitForAnother) {
  uint32_t Flag = 0;
  runAlways(
      {{1}, {64}}, 20, [&] { Flag = 0; },
      [&] {
        if (warp() == 0)
          while (!load(&Flag))
            ;
        else if (lane() == 31)
          store(&Flag, 1u);
      },
      [] {});
}

TEST(Policy, RunToBlockLeavesABlockThatOnlyVotes) {
  // Its lanes wait for each other all the time, so it keeps its turn for a
  // while; but the block that it needs gets one, too.
  uint32_t Flag = 0;
  Config C;
  C.Order = Policy::RunToBlock;
  Result R = runOnce(
      {{2}, {64}},
      [&] {
        if (ctaid() == 1)
          store(&Flag, 1u);
        else
          while (!ballot(Full, load(&Flag) != 0))
            ;
      },
      C);
  EXPECT_TRUE(R) << R.Message;
}

TEST(Policy, RunToBlockRunsALaneToItsEnd) {
  std::vector<uint32_t> Order;
  Config C;
  C.Order = Policy::RunToBlock;
  Result R = runOnce(
      {{1}, {64}},
      [&] {
        for (int I = 0; I != 3; ++I) {
          __gpurt_simt_preempt(nullptr, nullptr);
          Order.push_back(tid());
        }
      },
      C);
  EXPECT_TRUE(R);
  EXPECT_TRUE(std::is_sorted(Order.begin(), Order.end()));
}

TEST(Policy, FairInterleavesAtEveryDistance) {
  for (uint32_t Distance : {1u, 4u, 32u}) {
    Config C;
    C.SwitchDistance = Distance;
    Result R = runOnce(
        {{2}, {64}},
        [] {
          for (int I = 0; I != 1000; ++I)
            __gpurt_simt_preempt(nullptr, nullptr);
        },
        C);
    EXPECT_TRUE(R);
    double Mean = double(R.Steps) / double(R.Switches);
    EXPECT_GT(Mean, Distance * 0.8);
    EXPECT_LT(Mean, Distance * 1.2);
  }
}

TEST(Policy, PctKeepsToItsPrioritiesBetweenChangePoints) {
  // Without change points one lane after another runs to its end, in an order
  // that the seed gives.
  std::set<std::vector<uint32_t>> Orders;
  for (uint64_t Seed = 1; Seed != 20; ++Seed) {
    Config C;
    C.Order = Policy::Pct;
    C.Seed = Seed;
    C.PctDepth = 1;
    std::vector<uint32_t> Order;
    uint32_t Sum = 0;
    runOnce(
        {{1}, {8}},
        [&] {
          for (int I = 0; I != 5; ++I) {
            fetchAdd(&Sum, 1u);
            if (Order.empty() || Order.back() != tid())
              Order.push_back(tid());
          }
        },
        C);
    EXPECT_EQ(Order.size(), 8u);
    Orders.insert(Order);
  }
  EXPECT_GT(Orders.size(), 15u);
}

TEST(Policy, PctFindsAnOrderingBugOfDepthTwo) {
  // Needs one switch at the right one of 200 steps; PCT's bound for two lanes
  // and depth 2 is 1/(2*200) a seed or better.
  uint32_t A = 0, Seen = 0;
  auto Kernel = [&] {
    if (tid() == 0) {
      for (uint32_t I = 1; I <= 100; ++I)
        store(&A, I);
    } else if (load(&A) == 57) {
      Seen = 1;
    }
  };
  Exploration E;
  E.Policies = {Policy::Pct};
  E.Base.PctDepth = 2;
  E.Base.PctLength = 101;
  E.Seeds = 2000;
  E.Kernel = launchOf(Kernel, {1}, {2});
  E.Before = [&] { A = Seen = 0; };
  E.Check = [&] { return Seen ? std::string("seen") : std::string(); };
  ExplorationResult R = explore(E);
  EXPECT_TRUE(R.Failure) << R.Runs << " runs";
}

TEST(Time, ClocksRiseAndSleepPasses) {
  runAlways(
      {{1}, {64}}, 5, [] {},
      [] {
        uint64_t C0 = __gpurt_simt_clock(nullptr);
        uint64_t C1 = __gpurt_simt_clock(nullptr);
        EXPECT_GT(C1, C0);
        uint64_t T0 = __gpurt_simt_globaltimer(nullptr);
        __gpurt_simt_nanosleep(1000, nullptr);
        EXPECT_GT(__gpurt_simt_globaltimer(nullptr), T0);
      },
      [] {});
}

TEST(Time, ATimeOutComesBeforeALivelock) {
  for (Policy P : AllPolicies) {
    Config C;
    C.Order = P;
    Result R = runOnce(
        {{1}, {64}},
        [] {
          uint64_t Start = __gpurt_simt_globaltimer(nullptr);
          while (__gpurt_simt_globaltimer(nullptr) - Start < 1'000'000'000)
            __gpurt_simt_nanosleep(100, nullptr);
        },
        C);
    EXPECT_TRUE(R) << R.Message;
  }
}

TEST(Time, TheHostIsAskedBeforeALivelockIsDeclared) {
  uint32_t Request = 0, Answer = 0, Asked = 0;
  for (Policy P : AllPolicies) {
    Request = Answer = Asked = 0;
    Config C;
    C.Order = P;
    C.OnStall = [&] {
      ++Asked;
      if (!Request || Answer)
        return false;
      Answer = 42;
      return true;
    };
    Result R = runOnce(
        {{8}, {1}}, // warps of one lane: nobody waits for a sibling
        [&] {
          if (ctaid() == 0)
            store(&Request, 1u);
          while (load(&Answer) != 42)
            ;
        },
        C);
    EXPECT_TRUE(R) << R.Message;
    EXPECT_GT(Asked, 0u);
    C.OnStall = [&] { return false; };
    Answer = 0;
    R = runOnce(
        {{1}, {2}},
        [&] {
          while (!load(&Answer))
            ;
        },
        C);
    EXPECT_EQ(R.Outcome, Status::Livelock);
  }
}

TEST(Policy, StepLimitEndsALaunchThatIsOnlyBusy) {
  uint32_t Word = 0;
  Config C;
  C.MaxSteps = 10'000;
  Result R = runOnce(
      {{1}, {2}},
      [&] {
        for (;;)
          fetchAdd(&Word, 1u);
      },
      C);
  EXPECT_EQ(R.Outcome, Status::StepLimit);
  EXPECT_TRUE(hasInOrder(R.Message, {"step limit", "10000", "repeat with"}));
}
