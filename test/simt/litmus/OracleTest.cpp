//===- OracleTest.cpp - The oracle, and the tables against it -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle must give the verdicts that the PTX ISA prints with its own litmus
// tests and those that follow from its text; every table must then say what the
// oracle says.
//===----------------------------------------------------------------------===//
#include "Oracle.h"

#include "Families.h"
#include "Outcomes.h"

#include <gtest/gtest.h>

#include <map>

using namespace gpurt::litmus;

namespace {

std::set<std::string> texts(const Program &P, const std::set<Outcome> &All) {
  std::set<std::string> Texts;
  for (Outcome Each : All)
    Texts.insert(text(P, Each));
  return Texts;
}

using Texts = std::set<std::string>;

struct Judged {
  Texts Allowed, Strong;
  bool Race;
};
Judged judged(const Shape &S, const Variant &V) {
  Program P = parse(S, V);
  Verdict J = judge(P);
  return {texts(P, J.Allowed), texts(P, interleavings(P)), J.Race};
}

//===--- The litmus tests of chapter 8 ------------------------------------===//

TEST(PtxIsa, MessagePassingWithFencesSeesTheData) {
  Judged J = judged({.Name = "8.10.6",
                     .Code = {"st.weak x 1; fence.acq_rel.sys; "
                              "st.relaxed.sys y 1",
                              "ld.relaxed.sys r0 y; fence.acq_rel.sys; "
                              "ld.weak r1 x"}},
                    BlocksSys);
  EXPECT_EQ(J.Allowed, (Texts{"0 0", "0 1", "1 1"}));
  EXPECT_TRUE(J.Race); // where the flag was not seen
}

TEST(PtxIsa, StoreBufferingNeedsScFences) {
  Judged Sc = judged({.Name = "8.10.6",
                      .Code = {"st.weak x 1; fence.sc.sys; ld.weak r0 y",
                               "st.weak y 1; fence.sc.sys; ld.weak r1 x"}},
                     BlocksSys);
  EXPECT_EQ(Sc.Allowed, (Texts{"0 1", "1 0", "1 1"}));
  Judged AcqRel =
      judged({.Name = "8.10.6",
              .Code = {"st.weak x 1; fence.acq_rel.sys; ld.weak r0 y",
                       "st.weak y 1; fence.acq_rel.sys; ld.weak r1 x"}},
             BlocksSys);
  EXPECT_EQ(AcqRel.Allowed, (Texts{"0 0", "0 1", "1 0", "1 1"}));
}

TEST(PtxIsa, AtomicsThatReachEachOtherAreAtomic) {
  Judged J = judged(
      {.Name = "8.10.3 (1)",
       .Code = {"atom.relaxed.sys.add r0 x 1", "atom.relaxed.sys.add r1 x 1"},
       .Final = "x"},
      BlocksSys);
  EXPECT_EQ(J.Allowed, (Texts{"0 1 2", "1 0 2"}));
  EXPECT_FALSE(J.Race);
}

TEST(PtxIsa, AtomicsThatDoNotReachEachOtherMayLoseOne) {
  Judged J = judged(
      {.Name = "8.10.3 (2)",
       .Code = {"atom.relaxed.cta.add r0 x 1", "atom.relaxed.gpu.add r1 x 1"},
       .Final = "x"},
      BlocksGpu);
  EXPECT_TRUE(J.Allowed.count("0 0 1"));
  EXPECT_TRUE(J.Allowed.count("0 1 2"));
  EXPECT_TRUE(J.Race);
}

TEST(PtxIsa, NoValueComesOutOfThinAir) {
  Judged J = judged(
      {.Name = "8.10.4",
       .Code = {"ld.weak r0 x; st.weak y r0", "ld.weak r1 y; st.weak x r1"}},
      BlocksGpu);
  EXPECT_EQ(J.Allowed, (Texts{"0 0"}));
}

TEST(PtxIsa, LoadsMaySeeLaterStoresOfOthers) {
  Judged J = judged(
      {.Name = "8.10.4",
       .Code = {"ld.weak r0 x; st.weak y 1", "ld.weak r1 y; st.weak x 1"}},
      BlocksGpu);
  EXPECT_TRUE(J.Allowed.count("1 1"));
}

TEST(PtxIsa, ReadsOfOneWordDoNotGoBack) {
  Judged J = judged({.Name = "8.10.5",
                     .Code = {"st.relaxed.sys x 1",
                              "ld.relaxed.sys r0 x; ld.relaxed.sys r1 x"}},
                    BlocksSys);
  EXPECT_EQ(J.Allowed, (Texts{"0 0", "0 1", "1 1"}));
}

TEST(PtxIsa, AReductionDoesNotAcquireAndAnAtomDoes) {
  Shape Red{.Name = "8.11.1",
            .Code = {"st.weak x 1; st.release.gpu y 1",
                     "red.relaxed.sys.add y 1; fence.acq_rel.gpu; "
                     "ld.weak r0 x"},
            .Final = "y"};
  EXPECT_TRUE(judged(Red, BlocksGpu).Allowed.count("0 2"));
  Shape Atom = Red;
  Atom.Code[1] = "atom.relaxed.sys.add r1 y 1; fence.acq_rel.gpu; ld.weak r0 x";
  EXPECT_FALSE(judged(Atom, BlocksGpu).Allowed.count("0 1 2"));
  EXPECT_TRUE(judged(Atom, BlocksGpu).Allowed.count("1 1 2"));
}

//===--- What the scopes say ----------------------------------------------===//

TEST(Scopes, BlockScopeReachesTheBlockOnly) {
  Shape S{.Name = "MP",
          .Code = {"st.relaxed.gpu x 1; fence.acq_rel.$; st.relaxed.gpu y 1",
                   "ld.relaxed.gpu r0 y; fence.acq_rel.$; "
                   "ld.relaxed.gpu r1 x"}};
  EXPECT_FALSE(judged(S, WarpsCta).Allowed.count("1 0"));
  EXPECT_TRUE(judged(S, BlocksCta).Allowed.count("1 0"));
  EXPECT_TRUE(judged(S, ClusterCta).Allowed.count("1 0"));
  EXPECT_FALSE(judged(S, ClusterCluster).Allowed.count("1 0"));
  EXPECT_TRUE(judged(S, BlocksCluster).Allowed.count("1 0"));
}

TEST(Barriers, OrderThoseWhoMeet) {
  Shape S{.Name = "MP",
          .Code = {"st.weak x 1; barrier.sync", "barrier.sync; ld.weak r0 x"}};
  Judged J = judged(S, WarpsCta);
  EXPECT_EQ(J.Allowed, (Texts{"1"}));
  EXPECT_EQ(J.Strong, (Texts{"1"}));
  EXPECT_FALSE(J.Race);
}

TEST(Barriers, ArrivingDoesNotAcquire) {
  Shape S{.Name = "MP",
          .Code = {"st.relaxed.cta x 1; barrier.sync.pair",
                   "barrier.arrive.pair; ld.relaxed.cta r0 x"}};
  EXPECT_EQ(judged(S, WarpsCta).Allowed, (Texts{"0", "1"}));
}

//===--- The tables -------------------------------------------------------===//

TEST(Tables, HaveAtLeastSixtyTestsWithDistinctNames) {
  std::set<std::string> Names;
  size_t Count = 0;
  eachTest([&](const Family &, const Shape &S, const Variant &V) {
    Names.insert(fullName(S, V));
    ++Count;
  });
  EXPECT_GE(Count, 60u);
  EXPECT_EQ(Names.size(), Count);
}

TEST(Tables, SayWhatTheOracleSays) {
  eachTest([](const Family &, const Shape &S, const Variant &V) {
    SCOPED_TRACE(fullName(S, V));
    Program P = parse(S, V);
    Verdict J = judge(P);
    for (Outcome Each : J.Candidates)
      EXPECT_EQ(classify(S, P, Each) != Class::Forbidden,
                J.Allowed.count(Each) != 0)
          << "outcome '" << text(P, Each) << "'";
    EXPECT_EQ(S.Race, J.Race);
  });
}

TEST(Tables, AllowAndClaimEveryInterleaving) {
  eachTest([](const Family &, const Shape &S, const Variant &V) {
    SCOPED_TRACE(fullName(S, V));
    Program P = parse(S, V);
    for (Outcome Each : interleavings(P))
      EXPECT_EQ(classify(S, P, Each), Class::Allowed)
          << "outcome '" << text(P, Each) << "'";
  });
}

} // namespace
