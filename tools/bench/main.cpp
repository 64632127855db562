//===- main.cpp - gpurt-bench: measures gpu-rt ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One file a group, each registers its own benchmarks under "<group>/...".
// This file knows none of them: it turns our few words into Google Benchmark's
// options, which all work, and runs what is asked for. No GPU and no CUDA is
// needed to start it.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#include <benchmark/benchmark.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

const char Usage[] =
    R"(usage: gpurt-bench [group...] [--json | --csv] [--list] [options of Google Benchmark]

  group    simt: the CPU engine             [all groups]
  --json   results as JSON on stdout
  --csv    results as CSV on stdout
  --list   the names, and nothing is run

Options of Google Benchmark begin with --benchmark_, as in
--benchmark_filter=REGEX, --benchmark_out=FILE, --benchmark_repetitions=N.
)";

/// \returns Google Benchmark's word for ours
std::string translated(std::string_view Word) {
  if (Word == "--json" || Word == "--csv")
    return "--benchmark_format=" + std::string(Word.substr(2));
  if (Word == "--list")
    return "--benchmark_list_tests";
  return std::string(Word);
}

} // namespace

int main(int Argc, char **Argv) {
  std::vector<std::string> Words{Argv[0]};
  std::string Groups;
  for (int I = 1; I < Argc; ++I) {
    std::string_view Word = Argv[I];
    if (Word == "-h" || Word == "--help") {
      std::fputs(Usage, stdout);
      return 0;
    }
    if (!Word.starts_with("-"))
      Groups.append(Groups.empty() ? "" : "|").append(Word);
    else
      Words.push_back(translated(Word));
  }
  if (!Groups.empty())
    Words.push_back("--benchmark_filter=^(" + Groups + ")/");
  std::vector<char *> Pointers;
  for (std::string &Each : Words)
    Pointers.push_back(Each.data());
  int Count = int(Pointers.size());
  Pointers.push_back(nullptr);
  benchmark::Initialize(&Count, Pointers.data());
  if (benchmark::ReportUnrecognizedArguments(Count, Pointers.data()))
    return 2;
  // No benchmark of that name: Google Benchmark has said so.
  return benchmark::RunSpecifiedBenchmarks() ? 0 : 2;
}
