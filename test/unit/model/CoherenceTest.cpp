//===- CoherenceTest.cpp - What one location may show ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Model.h"

using namespace testing_model;

namespace {
Variable<> X, Y;
uint32_t Seen[8];
void clear() {
  X = Y = {};
  std::fill(std::begin(Seen), std::end(Seen), 0);
}
} // namespace

TEST(Coherence, ALaneReadsItsOwnStoreOrALaterOne) {
  Values All = outcomes(
      blocks(2), clear,
      [] {
        X.store(1 + ctaid(), SIMT_RELAXED);
        Seen[ctaid()] = X.load(SIMT_RELAXED);
      },
      [] { return Seen[0] * 10 + Seen[1]; });
  EXPECT_EQ(All, (Values{11, 12, 22}));
}

TEST(Coherence, AReadIsNeverOlderThanTheOneBefore) {
  Values All = outcomes(
      blocks(2), clear,
      [] {
        if (ctaid() == 0) {
          X.store(1, SIMT_RELAXED);
          X.store(2, SIMT_RELAXED);
        } else {
          Seen[0] = X.load(SIMT_RELAXED);
          Seen[1] = X.load(SIMT_RELAXED);
        }
      },
      [] { return Seen[0] * 10 + Seen[1]; });
  EXPECT_EQ(All, (Values{0, 1, 2, 11, 12, 22}));
}

TEST(Coherence, AReadOfAnotherLaneInThePastCountsToo) {
  // 1 sees X = 1 and releases Y; 2 acquires it: it cannot see X = 0.
  Values All = outcomes(
      blocks(3), clear,
      [] {
        if (ctaid() == 0) {
          X.store(1, SIMT_RELAXED);
        } else if (ctaid() == 1) {
          Seen[0] = X.load(SIMT_RELAXED);
          Y.store(1, SIMT_RELEASE);
        } else {
          Seen[1] = Y.load(SIMT_ACQUIRE);
          Seen[2] = X.load(SIMT_RELAXED);
        }
      },
      [] { return Seen[0] * 100 + Seen[1] * 10 + Seen[2]; });
  EXPECT_EQ(All.count(110), 0u);
  EXPECT_EQ(All.count(111), 1u);
  EXPECT_EQ(All.count(100), 1u) << "no order without the flag";
}

TEST(Coherence, UpdatesAreNeverLost) {
  Values All = outcomes(
      blocks(4), clear,
      [] {
        X.add(1, SIMT_RELAXED);
        uint32_t Old = X.load(SIMT_RELAXED);
        while (true) {
          uint32_t Now = X.cas(Old, Old + 1, SIMT_RELAXED);
          if (Now == Old)
            break;
          Old = Now;
        }
      },
      [] { return X.Place; });
  EXPECT_EQ(All, (Values{8}));
}

TEST(Coherence, AFailedCompareExchangeReadsTheNewest) {
  Values All = outcomes(
      blocks(2), clear,
      [] {
        if (ctaid() == 0) {
          X.store(1, SIMT_RELAXED);
          Y.add(1, SIMT_RELAXED);
        } else {
          Seen[0] = Y.cas(7, 8, SIMT_RELAXED);
          Seen[1] = Seen[0] ? X.cas(7, 8, SIMT_RELAXED) : 1;
        }
      },
      [] { return Seen[0] * 10 + Seen[1]; });
  EXPECT_EQ(All, (Values{1, 11}));
}

TEST(Coherence, AStoreMayLoseToAnEarlierOne) {
  // 2+2W: both lanes' first stores may be the last of their locations.
  Values All = outcomes(
      blocks(2), clear,
      [] {
        Variable<> &First = ctaid() ? Y : X, &Second = ctaid() ? X : Y;
        First.store(1, SIMT_RELAXED);
        Second.store(2, SIMT_RELAXED);
      },
      [] { return X.Place * 10 + Y.Place; });
  EXPECT_EQ(All, (Values{11, 12, 21, 22}));
}

TEST(Coherence, AStoreDoesNotLoseToOneInItsPast) {
  Values All = outcomes(
      blocks(2), clear,
      [] {
        Variable<> &First = ctaid() ? Y : X, &Second = ctaid() ? X : Y;
        First.store(1, SIMT_RELAXED);
        fence(SIMT_SEQ_CST);
        Second.store(2, SIMT_RELAXED);
      },
      [] { return X.Place * 10 + Y.Place; });
  EXPECT_EQ(All, (Values{12, 21, 22}));
}

TEST(Coherence, NothingComesBetweenAnUpdateAndWhatItRead) {
  Values All = outcomes(
      blocks(3), clear,
      [] {
        if (ctaid() == 2)
          X.store(10, SIMT_RELAXED);
        else
          Seen[ctaid()] = X.add(1, SIMT_RELAXED);
      },
      [] { return X.Place * 10000 + Seen[0] * 100 + Seen[1]; });
  // Old values and the last one tell the order; each must be one of a machine
  // that does one thing after the other.
  for (uint64_t Each : All) {
    uint64_t Last = Each / 10000, A = Each / 100 % 100, B = Each % 100;
    uint64_t Low = std::min(A, B), High = std::max(A, B);
    bool Fine = (Low == 0 && High == 1 && Last == 10) ||
                (Low == 0 && High == 10 && Last == 11) ||
                (Low == 10 && High == 11 && Last == 12);
    EXPECT_TRUE(Fine) << Each;
  }
}

TEST(Coherence, AWaitOnAStaleValueEnds) {
  for (uint64_t Seed = 1; Seed <= 50; ++Seed) {
    Config C;
    C.Seed = Seed;
    C.StallLimit = 20'000;
    Weak W(C);
    clear();
    Result R = W.run({{2}, {32}}, [] {
      if (ctaid() == 0)
        X.store(1, SIMT_RELAXED);
      while (!X.load(SIMT_RELAXED))
        ;
    });
    EXPECT_TRUE(R) << R.Message;
  }
}

TEST(Coherence, TheSameSeedReadsTheSame) {
  auto RunWith = [](uint64_t Seed) {
    Config C;
    C.Seed = Seed;
    Weak W(C);
    clear();
    uint64_t Hash = 0;
    Result R = W.run({{4}, {8}}, [&] {
      for (uint32_t I = 0; I != 20; ++I) {
        X.store(I, SIMT_RELAXED);
        Hash = Hash * 31 + Y.load(SIMT_RELAXED);
        Y.store(I, SIMT_RELAXED);
        Hash = Hash * 31 + X.load(SIMT_RELAXED);
      }
    });
    EXPECT_TRUE(R) << R.Message;
    return std::pair(R.TraceHash, Hash);
  };
  EXPECT_EQ(RunWith(5), RunWith(5));
  EXPECT_NE(RunWith(5), RunWith(6));
}

TEST(Coherence, MemoryHoldsTheNewestStoreAtTheEnd) {
  Values All = outcomes(
      threads(1), clear,
      [] {
        for (uint32_t I = 1; I != 100; ++I)
          X.store(I, SIMT_RELAXED);
      },
      [] { return X.Place; });
  EXPECT_EQ(All, (Values{99}));
}
