//===- RepeatCommandTest.cpp - Lines that a shell takes back --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each word is given to a real shell and must come back as it was.
//===----------------------------------------------------------------------===//
#include "RepeatCommand.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

using namespace gpurt::simt;

namespace {

/// What bash makes of \p Word.
std::string readBack(const std::string &Word) {
  std::string Script = "printf %s " + Word;
  std::string Quoted = "'";
  for (char C : Script)
    Quoted += C == '\'' ? std::string("'\\''") : std::string(1, C);
  std::string Command = "bash -c " + Quoted + "'";
  std::string Text;
  FILE *Pipe = popen(Command.c_str(), "r");
  if (!Pipe)
    return "no shell";
  std::array<char, 256> Part;
  while (size_t Count = fread(Part.data(), 1, Part.size(), Pipe))
    Text.append(Part.data(), Count);
  pclose(Pipe);
  return Text;
}

} // namespace

TEST(RepeatCommand, AShellReadsEachWordBack) {
  for (const char *Word : {"plain", "two words", "it's", "$HOME", "a\\b", "*",
                           "line\nbreak", "tab\tand 'quote'", "~", "#1", "ü"})
    EXPECT_EQ(readBack(shellWord(Word)), Word) << shellWord(Word);
  EXPECT_EQ(shellWord(""), "''");
}

TEST(RepeatCommand, StaysOnOneLine) {
  EXPECT_EQ(shellWord("a\nb").find('\n'), std::string::npos);
}

TEST(RepeatCommand, WithoutSettingsThereAreNone) {
  std::vector<std::string> Environment = {"HOME=/root", "GPURT_SEED=1"};
  EXPECT_EQ(settingsOf(Environment), "");
  EXPECT_EQ(repeatCommand(1, "pct", Environment, {}),
            "GPURT_SEED=1 GPURT_POLICY=pct");
}

TEST(RepeatCommand, KeepsWhatChangesARunAndNothingElse) {
  std::vector<std::string> Environment = {
      "HOME=/root",         "GPURT_MEMORY=weak",   "GPURT_SEED=1",
      "GPURT_POLICY=pct",   "GPURT_SCHEDULES=50",  "GPURT_TIMEOUT=5",
      "GPURT_EXPLORE_FD=3", "GPURT_HEAP_LIMIT=1 M"};
  std::vector<std::string> Arguments = {"./app", "--size", "two words"};
  EXPECT_EQ(repeatCommand(17, "fair", Environment, Arguments),
            "GPURT_SEED=17 GPURT_POLICY=fair GPURT_MEMORY=weak "
            "GPURT_HEAP_LIMIT='1 M' ./app --size 'two words'");
}
