//===- Options.cpp - The command line of gpurt-explore --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Options.h. One table says which options there are.
// Test: test/tools/explore/
//===----------------------------------------------------------------------===//
#include "Options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>
#include <thread>

namespace gpurt::explore {

const char Usage[] =
    R"(usage: gpurt-explore [options] program [arguments]
       gpurt-explore [options] -- program [arguments]

Runs a program that was built for the CPU device (-fgpu-rt-device=cpu) under
many schedules, stops at the first that fails, and says how to repeat it.

  --seeds A-B       seeds, or one seed                    [1-1000]
  --policies LIST   of fair, warp-unfair, pct, run-to-block
                                                          [fair,warp-unfair]
  --memory MODEL    strong or weak                        [$GPURT_MEMORY]
  --jobs N          processes at once                     [all cores]
  --timeout S       seconds for one run, 0 for no limit   [60]
  --device-errors fail|allow
                    what a deadlock, race or bad address means when the
                    program returns 0                     [fail]
  --keep-going      do not stop at a failure
  --json FILE       write the results there, "-" for standard output
  -v, --verbose     one line for each run
  -q, --quiet       no progress
  -h, --help        this text

A run fails if the program does (exit status, signal, time limit), or if the
device reported an error. The failure that is shown is the first in the order
of seeds, then policies, whatever --jobs is.
Exit status: 0 no run failed, 1 one did, 2 the command cannot be done,
130 interrupted.
)";

namespace {

constexpr std::array<std::string_view, 4> KnownPolicies = {
    "fair", "warp-unfair", "pct", "run-to-block"};

bool number(std::string_view Text, uint64_t &Out) {
  auto [End, Error] =
      std::from_chars(Text.data(), Text.data() + Text.size(), Out);
  return !Text.empty() && Error == std::errc() &&
         End == Text.data() + Text.size();
}

std::string badValue(std::string_view Option, std::string_view Value,
                     std::string_view Wanted) {
  return std::string(Option) + " " + std::string(Value) + ": " +
         std::string(Wanted);
}

std::string setSeeds(Options &O, std::string_view Text) {
  size_t Dash = Text.find('-');
  bool Good = number(Text.substr(0, Dash), O.FirstSeed);
  O.LastSeed = O.FirstSeed;
  if (Dash != std::string_view::npos)
    Good &= number(Text.substr(Dash + 1), O.LastSeed);
  if (!Good)
    return badValue("--seeds", Text, "wants two numbers, as in 1-1000, or one");
  if (O.LastSeed < O.FirstSeed)
    return badValue("--seeds", Text, "the range is empty");
  // So that the number of runs is a number.
  if (O.LastSeed - O.FirstSeed >= std::numeric_limits<uint32_t>::max())
    return badValue("--seeds", Text, "the range is too large");
  return {};
}

std::string setPolicies(Options &O, std::string_view Text) {
  O.Policies.clear();
  for (size_t At = 0; At <= Text.size();) {
    size_t End = std::min(Text.find(',', At), Text.size());
    std::string_view Name = Text.substr(At, End - At);
    if (std::find(KnownPolicies.begin(), KnownPolicies.end(), Name) ==
        KnownPolicies.end())
      return badValue("--policies", Text,
                      "'" + std::string(Name) +
                          "' is none of fair, warp-unfair, pct, run-to-block");
    if (std::find(O.Policies.begin(), O.Policies.end(), Name) !=
        O.Policies.end())
      return badValue("--policies", Text, std::string(Name) + " comes twice");
    O.Policies.emplace_back(Name);
    At = End + 1;
  }
  return {};
}

std::string setMemory(Options &O, std::string_view Text) {
  O.Memory = Text;
  if (Text == "strong" || Text == "weak")
    return {};
  return badValue("--memory", Text, "wants strong or weak");
}

std::string setJobs(Options &O, std::string_view Text) {
  constexpr uint64_t Most = 4096;
  uint64_t Jobs = 0;
  if (!number(Text, Jobs) || !Jobs || Jobs > Most)
    return badValue("--jobs", Text, "wants a number from 1 to 4096");
  O.Jobs = unsigned(Jobs);
  return {};
}

std::string setTimeout(Options &O, std::string_view Text) {
  constexpr uint64_t Most = 1'000'000;
  if (number(Text, O.Timeout) && O.Timeout <= Most)
    return {};
  return badValue("--timeout", Text, "wants a number of whole seconds");
}

std::string setDeviceErrors(Options &O, std::string_view Text) {
  O.AllowDeviceErrors = Text == "allow";
  if (Text == "allow" || Text == "fail")
    return {};
  return badValue("--device-errors", Text, "wants fail or allow");
}

std::string setJson(Options &O, std::string_view Text) {
  O.Json = Text;
  return Text.empty() ? "--json wants the name of a file" : "";
}

struct WithValue {
  std::string_view Name;
  std::string (*Set)(Options &, std::string_view);
};
constexpr WithValue WithValues[] = {
    {"--seeds", setSeeds},     {"--policies", setPolicies},
    {"--memory", setMemory},   {"--jobs", setJobs},
    {"--timeout", setTimeout}, {"--device-errors", setDeviceErrors},
    {"--json", setJson},
};

struct Switch {
  std::string_view Name;
  bool Options::*Field;
};
constexpr Switch Switches[] = {
    {"--keep-going", &Options::KeepGoing},
    {"--verbose", &Options::Verbose},
    {"-v", &Options::Verbose},
    {"--quiet", &Options::Quiet},
    {"-q", &Options::Quiet},
};

/// Takes the option at \p At, and moves \p At behind it.
/// \returns false if it is none of ours
bool takeOption(const std::vector<std::string> &Words, size_t &At, Options &Out,
                Parsed &Result) {
  std::string_view Word = Words[At];
  if (Word == "-h" || Word == "--help") {
    Result.Help = true;
    ++At;
    return true;
  }
  for (const Switch &Each : Switches)
    if (Word == Each.Name) {
      Out.*Each.Field = true;
      ++At;
      return true;
    }
  for (const WithValue &Each : WithValues) {
    if (Word == Each.Name) {
      if (At + 1 == Words.size())
        Result.Error = std::string(Word) + " wants a value";
      else
        Result.Error = Each.Set(Out, Words[At + 1]);
      At += 2;
      return true;
    }
    if (Word.starts_with(Each.Name) && Word.size() > Each.Name.size() &&
        Word[Each.Name.size()] == '=') {
      Result.Error = Each.Set(Out, Word.substr(Each.Name.size() + 1));
      ++At;
      return true;
    }
  }
  return false;
}

} // namespace

Parsed parse(const std::vector<std::string> &Words, Options &Out) {
  Parsed Result;
  Out.Jobs = std::max(1u, std::thread::hardware_concurrency());
  size_t At = 0;
  while (At < Words.size() && Result.Error.empty()) {
    const std::string &Word = Words[At];
    if (Word == "--") {
      Out.Program.insert(Out.Program.end(), Words.begin() + long(At) + 1,
                         Words.end());
      break;
    }
    if (takeOption(Words, At, Out, Result))
      continue;
    if (Out.Program.empty() && Word.size() > 1 && Word[0] == '-')
      Result.Error = "unknown option '" + Word + "'; see --help";
    Out.Program.push_back(Word);
    ++At;
  }
  if (Result.Error.empty() && !Result.Help && Out.Program.empty())
    Result.Error = "no program; see --help";
  return Result;
}

} // namespace gpurt::explore
