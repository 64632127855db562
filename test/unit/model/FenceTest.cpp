//===- FenceTest.cpp - Releases, acquires and fences ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Message passing, store buffering and IRIW with atomic data, so that what is
// not ordered shows as a stale value and not as a race.
#include "Model.h"

using namespace testing_model;

namespace {
Variable<> X, Y;
uint32_t Seen[8];
void clear() {
  X = Y = {};
  std::fill(std::begin(Seen), std::end(Seen), 0);
}
uint64_t seen() {
  uint64_t All = 0;
  for (uint32_t Each : {Seen[0], Seen[1], Seen[2], Seen[3]})
    All = All * 10 + Each;
  return All;
}

struct Way {
  SimtOrder Store = SIMT_RELAXED, Load = SIMT_RELAXED;
  /// Between the accesses of each side; SIMT_PLAIN: none.
  SimtOrder Before = SIMT_PLAIN, Behind = SIMT_PLAIN;
};

/// Flag Y seen, data X not: 10.
Values messagePassing(Way W) {
  return outcomes(
      blocks(2), clear,
      [=] {
        if (ctaid() == 0) {
          X.store(1, SIMT_RELAXED);
          if (W.Before != SIMT_PLAIN)
            fence(W.Before);
          Y.store(1, W.Store);
        } else {
          Seen[2] = Y.load(W.Load);
          if (W.Behind != SIMT_PLAIN)
            fence(W.Behind);
          Seen[3] = X.load(SIMT_RELAXED);
        }
      },
      seen);
}

/// Neither sees the other: 0.
Values storeBuffering(SimtOrder Fence, SimtOrder Store = SIMT_RELAXED,
                      SimtOrder Load = SIMT_RELAXED) {
  return outcomes(
      blocks(2), clear,
      [=] {
        (ctaid() ? Y : X).store(1, Store);
        if (Fence != SIMT_PLAIN)
          fence(Fence);
        Seen[2 + ctaid()] = (ctaid() ? X : Y).load(Load);
      },
      seen);
}

/// Two readers that disagree on the order: 1010.
Values iriw(SimtOrder Fence, SimtOrder Load) {
  return outcomes(
      blocks(4), clear,
      [=] {
        uint32_t Id = ctaid();
        if (Id < 2) {
          (Id ? Y : X).store(1, SIMT_RELAXED);
          return;
        }
        Variable<> &First = Id == 2 ? X : Y, &Second = Id == 2 ? Y : X;
        uint32_t At = (Id - 2) * 2;
        Seen[At] = First.load(Load);
        if (Fence != SIMT_PLAIN)
          fence(Fence);
        Seen[At + 1] = Second.load(Load);
      },
      seen);
}
const Values Both = {0, 1, 10, 11};
const Values InOrder = {0, 1, 11};
const Values NotNone = {1, 10, 11};
} // namespace

TEST(MessagePassing, RelaxedMayBeStale) { EXPECT_EQ(messagePassing({}), Both); }
TEST(MessagePassing, ReleaseAloneOrAcquireAloneMayBeStale) {
  EXPECT_EQ(messagePassing({.Store = SIMT_RELEASE}), Both);
  EXPECT_EQ(messagePassing({.Load = SIMT_ACQUIRE}), Both);
  EXPECT_EQ(messagePassing({.Before = SIMT_ACQ_REL}), Both);
  EXPECT_EQ(messagePassing({.Behind = SIMT_SEQ_CST}), Both);
}
TEST(MessagePassing, ReleaseAndAcquireAreInOrder) {
  EXPECT_EQ(messagePassing({.Store = SIMT_RELEASE, .Load = SIMT_ACQUIRE}),
            InOrder);
}
TEST(MessagePassing, FencesAreInOrder) {
  EXPECT_EQ(messagePassing({.Before = SIMT_ACQ_REL, .Behind = SIMT_ACQ_REL}),
            InOrder);
  EXPECT_EQ(messagePassing({.Before = SIMT_SEQ_CST, .Behind = SIMT_SEQ_CST}),
            InOrder);
}
TEST(MessagePassing, AFenceAndAnAccessAreInOrder) {
  EXPECT_EQ(messagePassing({.Load = SIMT_ACQUIRE, .Before = SIMT_ACQ_REL}),
            InOrder);
  EXPECT_EQ(messagePassing({.Store = SIMT_RELEASE, .Behind = SIMT_ACQ_REL}),
            InOrder);
}
TEST(MessagePassing, VolatileOrdersNothing) {
  EXPECT_EQ(messagePassing({.Store = SIMT_VOLATILE, .Load = SIMT_VOLATILE}),
            Both);
}
TEST(MessagePassing, SeqCstAccessesAreInOrder) {
  EXPECT_EQ(messagePassing({.Store = SIMT_SEQ_CST, .Load = SIMT_SEQ_CST}),
            InOrder);
}

TEST(StoreBuffering, NeitherSeesTheOtherWithoutFenceSc) {
  EXPECT_EQ(storeBuffering(SIMT_PLAIN), Both);
  EXPECT_EQ(storeBuffering(SIMT_PLAIN, SIMT_RELEASE, SIMT_ACQUIRE), Both);
  EXPECT_EQ(storeBuffering(SIMT_ACQ_REL), Both);
}
TEST(StoreBuffering, OneSeesTheOtherWithFenceSc) {
  EXPECT_EQ(storeBuffering(SIMT_SEQ_CST), NotNone);
  EXPECT_EQ(storeBuffering(SIMT_PLAIN, SIMT_SEQ_CST, SIMT_SEQ_CST), NotNone);
}

