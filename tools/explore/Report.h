//===- Report.h - What gpurt-explore says -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Progress while it works: one line that changes on a terminal, now and then a
// new one elsewhere. At the end the outcome, for people and as JSON.
// Test: test/tools/explore/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_EXPLORE_REPORT_H
#define GPURT_TOOLS_EXPLORE_REPORT_H

#include "Exploration.h"

#include <chrono>

namespace gpurt::explore {

class Progress final : public Watcher {
public:
  explicit Progress(const Options &O);
  void onRun(uint64_t Seed, const std::string &Policy,
             const std::string &What) override;
  void onTick(uint64_t Done) override;
  /// Leaves an empty line's start for what comes next.
  void clear();

private:
  using Clock = std::chrono::steady_clock;
  const Options &O;
  bool IsTerminal;
  bool Drawn = false;
  Clock::time_point Start = Clock::now(), Last = Start;
};

/// "gpurt-explore: error: ..." on stderr.
void complain(const std::string &Text);

/// Writes the outcome. \returns the exit status
int conclude(const Options &O, const Results &R);

/// \returns empty, or why the file could not be written
std::string writeJson(const Options &O, const Results &R);

} // namespace gpurt::explore

#endif // GPURT_TOOLS_EXPLORE_REPORT_H
