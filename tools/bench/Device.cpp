//===- Device.cpp - The groups that run on a CUDA device ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Device.h. A benchmark here is one measurement: the worker repeats what
// needs repeating and its device time is the iteration's.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#include "Device.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <unistd.h>

namespace gpurt::bench {
namespace {

constexpr int StatusOfNoDevice = 3;
namespace fs = std::filesystem;

/// bin/gpurt-bench -> lib/gpurt-bench, in a build folder as after installation.
fs::path folderBesideUs() {
  std::error_code Ignored;
  fs::path Self = fs::read_symlink("/proc/self/exe", Ignored);
  return Self.parent_path().parent_path() / "lib" / "gpurt-bench";
}

std::vector<std::string> commandFor(const fs::path &Program,
                                    const CommandLine &Line) {
  std::vector<std::string> Command{Program.string(),
                                   "--heap-mb",
                                   std::to_string(Line.HeapMegabytes),
                                   "--fill-ms",
                                   std::to_string(Line.FillMilliseconds),
                                   "--churn-ops",
                                   std::to_string(Line.ChurnOperations),
                                   "--refills",
                                   std::to_string(Line.Refills)};
  if (Line.Quick)
    Command.push_back("--quick");
  return Command;
}

void measure(benchmark::State &State, Worker &Process, const std::string &Name,
             const std::string &Row) {
  Measured Result = Process.run(Row);
  // Whole, and behind what the worker itself may have said.
  std::fprintf(stderr, "gpurt-bench: %s: %s, %.1f s\n", Name.c_str(),
               Result.Status.c_str(), Result.Seconds);
  if (!Result.IsAnswer) {
    State.SkipWithError(Result.Status.c_str());
    return;
  }
  while (State.KeepRunning())
    State.SetIterationTime(Result.counter("kernel_ms") / 1e3);
  State.SetLabel(Result.Status);
  for (const auto &[Key, Value] : Result.Counters)
    State.counters[Key] = Value;
}

} // namespace

DeviceGroups::DeviceGroups(const CommandLine &Line) : Line(Line) {
  // All of the heap's memory is there before the first row, as CUDA's is.
  std::string Bytes = std::to_string(Line.HeapMegabytes << 20);
  std::vector<std::pair<std::string, std::string>> Environment{
      {"GPURT_HEAP_LIMIT", Bytes}, {"GPURT_HEAP_INITIAL", Bytes}};
  fs::path Folder =
      Line.Workers.empty() ? folderBesideUs() : fs::path(Line.Workers);
  std::error_code Missing;
  std::vector<fs::path> Programs;
  for (const auto &Entry : fs::directory_iterator(Folder, Missing))
    if (Entry.is_regular_file() && !access(Entry.path().c_str(), X_OK))
      Programs.push_back(Entry.path());
  std::sort(Programs.begin(), Programs.end());
  for (const fs::path &Program : Programs) {
    std::string Name = Program.filename().string();
    std::replace(Name.begin(), Name.end(), '-', '/');
    if (Line.wants(Name))
      Members.push_back(
          {Name, std::make_unique<Worker>(
                     commandFor(Program, Line), Environment,
                     Worker::Limits{Line.SecondsARow, Line.SecondsAWorker})});
  }
}

int DeviceGroups::registerRows() {
  if (Members.empty())
    return 0;
  std::string Output;
  if (!Line.List) {
    // The worker says on stderr why there is none.
    int Code = Members.front().Process->ask("--device", Output);
    if (Code != 0) {
      bool IsAskedFor =
          std::any_of(Members.begin(), Members.end(), [&](const Member &Each) {
            return Line.names(Each.Name);
          });
      return IsAskedFor ? StatusOfNoDevice : 0;
    }
    benchmark::AddCustomContext("device", Output.substr(0, Output.find('\n')));
    benchmark::AddCustomContext("heap_mb", std::to_string(Line.HeapMegabytes));
  }
  for (Member &Each : Members) {
    if (Each.Process->ask("--list", Output) != 0) {
      std::fprintf(stderr, "gpurt-bench: error: %s lists no rows\n",
                   Each.Name.c_str());
      return 1;
    }
    std::istringstream Rows(Output);
    for (std::string Row; std::getline(Rows, Row);) {
      std::string Name = Each.Name + "/" + Row;
      benchmark::RegisterBenchmark(
          Name.c_str(),
          [&Process = *Each.Process, Name, Row](benchmark::State &State) {
            measure(State, Process, Name, Row);
          })
          ->Iterations(1)
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond);
    }
  }
  return 0;
}

} // namespace gpurt::bench
