//===- StallTest.cpp - What is a livelock, and what only takes long -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

using namespace testing_simt;

namespace {

template <typename F>
void expectUnderAll(Status Wanted, Shape S, F Kernel, Config C = {}) {
  for (Policy P : AllPolicies) {
    C.Order = P;
    Result R = runOnce(S, Kernel, C);
    EXPECT_EQ(R.Outcome, Wanted) << R.Message;
  }
}

/// As the pass leaves plain accesses to shared memory: announced, no more.
struct PlainWords {
  volatile uint32_t *Words =
      static_cast<volatile uint32_t *>(__gpurt_simt_shared());
  void write(uint32_t I, uint32_t V) const {
    __gpurt_simt_shared_access(const_cast<uint32_t *>(Words + I), 4, 1,
                               SITE("store"));
    Words[I] = V;
  }
  uint32_t read(uint32_t I) const {
    __gpurt_simt_shared_access(const_cast<uint32_t *>(Words + I), 4, 0,
                               SITE("load"));
    return Words[I];
  }
};

} // namespace

TEST(Stall, ACountInSharedMemoryIsProgress) {
  expectUnderAll(Status::Ok, {{1}, {96}, 96 * 4}, [] {
    PlainWords S;
    for (S.write(tid(), 0); S.read(tid()) != 8'000;)
      S.write(tid(), S.read(tid()) + 1);
  });
}

TEST(Stall, AWordOfSharedMemoryThatGoesBackAndForthIsProgress) {
  // A magazine of malloc and free, 20,000 pairs a lane.
  expectUnderAll(Status::Ok, {{1}, {96}, 96 * 4}, [] {
    PlainWords S;
    S.write(tid(), 0);
    for (int I = 0; I != 20'000; ++I) {
      S.write(tid(), S.read(tid()) ^ 1);
      S.write(tid(), S.read(tid()) ^ 1);
    }
  });
}

TEST(Stall, ACountInGlobalMemoryIsProgress) {
  volatile uint32_t Count = 0, Same = 0;
  expectUnderAll(Status::Ok, {{1}, {1}}, [&] {
    for (Count = 0; Count != 500'000;) {
      load(const_cast<uint32_t *>(&Same));
      __gpurt_simt_plain_access(const_cast<uint32_t *>(&Count), 4, 4, 1,
                                nullptr);
      Count = Count + 1;
    }
  });
}

TEST(Stall, ACountInARegisterIsNoLivelock) {
  uint32_t Same = 0;
  expectUnderAll(Status::Ok, {{1}, {2}}, [&] {
    for (int I = 0; I != 1'000'000; ++I)
      load(&Same);
  });
}

TEST(Stall, ACountOfVotesIsNoLivelock) {
  expectUnderAll(Status::Ok, {{1}, {32}}, [] {
    for (int I = 0; I != 50'000; ++I)
      ballot(Full, true);
  });
}

TEST(Stall, ACountOfSleepsIsNoLivelock) {
  expectUnderAll(Status::Ok, {{1}, {1}}, [] {
    for (int I = 0; I != 1'000'000; ++I)
      __gpurt_simt_nanosleep(1, nullptr);
  });
}

TEST(Stall, OneLaneThatCountsKeepsAllFromALivelock) {
  uint32_t Flag = 0;
  // A warp each: no policy keeps the lane that counts from its turn.
  for (Policy P : AllPolicies) {
    Config C;
    C.Order = P;
    Flag = 0;
    Result R = runOnce(
        {{8}, {1}},
        [&] {
          if (ctaid() == 3) {
            for (int I = 0; I != 100'000; ++I)
              load(&Flag);
            store(&Flag, 1u);
          }
          while (!load(&Flag))
            ;
        },
        C);
    EXPECT_TRUE(R) << R.Message;
  }
}

TEST(Stall, ATimeOutOfManySecondsComesFirst) {
  expectUnderAll(Status::Ok, {{1}, {1}}, [] {
    uint64_t Start = __gpurt_simt_globaltimer(nullptr);
    while (__gpurt_simt_globaltimer(nullptr) - Start < 20'000'000'000)
      __gpurt_simt_nanosleep(100, nullptr);
  });
}

TEST(Stall, APlainStoreOfTheSameValueIsNoProgress) {
  expectUnderAll(Status::Livelock, {{1}, {64}, 64 * 4}, [] {
    for (;;)
      PlainWords().write(tid(), 7);
  });
}

TEST(Stall, ALoopWithStatesOfItsOwnIsFound) {
  // Not one state but a hundred, and a frame of its own for the hook.
  uint32_t Words[100] = {};
  expectUnderAll(Status::Livelock, {{1}, {2}}, [&] {
    for (uint32_t I = 0;; I = (I + 1) % 100)
      if (load(&Words[I]))
        break;
  });
}

TEST(Stall, LanesThatUndoEachOtherAreLeftToTheStepLimit) {
  uint32_t Word = 0;
  Config C;
  C.MaxSteps = 3'000'000;
  expectUnderAll(
      Status::StepLimit, {{2}, {1}},
      [&] {
        for (;;)
          store(&Word, ctaid());
      },
      C);
}

TEST(Stall, AWarpThatSpinsOnAVoteIsFound) {
  uint32_t Flag = 0;
  for (Policy P : AllPolicies) {
    Config C;
    C.Order = P;
    Result R = runOnce(
        {{1}, {64}},
        [&] {
          while (!__gpurt_simt_vote(SIMT_VOTE_ANY, Full, load(&Flag), nullptr))
            syncthreads();
        },
        C);
    EXPECT_EQ(R.Outcome, Status::Livelock);
  }
}

TEST(Stall, LanesThatOnlyReadForLongAreNotTakenForSpinning) {
  std::vector<uint32_t> Words(64, 1);
  uint64_t Sum = 0;
  for (Policy P : AllPolicies) {
    Config C;
    C.Order = P;
    Result R = runOnce(
        {{1}, {4}},
        [&] {
          for (int Round = 0; Round != 5'000; ++Round)
            for (const uint32_t &Word : Words)
              Sum += load(&Word);
        },
        C);
    EXPECT_TRUE(R) << R.Message;
  }
  EXPECT_EQ(Sum, 4u * 4 * 5'000 * 64);
}

TEST(Stall, LanesThatShuffleNewValuesAreNotTakenForSpinning) {
  for (Policy P : AllPolicies) {
    Config C;
    C.Order = P;
    Result R = runOnce(
        {{1}, {32}},
        [] {
          uint32_t V = lane();
          for (int Round = 0; Round != 30'000; ++Round)
            V = shflXor(Full, V, 1) * 3 + 1;
        },
        C);
    EXPECT_TRUE(R) << R.Message;
  }
}
