//===- OptionsTest.cpp - The command line of gpurt-explore ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whose a word is. What is wrong with values: test/tools/explore.
//===----------------------------------------------------------------------===//
#include "Options.h"

#include <gtest/gtest.h>

using namespace gpurt::explore;
using Words = std::vector<std::string>;

TEST(ExploreOptions, OursMayStandOnBothSidesOfTheProgram) {
  Options O;
  Parsed P = parse({"--jobs", "3", "app", "--seeds", "5-9", "-x", "y"}, O);
  EXPECT_EQ(P.Error, "");
  EXPECT_EQ(O.Jobs, 3u);
  EXPECT_EQ(O.FirstSeed, 5u);
  EXPECT_EQ(O.LastSeed, 9u);
  EXPECT_EQ(O.Program, (Words{"app", "-x", "y"}));
}

TEST(ExploreOptions, BehindTwoDashesAllIsTheProgram) {
  for (const Words &Given : {Words{"--quiet", "--", "app", "--seeds", "5-9"},
                             Words{"--quiet", "app", "--", "--seeds", "5-9"}}) {
    Options O;
    EXPECT_EQ(parse(Given, O).Error, "");
    EXPECT_TRUE(O.Quiet);
    EXPECT_EQ(O.LastSeed, 1000u);
    EXPECT_EQ(O.Program, (Words{"app", "--seeds", "5-9"}));
  }
}

TEST(ExploreOptions, ValuesMayFollowAnEqualsSign) {
  Options O;
  Parsed P = parse({"--policies=pct,run-to-block", "--seeds=7", "--memory=weak",
                    "--timeout=0", "app"},
                   O);
  EXPECT_EQ(P.Error, "");
  EXPECT_EQ(O.Policies, (Words{"pct", "run-to-block"}));
  EXPECT_EQ(O.runs(), 2u);
  EXPECT_EQ(O.Memory, "weak");
  EXPECT_EQ(O.Timeout, 0u);
}

TEST(ExploreOptions, TheNumberOfRunsNeverOverflows) {
  Options O;
  EXPECT_NE(parse({"--seeds", "0-18446744073709551615", "app"}, O).Error, "");
}
