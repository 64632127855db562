//===- WarpTest.cpp - Votes, shuffles, match, redux, elect, activemask ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include <map>

using namespace testing_simt;

namespace {
constexpr Shape OneWarp = {{1}, {32}};

/// Runs under all policies; the kernel holds the expectations.
template <typename F> void always(F Kernel, Shape S = OneWarp) {
  runAlways(S, 3, [] {}, Kernel, [] {});
}

uint32_t clampOf(uint32_t Width, bool Up = false) {
  return (32 - Width) << 8 | (Up ? 0 : 31);
}
} // namespace

TEST(Shuffle, IndexWithinSegments) {
  always([] {
    for (uint32_t Width : {2u, 8u, 32u}) {
      uint64_t R = __gpurt_simt_shfl32(SIMT_SHFL_IDX, Full, lane() * 10, 5,
                                       clampOf(Width), nullptr);
      uint32_t Source = (lane() & ~(Width - 1)) | (5 % Width);
      EXPECT_EQ(uint32_t(R), Source * 10);
      EXPECT_EQ(R >> 32, 1u);
    }
  });
}

TEST(Shuffle, UpDownAndButterflyKeepTheirValueAtTheEdge) {
  always([] {
    uint64_t Up = __gpurt_simt_shfl32(SIMT_SHFL_UP, Full, lane(), 3,
                                      clampOf(16, true), nullptr);
    bool In = lane() % 16 >= 3;
    EXPECT_EQ(uint32_t(Up), In ? lane() - 3 : lane());
    EXPECT_EQ(Up >> 32, In);
    uint64_t Down = __gpurt_simt_shfl32(SIMT_SHFL_DOWN, Full, lane(), 5,
                                        clampOf(32), nullptr);
    In = lane() + 5 < 32;
    EXPECT_EQ(uint32_t(Down), In ? lane() + 5 : lane());
    EXPECT_EQ(Down >> 32, In);
    uint64_t Xor = __gpurt_simt_shfl32(SIMT_SHFL_BFLY, Full, lane(), 16,
                                       clampOf(32), nullptr);
    EXPECT_EQ(Xor, (1ull << 32 | (lane() ^ 16)));
  });
}

TEST(Shuffle, CarriesSixtyFourBits) {
  always([] {
    uint32_t In = 9;
    uint64_t R = __gpurt_simt_shfl64(SIMT_SHFL_DOWN, Full, ~0ull - lane(), 1,
                                     31, &In, nullptr);
    EXPECT_EQ(R, ~0ull - std::min(lane() + 1, 31u));
    EXPECT_EQ(In, lane() != 31);
  });
}

TEST(Shuffle, FromALaneThatIsNotThereIsPoisonAndAWarning) {
  Result R = runOnce(OneWarp, [] {
    if (lane() < 16) {
      uint32_t V = shfl(0xFFFF, lane(), 20, SITE("shfl"));
      EXPECT_EQ(V, 0xDEADBEEFu);
    }
  });
  EXPECT_TRUE(R) << R.Message;
  ASSERT_EQ(R.Warnings.size(), 1u);
  EXPECT_TRUE(
      hasInOrder(R.Warnings[0], {"WarpTest.cpp:", "shfl.idx reads lane 20"}));
}

TEST(Vote, BallotAnyAllUni) {
  always([] {
    EXPECT_EQ(ballot(Full, lane() % 3 == 0), 0x49249249u);
    auto vote = [](uint32_t Kind, bool P) {
      return __gpurt_simt_vote(Kind, Full, P, nullptr);
    };
    EXPECT_EQ(vote(SIMT_VOTE_ANY, lane() == 7), 1u);
    EXPECT_EQ(vote(SIMT_VOTE_ANY, false), 0u);
    EXPECT_EQ(vote(SIMT_VOTE_ALL, lane() != 7), 0u);
    EXPECT_EQ(vote(SIMT_VOTE_ALL, true), 1u);
    EXPECT_EQ(vote(SIMT_VOTE_UNI, lane() != 7), 0u);
    EXPECT_EQ(vote(SIMT_VOTE_UNI, false), 1u);
  });
}

TEST(Vote, DisjointMasksOfOneWarpGoTheirOwnWays) {
  always([] {
    uint32_t Mask = lane() < 8 ? 0xFFu : lane() < 20 ? 0xFFF00u : 0xFFF00000u;
    for (int I = 0; I != 10; ++I)
      EXPECT_EQ(ballot(Mask, true), Mask);
    for (int I = 0; lane() >= 20 && I != 5; ++I)
      EXPECT_EQ(ballot(Mask, lane() & 1), 0xAAA00000u);
    EXPECT_EQ(ballot(Full, lane() == 0), 1u);
  });
}

TEST(Vote, OneIntrinsicInTwoBranchesMeets) {
  // CUDA asks for the same intrinsic and mask, not for the same line.
  always([] {
    uint32_t B = lane() < 16 ? ballot(Full, true, SITE("then"))
                             : ballot(Full, false, SITE("else"));
    EXPECT_EQ(B, 0xFFFFu);
  });
}

