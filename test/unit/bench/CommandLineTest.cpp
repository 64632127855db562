//===- CommandLineTest.cpp - What gpurt-bench was asked to do -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "CommandLine.h"

#include <gtest/gtest.h>

namespace {

using namespace gpurt::bench;
using Words = std::vector<const char *>;
using Texts = std::vector<std::string>;

TEST(CommandLine, NothingMeansEveryGroupButNoneByName) {
  CommandLine Line = parseCommandLine({});
  EXPECT_TRUE(Line.Error.empty());
  EXPECT_TRUE(Line.wants("heap/gpurt"));
  EXPECT_FALSE(Line.names("heap/gpurt"));
  EXPECT_TRUE(Line.Passed.empty());
}

TEST(CommandLine, OptionsTakeTheirValueEitherWay) {
  CommandLine Line = parseCommandLine(
      Words{"--heap-mb=64", "--budget", "2.5", "--per-test=1", "heap"});
  EXPECT_EQ(Line.Error, "");
  EXPECT_EQ(Line.HeapMegabytes, 64u);
  EXPECT_EQ(Line.SecondsAWorker, 2.5);
  EXPECT_EQ(Line.SecondsARow, 1);
  EXPECT_EQ(Line.ChurnOperations, 0u);
  EXPECT_EQ(Line.Groups, Texts{"heap"});
}

TEST(CommandLine, AsManyOperationsAsASoakTakes) {
  CommandLine Line =
      parseCommandLine(Words{"--churn-ops=10000000000", "--refills", "100"});
  EXPECT_EQ(Line.ChurnOperations, 10'000'000'000u);
  EXPECT_EQ(Line.Refills, 100u);
}

TEST(CommandLine, BadValuesAreNamed) {
  for (Words Bad : {Words{"--heap-mb=4k"}, Words{"--heap-mb", "0"},
                    Words{"--heap-mb", "-1"}, Words{"--heap-mb"}})
    EXPECT_NE(parseCommandLine(Bad).Error.find("--heap-mb"), std::string::npos)
        << Bad.back();
}

TEST(CommandLine, AGroupIsWantedWithAllBelowItAndAllAboveIt) {
  CommandLine Line = parseCommandLine(Words{"heap/gpurt/steady", "limits"});
  for (const char *Wanted : {"heap", "heap/gpurt", "limits", "limits/latency"})
    EXPECT_TRUE(Line.wants(Wanted) && Line.names(Wanted)) << Wanted;
  for (const char *Other : {"heap/cuda", "simt", "limit", "limits2"})
    EXPECT_FALSE(Line.wants(Other)) << Other;
}

TEST(CommandLine, GroupsBecomeOneFilterAndOthersOptionsPass) {
  CommandLine Line =
      parseCommandLine(Words{"heap/cuda", "--benchmark_out=x", "simt"});
  EXPECT_EQ(Line.Passed, (Texts{"--benchmark_out=x",
                                "--benchmark_filter=^(heap/cuda|simt)(/|$)"}));
}

TEST(CommandLine, FormatsAndListingAreGoogleBenchmarks) {
  CommandLine Line = parseCommandLine(Words{"--csv", "--list"});
  EXPECT_TRUE(Line.Csv && Line.List);
  EXPECT_EQ(Line.Passed,
            (Texts{"--benchmark_format=csv", "--benchmark_list_tests"}));
  EXPECT_FALSE(parseCommandLine(Words{"--json"}).Csv);
}

} // namespace
