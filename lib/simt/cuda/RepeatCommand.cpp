//===- RepeatCommand.cpp - The command line that repeats a run ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See RepeatCommand.h.
// Test: test/unit/explore/RepeatCommandTest.cpp
//===----------------------------------------------------------------------===//
#include "RepeatCommand.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace gpurt::simt {
namespace {

bool isControl(char C) { return static_cast<unsigned char>(C) < 0x20; }

bool isSafe(char C) {
  return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') ||
         (C >= '0' && C <= '9') ||
         std::string_view("_-./,:+=@%^").find(C) != std::string_view::npos;
}

/// $'...': the form that keeps a line break out of the line.
std::string withEscapes(std::string_view Text) {
  std::string Word = "$'";
  for (char C : Text) {
    if (C == '\'' || C == '\\') {
      Word += '\\';
      Word += C;
    } else if (isControl(C)) {
      char Escape[8];
      std::snprintf(Escape, sizeof(Escape), "\\x%02x", unsigned(C));
      Word += Escape;
    } else {
      Word += C;
    }
  }
  return Word + "'";
}

/// Given anew, or about the number of runs and what is said of them.
constexpr std::array<std::string_view, 7> NotRepeated = {
    "GPURT_SEED",    "GPURT_POLICY",     "GPURT_SCHEDULES", "GPURT_TIMEOUT",
    "GPURT_VERBOSE", "GPURT_EXPLORE_FD", "GPURT_RUN_FD"};

} // namespace

std::string shellWord(std::string_view Text) {
  if (!Text.empty() && std::all_of(Text.begin(), Text.end(), isSafe))
    return std::string(Text);
  if (std::any_of(Text.begin(), Text.end(), isControl))
    return withEscapes(Text);
  std::string Word = "'";
  for (char C : Text)
    Word += C == '\'' ? std::string("'\\''") : std::string(1, C);
  return Word + "'";
}

std::string settingsOf(std::span<const std::string> Environment) {
  std::string Line;
  for (std::string_view Each : Environment) {
    size_t End = Each.find('=');
    if (!Each.starts_with("GPURT_") || End == std::string_view::npos)
      continue;
    std::string_view Name = Each.substr(0, End);
    if (std::find(NotRepeated.begin(), NotRepeated.end(), Name) ==
        NotRepeated.end())
      Line.append(Line.empty() ? "" : " ")
          .append(Name)
          .append("=")
          .append(shellWord(Each.substr(End + 1)));
  }
  return Line;
}

std::string repeatCommand(uint64_t Seed, std::string_view Policy,
                          std::span<const std::string> Environment,
                          std::span<const std::string> Arguments) {
  std::string Line = "GPURT_SEED=" + std::to_string(Seed) +
                     " GPURT_POLICY=" + shellWord(Policy);
  if (std::string Others = settingsOf(Environment); !Others.empty())
    Line += " " + Others;
  for (const std::string &Each : Arguments)
    Line += " " + shellWord(Each);
  return Line;
}

std::vector<std::string> ownArguments() {
  // The library has no other way to main's arguments.
  std::ifstream File("/proc/self/cmdline", std::ios::binary);
  std::string All(std::istreambuf_iterator<char>(File), {});
  std::vector<std::string> Words;
  for (size_t At = 0; At < All.size();) {
    Words.emplace_back(All.c_str() + At);
    At += Words.back().size() + 1;
  }
  return Words;
}

std::vector<std::string> ownEnvironment() {
  std::vector<std::string> All;
  for (char **Each = environ; *Each; ++Each)
    All.emplace_back(*Each);
  return All;
}

} // namespace gpurt::simt
