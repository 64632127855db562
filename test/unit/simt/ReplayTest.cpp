//===- ReplayTest.cpp - The same seed is the same run ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include <set>

using namespace testing_simt;

namespace {
/// Something of everything, whose log says who did what when.
struct Mixture {
  uint32_t Words[8] = {};
  std::vector<uint32_t> Log;

  void operator()() {
    for (uint32_t I = 0; I != 6; ++I) {
      Log.push_back(gtid() << 8 | I);
      fetchAdd(&Words[(gtid() + I) % 8], 1u);
      if (lane() % 3 == I % 3)
        Log.push_back(__gpurt_simt_activemask(SITE("mixture")));
      if (I == 3)
        syncthreads();
      if (I == 4)
        Log.push_back(shfl(Full, uint32_t(__gpurt_simt_clock(nullptr)), I));
      if (I == 5 && tid() % 7 == 0)
        exitThread();
    }
  }
};

std::pair<Result, std::vector<uint32_t>> mixture(uint64_t Seed, Policy P) {
  // Memory in between moves the next run's addresses.
  std::vector<char> Shift(1 + Seed * 4099 % 70000);
  auto M = std::make_unique<Mixture>();
  Config C;
  C.Seed = Seed;
  C.Order = P;
  C.ResidentBlocks = 3;
  Engine Sim(C);
  Result R = Sim.run(launchOf(*M, {7}, {64}));
  EXPECT_TRUE(R) << R.Message;
  return {R, M->Log};
}
} // namespace

TEST(Replay, EqualSeedsGiveEqualRuns) {
  for (Policy P : AllPolicies)
    for (uint64_t Seed : {1u, 2u, 77u}) {
      auto [A, LogA] = mixture(Seed, P);
      auto [B, LogB] = mixture(Seed, P);
      EXPECT_EQ(A.TraceHash, B.TraceHash);
      EXPECT_EQ(A.Steps, B.Steps);
      EXPECT_EQ(LogA, LogB);
    }
}

TEST(Replay, SeedsDiffer) {
  for (Policy P : {Policy::Fair, Policy::WarpUnfair, Policy::Pct}) {
    std::set<uint64_t> Hashes;
    for (uint64_t Seed = 1; Seed <= 40; ++Seed)
      Hashes.insert(mixture(Seed, P).first.TraceHash);
    EXPECT_EQ(Hashes.size(), 40u);
  }
}

TEST(Replay, AFailureRepeatsWordForWord) {
  uint32_t Turn = 0;
  auto Kernel = [&] {
    if (fetchAdd(&Turn, 1u) == 100)
      __gpurt_simt_trap("the hundredth", SITE("trap"));
    syncthreads();
  };
  Engine Sim(Config{});
  Launch L = launchOf(Kernel, {4}, {64});
  std::string Texts[2];
  for (std::string &Text : Texts) {
    Turn = 0;
    Sim.reset(5, Policy::Fair);
    Text = Sim.run(L).Message;
  }
  EXPECT_EQ(Texts[0], Texts[1]);
  EXPECT_TRUE(
      hasInOrder(Texts[0], {"trap: the hundredth", "by block", "ReplayTest.cpp",
                            "repeat with GPURT_SEED=5 "
                            "GPURT_POLICY=fair"}));
}

TEST(Replay, TheLineSaysAllThatTheConfigAsksFor) {
  Config C;
  C.RepeatWith = "GPURT_RESIDENT=9 GPURT_MEMORY=weak";
  auto Kernel = [] { __gpurt_simt_trap("at once", SITE("trap")); };
  const char *Line = "repeat with GPURT_SEED=1 GPURT_POLICY=fair "
                     "GPURT_RESIDENT=9 GPURT_MEMORY=weak";
  EXPECT_TRUE(hasInOrder(runOnce({{1}, {1}}, Kernel, C).Message, {Line}));

  auto Nothing = [] {};
  Exploration E;
  E.Base = C;
  E.Kernel = launchOf(Nothing, {1}, {1});
  E.Check = [] { return std::string("as planned"); };
  EXPECT_TRUE(hasInOrder(explore(E).Failure->Message, {"wrong result", Line}));
}

TEST(Replay, PolicyNamesGoBothWays) {
  for (Policy P : AllPolicies)
    EXPECT_EQ(parsePolicy(name(P)), P);
  EXPECT_EQ(parsePolicy("unfair"), std::nullopt);
}

TEST(Explore, StopsAtTheFirstSeedThatFails) {
  uint32_t Order = 0, First = 0;
  auto Kernel = [&] {
    if (fetchAdd(&Order, 1u) == 0)
      First = tid();
  };
  Exploration E;
  E.Kernel = launchOf(Kernel, {1}, {8});
  E.FirstSeed = 10;
  E.Seeds = 200;
  E.Before = [&] { Order = 0; };
  E.Check = [&] { return First == 5 ? "thread 5 was first" : std::string(); };
  ExplorationResult R = explore(E);
  ASSERT_TRUE(R.Failure);
  EXPECT_EQ(R.Failure->Outcome, Status::WrongResult);
  EXPECT_TRUE(hasInOrder(R.Failure->Message,
                         {"wrong result: thread 5 was first", "GPURT_SEED="}));
  EXPECT_EQ(R.Runs, R.Failure->Seed - 9);
  // The seed alone repeats it.
  E.FirstSeed = R.Failure->Seed;
  E.Seeds = 1;
  ExplorationResult Again = explore(E);
  ASSERT_TRUE(Again.Failure);
  EXPECT_EQ(Again.Failure->TraceHash, R.Failure->TraceHash);
}

TEST(Explore, CountsRunsOfASoundProgram) {
  auto Kernel = [] { syncthreads(); };
  Exploration E;
  E.Kernel = launchOf(Kernel, {1}, {32});
  E.Seeds = 7;
  E.Policies = {Policy::Fair, Policy::Pct};
  ExplorationResult R = explore(E);
  EXPECT_FALSE(R.Failure);
  EXPECT_EQ(R.Runs, 14u);
}
