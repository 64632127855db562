//===- CommandLine.h - What gpurt-bench was asked to do ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Our few words; all else is Google Benchmark's, and is left for it to check.
// Test: test/unit/bench/CommandLineTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_COMMANDLINE_H
#define GPURT_TOOLS_BENCH_COMMANDLINE_H

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpurt::bench {

struct CommandLine {
  std::vector<std::string> Groups; ///< as given: "simt", "heap/gpurt", ...
  std::vector<std::string> Passed; ///< for Google Benchmark
  std::string Workers;             ///< folder; empty: the one beside us
  unsigned long HeapMegabytes = 8192;
  unsigned long FillMilliseconds = 1500;
  unsigned long ChurnOperations = 0; ///< 0: no row for them; likewise Refills
  unsigned long Refills = 0;
  double SecondsARow = 12, SecondsAWorker = 90;
  bool Quick = false, List = false, Csv = false, Help = false;
  std::string Error; ///< not empty: say it and stop

  /// True if \p Name ("heap/gpurt") or something in it is asked for, or nothing
  /// by name.
  [[nodiscard]] bool wants(std::string_view Name) const;
  /// True if something of \p Group was asked for by name.
  [[nodiscard]] bool names(std::string_view Group) const;
};

/// \p Words: those behind the program's name.
CommandLine parseCommandLine(std::span<const char *const> Words);

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_COMMANDLINE_H
