//===- CommandLine.cpp - What gpurt-bench was asked to do -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See CommandLine.h.
// Test: test/unit/bench/CommandLineTest.cpp
//===----------------------------------------------------------------------===//
#include "CommandLine.h"

#include <algorithm>
#include <charconv>

namespace gpurt::bench {
namespace {

/// True if \p Path is \p Prefix or lies below it.
bool isIn(std::string_view Path, std::string_view Prefix) {
  return Path.starts_with(Prefix) &&
         (Path.size() == Prefix.size() || Path[Prefix.size()] == '/');
}

template <class Number> bool readNumber(std::string_view Text, Number &Out) {
  Number Value{};
  auto [End, Error] =
      std::from_chars(Text.data(), Text.data() + Text.size(), Value);
  bool IsGood = Error == std::errc() && End == Text.data() + Text.size() &&
                Value > Number{};
  if (IsGood)
    Out = Value;
  return IsGood;
}

/// \returns true if \p Name is an option with a value; a bad value is told in
/// \p Line
bool readValue(CommandLine &Line, std::string_view Name,
               std::string_view Value) {
  bool IsGood = true;
  if (Name == "--heap-mb")
    IsGood = readNumber(Value, Line.HeapMegabytes);
  else if (Name == "--fill-ms")
    IsGood = readNumber(Value, Line.FillMilliseconds);
  else if (Name == "--churn-ops")
    IsGood = readNumber(Value, Line.ChurnOperations);
  else if (Name == "--refills")
    IsGood = readNumber(Value, Line.Refills);
  else if (Name == "--per-test")
    IsGood = readNumber(Value, Line.SecondsARow);
  else if (Name == "--budget")
    IsGood = readNumber(Value, Line.SecondsAWorker);
  else if (Name == "--workers")
    IsGood = !(Line.Workers = Value).empty();
  else
    return false;
  if (!IsGood)
    Line.Error = std::string(Name) + " takes a value above zero, not '" +
                 std::string(Value) + "'";
  return true;
}

} // namespace

bool CommandLine::wants(std::string_view Name) const {
  return Groups.empty() ||
         std::any_of(Groups.begin(), Groups.end(), [&](const auto &Group) {
           return isIn(Name, Group) || isIn(Group, Name);
         });
}

bool CommandLine::names(std::string_view Group) const {
  return !Groups.empty() && wants(Group);
}

CommandLine parseCommandLine(std::span<const char *const> Words) {
  CommandLine Line;
  for (size_t I = 0; I != Words.size(); ++I) {
    std::string_view Word = Words[I];
    // Both --heap-mb=64 and --heap-mb 64.
    size_t Equals = Word.find('=');
    std::string_view Name = Word.substr(0, Equals), Value;
    bool IsNext = Equals == Word.npos && I + 1 != Words.size();
    if (Equals != Word.npos)
      Value = Word.substr(Equals + 1);
    else if (IsNext)
      Value = Words[I + 1];
    if (readValue(Line, Name, Value)) {
      I += IsNext;
    } else if (Word == "-h" || Word == "--help") {
      Line.Help = true;
    } else if (Word == "--quick") {
      Line.Quick = true;
    } else if (Word == "--list") {
      Line.List = true;
      Line.Passed.push_back("--benchmark_list_tests");
    } else if (Word == "--json" || Word == "--csv") {
      Line.Csv = Word == "--csv";
      Line.Passed.push_back("--benchmark_format=" +
                            std::string(Word.substr(2)));
    } else if (Word.starts_with("-") && Word != "-") {
      Line.Passed.emplace_back(Word);
    } else {
      Line.Groups.emplace_back(Word);
    }
  }
  if (!Line.Groups.empty()) {
    std::string Filter = "--benchmark_filter=^(";
    for (const std::string &Each : Line.Groups)
      Filter += (&Each == Line.Groups.data() ? "" : "|") + Each;
    Line.Passed.push_back(Filter + ")(/|$)");
  }
  return Line;
}

} // namespace gpurt::bench