TEST(Iriw, ReadersMayDisagreeWithoutFenceSc) {
  EXPECT_EQ(iriw(SIMT_PLAIN, SIMT_ACQUIRE).count(1010), 1u);
  EXPECT_EQ(iriw(SIMT_ACQ_REL, SIMT_RELAXED).count(1010), 1u);
}
TEST(Iriw, ReadersAgreeWithFenceSc) {
  Values All = iriw(SIMT_SEQ_CST, SIMT_RELAXED);
  EXPECT_EQ(All.count(1010), 0u);
  EXPECT_EQ(All.count(1011), 1u);
}

//===--- Release patterns -------------------------------------------------===//

namespace {
/// 0 publishes X under Y with \p Publish, 1 passes Y on with \p Pass, 2 looks
/// for Y = 2: 21 is in order, 20 stale.
template <typename F, typename G> Values passedOn(F Publish, G Pass) {
  return outcomes(
      blocks(3), clear,
      [=] {
        if (ctaid() == 0) {
          X.store(1, SIMT_RELAXED);
          Publish();
        } else if (ctaid() == 1) {
          Pass();
        } else {
          Seen[2] = Y.load(SIMT_ACQUIRE);
          Seen[3] = X.load(SIMT_RELAXED);
        }
      },
      [] { return Seen[2] * 10 + Seen[3]; });
}
void nothing() {}
} // namespace

TEST(ReleasePattern, AnUpdateOfAnotherLaneContinuesIt) {
  Values All = passedOn([] { Y.store(1, SIMT_RELEASE); },
                        [] { Y.cas(1, 2, SIMT_RELAXED); });
  EXPECT_EQ(All.count(21), 1u);
  EXPECT_EQ(All.count(20), 0u);
}
TEST(ReleasePattern, AStoreOfAnotherLaneEndsIt) {
  Values All = passedOn([] { Y.store(1, SIMT_RELEASE); },
                        [] {
                          if (Y.load(SIMT_RELAXED) == 1)
                            Y.store(2, SIMT_RELAXED);
                        });
  EXPECT_EQ(All.count(20), 1u);
}
TEST(ReleasePattern, ALaterStoreOfTheSameLaneContinuesIt) {
  Values All = passedOn(
      [] {
        Y.store(1, SIMT_RELEASE);
        Y.store(2, SIMT_RELAXED);
      },
      nothing);
  EXPECT_EQ(All.count(21), 1u);
  EXPECT_EQ(All.count(20), 0u);
}
TEST(ReleasePattern, AnAcquireAfterARelaxedReadOfThePlaceWillDo) {
  Values All = outcomes(
      blocks(3), clear,
      [] {
        if (ctaid() == 0) {
          X.store(1, SIMT_RELAXED);
          Y.store(1, SIMT_RELEASE);
        } else if (ctaid() == 1) {
          if (Y.load(SIMT_RELAXED) == 1)
            Y.store(2, SIMT_RELAXED);
        } else {
          Seen[1] = Y.load(SIMT_RELAXED);
          Seen[2] = Y.load(SIMT_ACQUIRE);
          Seen[3] = X.load(SIMT_RELAXED);
        }
      },
      seen);
  EXPECT_EQ(All.count(121), 1u);
  EXPECT_EQ(All.count(120), 0u);
  EXPECT_EQ(All.count(220), 1u);
}
TEST(ReleasePattern, AReleaseByAnUpdateAndAnAcquireByAnotherAreInOrder) {
  Values All = outcomes(
      blocks(2), clear,
      [] {
        if (ctaid() == 0) {
          X.store(1, SIMT_RELAXED);
          Y.add(1, SIMT_RELEASE);
        } else {
          Seen[2] = Y.add(0, SIMT_ACQUIRE);
          Seen[3] = X.load(SIMT_RELAXED);
        }
      },
      seen);
  EXPECT_EQ(All, InOrder);
}
TEST(ReleasePattern, OrderIsHandedOnFromLaneToLane) {
  Values All = passedOn([] { Y.store(1, SIMT_RELEASE); },
                        [] {
                          if (Y.load(SIMT_ACQUIRE) == 1)
                            Y.store(2, SIMT_RELEASE);
                        });
  EXPECT_EQ(All.count(21), 1u);
  EXPECT_EQ(All.count(20), 0u);
}

TEST(ReleasePattern, ManyBlocksAreGatheredByOneCount) {
  // More than a store keeps apart; each way in which an update may join.
  static Variable<> Words[12];
  for (auto [Fence, Order] : {std::pair(SIMT_PLAIN, SIMT_RELEASE),
                              {SIMT_PLAIN, SIMT_ACQ_REL},
                              {SIMT_ACQ_REL, SIMT_RELAXED},
                              {SIMT_SEQ_CST, SIMT_RELAXED}})
    EXPECT_EQ(finding(
                  blocks(12),
                  [] {
                    clear();
                    std::fill(std::begin(Words), std::end(Words), Variable<>());
                  },
                  [=, Fence = Fence, Order = Order] {
                    Words[ctaid()].plain(1);
                    if (Fence != SIMT_PLAIN)
                      fence(Fence);
                    if (X.add(1, Order) != 11)
                      return;
                    fence(SIMT_ACQ_REL);
                    for (Variable<> &Each : Words)
                      EXPECT_EQ(Each.plain(), 1u);
                  }),
              "");
}
