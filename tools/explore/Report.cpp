//===- Report.cpp - What gpurt-explore says -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Report.h. Outcomes go to stdout and do not depend on --jobs, but for
// times; progress and errors go to stderr.
// Test: test/tools/explore/
//===----------------------------------------------------------------------===//
#include "Report.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace gpurt::explore {
namespace {

constexpr int StatusFound = 1, StatusError = 2, StatusInterrupted = 130;
constexpr auto PlainEvery = std::chrono::seconds(5);

std::string duration(double Seconds) {
  char Text[32];
  auto Whole = long(std::lround(Seconds));
  if (Seconds < 10)
    std::snprintf(Text, sizeof(Text), "%.1f s", Seconds);
  else if (Whole < 120)
    std::snprintf(Text, sizeof(Text), "%ld s", Whole);
  else
    std::snprintf(Text, sizeof(Text), "%ld:%02ld min", Whole / 60, Whole % 60);
  return Text;
}

std::string joined(const std::vector<std::string> &Words, const char *Between) {
  std::string Text;
  for (const std::string &Each : Words)
    Text += (Text.empty() ? "" : Between) + Each;
  return Text;
}

std::string scope(const Options &O) {
  std::string Text =
      "seeds " + std::to_string(O.FirstSeed) + "-" + std::to_string(O.LastSeed);
  return Text + ", " + joined(O.Policies, ", ");
}

/// \p Text as a JSON string. Bytes that are no UTF-8 become U+FFFD's escape.
std::string quoted(const std::string &Text) {
  std::string Out = "\"";
  for (size_t I = 0; I != Text.size(); ++I) {
    auto C = static_cast<unsigned char>(Text[I]);
    char Escape[8];
    if (C == '"' || C == '\\') {
      Out += '\\';
      Out += char(C);
    } else if (C < 0x20) {
      std::snprintf(Escape, sizeof(Escape), "\\u%04x", unsigned(C));
      Out += Escape;
    } else if (C < 0x80) {
      Out += char(C);
    } else {
      size_t Follow = C >= 0xF0 ? 3 : C >= 0xE0 ? 2 : 1;
      bool Good = C >= 0xC2 && C < 0xF5 && I + Follow < Text.size();
      for (size_t K = 1; Good && K <= Follow; ++K)
        Good = (static_cast<unsigned char>(Text[I + K]) & 0xC0) == 0x80;
      Out += Good ? Text.substr(I, Follow + 1) : "\\ufffd";
      I += Good ? Follow : 0;
    }
  }
  return Out + "\"";
}

std::string jsonOf(const Options &O, const Results &R) {
  auto List = [](const std::vector<std::string> &Words) {
    std::string Text;
    for (const std::string &Each : Words)
      Text += (Text.empty() ? "" : ", ") + quoted(Each);
    return "[" + Text + "]";
  };
  std::string Text =
      "{\n  \"program\": " + List(O.Program) +
      ",\n  \"first_seed\": " + std::to_string(O.FirstSeed) +
      ",\n  \"last_seed\": " + std::to_string(O.LastSeed) +
      ",\n  \"policies\": " + List(O.Policies) +
      ",\n  \"runs\": " + std::to_string(R.Runs) +
      ",\n  \"launches\": " + std::to_string(R.Launches) +
      ",\n  \"steps\": " + std::to_string(R.Steps) +
      ",\n  \"seconds\": " + std::to_string(R.Seconds) +
      ",\n  \"interrupted\": " + (R.Interrupted ? "true" : "false") +
      ",\n  \"failures\": [";
  const char *Between = "\n";
  for (const Failure &Each : R.Failures) {
    Text.append(Between)
        .append("    {\"seed\": ")
        .append(std::to_string(Each.Seed))
        .append(", \"policy\": ")
        .append(quoted(Each.Policy))
        .append(", \"what\": ")
        .append(quoted(Each.What))
        .append(",\n     \"repeat\": ")
        .append(quoted(Each.Command))
        .append("}");
    Between = ",\n";
  }
  return Text + (R.Failures.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

void sayFailures(const Options &O, const Results &R) {
  const Failure &First = R.Failures.front();
  std::printf("gpurt-explore: seed %llu, %s, failed: %s\n",
              (unsigned long long)First.Seed, First.Policy.c_str(),
              First.What.c_str());
  if (!First.Output.empty()) {
    std::printf("gpurt-explore: its output:\n%s", First.Output.c_str());
    if (First.Output.back() != '\n')
      std::printf("\n");
  }
  if (O.KeepGoing) {
    std::printf("gpurt-explore: %zu of %llu runs failed:\n", R.Failures.size(),
                (unsigned long long)R.Runs);
    for (const Failure &Each : R.Failures)
      std::printf("  seed %llu, %s: %s\n", (unsigned long long)Each.Seed,
                  Each.Policy.c_str(), Each.What.c_str());
  }
  if (!First.Command.empty())
    std::printf("gpurt-explore: repeat with %s\n", First.Command.c_str());
}

} // namespace

Progress::Progress(const Options &O) : O(O), IsTerminal(isatty(2)) {}

void Progress::clear() {
  if (Drawn)
    std::fputs("\r\033[K", stderr);
  Drawn = false;
}

void Progress::onRun(uint64_t Seed, const std::string &Policy,
                     const std::string &What) {
  if (!O.Verbose)
    return;
  clear();
  std::fprintf(stderr, "seed %llu, %s: %s\n", (unsigned long long)Seed,
               Policy.c_str(), What.empty() ? "ok" : What.c_str());
}

void Progress::onTick(uint64_t Done) {
  Clock::time_point Now = Clock::now();
  if (O.Quiet || (!IsTerminal && Now - Last < PlainEvery))
    return;
  Last = Now;
  double Seconds = std::chrono::duration<double>(Now - Start).count();
  double Speed = double(Done) / Seconds;
  uint64_t All = O.runs();
  std::string Left =
      Done ? ", " + duration(double(All - Done) / Speed) + " left" : "";
  if (!IsTerminal) {
    std::fprintf(stderr, "gpurt-explore: %llu of %llu runs, %.0f/s%s\n",
                 (unsigned long long)Done, (unsigned long long)All, Speed,
                 Left.c_str());
    return;
  }
  constexpr size_t Width = 30;
  size_t Full = size_t(double(Done) / double(All) * Width);
  std::string Bar = std::string(Full, '#') + std::string(Width - Full, '.');
  std::fprintf(stderr, "\r[%s] %llu/%llu runs, %.0f/s%s\033[K", Bar.c_str(),
               (unsigned long long)Done, (unsigned long long)All, Speed,
               Left.c_str());
  Drawn = true;
}

void complain(const std::string &Text) {
  std::fprintf(stderr, "gpurt-explore: error: %s\n", Text.c_str());
}

int conclude(const Options &O, const Results &R) {
  if (!R.Error.empty()) {
    std::fputs(R.ErrorOutput.c_str(), stderr);
    complain(R.Error);
    return StatusError;
  }
  if (!R.Failures.empty())
    sayFailures(O, R);
  if (R.Interrupted) {
    std::printf("gpurt-explore: interrupted after %llu of %llu runs%s\n",
                (unsigned long long)R.Runs, (unsigned long long)O.runs(),
                R.Failures.empty() ? ", none failed" : "");
    return StatusInterrupted;
  }
  if (!R.Failures.empty())
    return StatusFound;
  std::printf("gpurt-explore: %llu runs, %s: none failed (%s, %.0f runs/s)\n",
              (unsigned long long)R.Runs, scope(O).c_str(),
              duration(R.Seconds).c_str(), double(R.Runs) / R.Seconds);
  return 0;
}

std::string writeJson(const Options &O, const Results &R) {
  bool IsStdout = O.Json == "-";
  FILE *File = IsStdout ? stdout : std::fopen(O.Json.c_str(), "w");
  if (!File)
    return "cannot write '" + O.Json + "': " + strerror(errno);
  bool Failed = std::fputs(jsonOf(O, R).c_str(), File) < 0;
  Failed |= (IsStdout ? std::fflush(File) : std::fclose(File)) != 0;
  return Failed ? "cannot write '" + O.Json + "': " + strerror(errno) : "";
}

} // namespace gpurt::explore
