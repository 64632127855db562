//===- main.cpp - gpurt-bench: measures gpu-rt ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One file a group, each registers its own benchmarks under "<group>/...";
// those of a CUDA device are programs of their own (device/), so that this one
// starts anywhere. This file knows none of them: it turns our few words into
// Google Benchmark's options, which all work, and runs what is asked for.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#include "CommandLine.h"
#include "Device.h"
#include "HeapMap.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

const char Usage[] =
    R"(usage: gpurt-bench [group...] [--json | --csv] [--list] [options]
       gpurt-bench heap-map FILE

  group    simt: the CPU engine             [all groups that can run here]
           heap: malloc and free on the GPU; heap/gpurt: of our heap,
                 heap/cuda: of CUDA's, heap/bump: the bound, one atomic a warp
           arena: pieces of arenas; arena/gpurt: of ours, arena/bump: the bound
           limits: what the GPU allows a heap
  --json   results as JSON on stdout
  --csv    results as CSV on stdout; one group, for each has its own columns
  --list   the names, and nothing is run

Groups on the GPU; with none, exit code 3 if one was asked for:
  --heap-mb N    size of each heap                                  [8192]
  --per-test S   seconds until a row is ended, status HANG          [12]
  --budget S     seconds for all rows of one heap; then BUDGET      [90]
  --fill-ms N    time limit of each fill; then deadline             [1500]
  --churn-ops N  adds the row soak: at least N calls of malloc and free
  --refills N    adds the rows refill: N times full and empty again
  --quick        small rows: shows that all works, measures nothing
  --workers DIR  the programs to run  [../lib/gpurt-bench]

heap-map draws the pages listed in FILE (- for stdin) as SVG on stdout. A program
writes its heap's with gpurt_heap_write_map(FILE) of <gpurt/runtime.h>. A line is
  <pages> free | run | moving | unbacked | slots <bytes> <used> <total>

Options of Google Benchmark begin with --benchmark_, as in
--benchmark_filter=REGEX, --benchmark_out=FILE, --benchmark_repetitions=N.
)";

int fail(const std::string &Message) {
  std::fprintf(stderr, "gpurt-bench: error: %s\n", Message.c_str());
  return 2;
}

int drawMap(const std::string &File) {
  std::ifstream Named;
  if (File != "-") {
    Named.open(File);
    if (!Named)
      return fail("cannot read '" + File + "'");
  }
  std::vector<gpurt::bench::PageView> Pages;
  size_t Line = 0;
  if (!gpurt::bench::readPages(File == "-" ? std::cin : Named, Pages, Line))
    return fail("line " + std::to_string(Line) + " of '" + File +
                "' lists no pages; see --help");
  std::string Svg = gpurt::bench::drawHeapMap(Pages);
  std::fputs(Svg.c_str(), stdout);
  return 0;
}

/// Rows of one CSV table have the same columns.
bool needsSeveralTables(const gpurt::bench::CommandLine &Line) {
  auto GroupOf = [](const std::string &Name) {
    return Name.substr(0, Name.find('/'));
  };
  for (const std::string &Each : Line.Groups)
    if (GroupOf(Each) != GroupOf(Line.Groups.front()))
      return true;
  return Line.Groups.empty();
}

} // namespace

int main(int Argc, char **Argv) {
  using namespace gpurt::bench;
  CommandLine Line = parseCommandLine({Argv + 1, Argv + std::max(Argc, 1)});
  if (Line.Help)
    return std::fputs(Usage, stdout), 0;
  if (!Line.Error.empty())
    return fail(Line.Error);
  if (!Line.Groups.empty() && Line.Groups[0] == "heap-map")
    return Line.Groups.size() == 2 ? drawMap(Line.Groups[1])
                                   : fail("heap-map takes one file of pages");
  if (Line.Csv && needsSeveralTables(Line))
    return fail("--csv takes one group, for each has its own columns; name "
                "it, or use --json");

  std::vector<char *> Pointers{Argv[0]};
  for (std::string &Each : Line.Passed)
    Pointers.push_back(Each.data());
  int Count = int(Pointers.size());
  Pointers.push_back(nullptr);
  benchmark::Initialize(&Count, Pointers.data());
  if (benchmark::ReportUnrecognizedArguments(Count, Pointers.data()))
    return 2;
  DeviceGroups Groups(Line);
  if (int Code = Groups.registerRows())
    return Code;
  // No benchmark of that name: Google Benchmark has said so.
  return benchmark::RunSpecifiedBenchmarks() ? 0 : 2;
}