TEST(Match, AnyAndAll) {
  always([] {
    uint64_t Key = (1ull << 40) + lane() / 8;
    EXPECT_EQ(__gpurt_simt_match_any(Full, Key, nullptr),
              0xFFu << (lane() / 8 * 8));
    EXPECT_EQ(__gpurt_simt_match_all(Full, Key, nullptr), 0u);
    EXPECT_EQ(__gpurt_simt_match_all(Full, 5, nullptr),
              1ull << 32 | 0xFFFFFFFFu);
  });
}

TEST(Redux, EveryOperation) {
  always([] {
    auto redux = [](uint32_t Op, uint32_t V) {
      return __gpurt_simt_redux(Op, Full, V, nullptr);
    };
    uint32_t Signed = lane() - 16; // -16 to 15
    EXPECT_EQ(redux(SIMT_REDUX_ADD, lane()), 496u);
    EXPECT_EQ(redux(SIMT_REDUX_UMIN, Signed), 0u);
    EXPECT_EQ(redux(SIMT_REDUX_UMAX, Signed), ~0u);
    EXPECT_EQ(redux(SIMT_REDUX_SMIN, Signed), uint32_t(-16));
    EXPECT_EQ(redux(SIMT_REDUX_SMAX, Signed), 15u);
    EXPECT_EQ(redux(SIMT_REDUX_AND, lane() | 64), 64u);
    EXPECT_EQ(redux(SIMT_REDUX_OR, lane()), 31u);
    EXPECT_EQ(redux(SIMT_REDUX_XOR, lane() + 1), 32u);
  });
}

TEST(Elect, OneLaneTheSameForAMask) {
  always([] {
    if (lane() < 4)
      return;
    uint64_t E = __gpurt_simt_elect(~0xFu, nullptr);
    EXPECT_EQ(uint32_t(E), 4u);
    EXPECT_EQ(E >> 32, lane() == 4);
  });
}

TEST(SyncWarp, OrdersLanes) {
  uint32_t Slots[32];
  runAlways(
      OneWarp, 20, [&] { std::fill(std::begin(Slots), std::end(Slots), 0); },
      [&] {
        for (uint32_t I = 1; I != 10; ++I) {
          store(&Slots[lane()], I);
          syncwarp();
          EXPECT_EQ(load(&Slots[(lane() + 7) % 32]), I);
          syncwarp();
        }
      },
      [] {});
}

TEST(ActiveMask, NamesTheCallerAndOnlyLanesOfOneVisit) {
  runAlways(
      {{1}, {64}}, 30, [] {},
      [] {
        for (int I = 0; I != 4; ++I) {
          uint32_t Mask = __gpurt_simt_activemask(SITE("activemask"));
          EXPECT_TRUE(Mask >> lane() & 1);
          // All of a group are there: a collective over it completes, and all
          // are in the same turn of the loop.
          uint32_t Same = __gpurt_simt_match_any(Mask, uint64_t(I), nullptr);
          EXPECT_EQ(Same, Mask);
        }
      },
      [] {});
}

TEST(ActiveMask, WithoutSplittingAWholeWarpIsOneGroup) {
  Config C;
  C.SplitActive = false;
  runAlways(
      {{1}, {64}}, 10, [] {},
      [] {
        EXPECT_EQ(__gpurt_simt_activemask(SITE("all")), Full);
        if (lane() < 10) {
          EXPECT_EQ(__gpurt_simt_activemask(SITE("some")), 0x3FFu);
        }
        EXPECT_EQ(__gpurt_simt_activemask(SITE("again")), Full);
      },
      [] {}, C);
}

TEST(ActiveMask, SplitsAndWholeGroupsBothHappen) {
  std::map<uint32_t, int> Sizes;
  for (uint64_t Seed = 1; Seed != 200; ++Seed) {
    Config C;
    C.Seed = Seed;
    runOnce(
        {{1}, {4}},
        [&] {
          uint32_t Mask = __gpurt_simt_activemask(nullptr);
          ++Sizes[uint32_t(std::popcount(Mask))];
        },
        C);
  }
  EXPECT_GT(Sizes[1], 0);
  EXPECT_GT(Sizes[2], 0);
  EXPECT_GT(Sizes[4], 0);
}

TEST(ActiveMask, ALaneThatSpinsDoesNotHoldAParkedOne) {
  // Lane 0 is parked at activemask while lane 1 waits for what it does next:
  // letting others go first must have an end.
  uint32_t Flag = 0;
  Config C;
  C.SplitActive = false;
  for (Policy P : {Policy::Fair, Policy::RunToBlock, Policy::Pct}) {
    C.Order = P;
    Flag = 0;
    Result R = runOnce(
        {{1}, {2}},
        [&] {
          if (lane() == 0) {
            __gpurt_simt_activemask(nullptr);
            store(&Flag, 1u);
          } else {
            while (!load(&Flag))
              ;
          }
        },
        C);
    EXPECT_TRUE(R) << R.Message;
  }
}
