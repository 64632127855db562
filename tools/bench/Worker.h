//===- Worker.h - The process that measures rows on the device --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sends one row at a time to a program of device/ (Serve.h there has the
// words) and waits for its answer. A row that takes too long, or ends the
// process, costs its own answer and no other: the next row gets a new process.
// Never touches CUDA here: a child of a process that did could not use it.
// Test: test/unit/bench/WorkerTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_WORKER_H
#define GPURT_TOOLS_BENCH_WORKER_H

#include <chrono>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace gpurt::bench {

/// What came of a row.
struct Measured {
  /// A worker's own word ("ok", "nulls", "CORRUPT", ...), or HANG, CRASH or
  /// BUDGET and why.
  std::string Status;
  bool IsAnswer = false; ///< false: there are no counters
  std::vector<std::pair<std::string, double>> Counters;
  double Seconds = 0; ///< how long it took us

  /// \returns 0 if there is no counter of that name
  [[nodiscard]] double counter(const std::string &Name) const;
};

/// Takes a worker's line apart.
Measured parseAnswer(const std::string &Line);

class Worker {
public:
  struct Limits {
    double SecondsARow, SecondsInAll;
  };
  /// \p Command: the program and its arguments. \p Environment: variables to
  /// set in it.
  Worker(std::vector<std::string> Command,
         std::vector<std::pair<std::string, std::string>> Environment,
         Limits Allowed);
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;
  ~Worker();

  /// Blocks until the answer, or the row's limit.
  Measured run(const std::string &Row);

  /// Runs the program once with \p Option added.
  /// \returns its exit code, or -1; \p Output gets what it wrote to stdout
  int ask(const std::string &Option, std::string &Output) const;

private:
  using Clock = std::chrono::steady_clock;
  bool start();
  /// Ends the process if there is one. \returns how it ended
  std::string stop(bool Kill);
  Measured wait(Clock::time_point Until);

  std::vector<std::string> Command;
  std::vector<std::pair<std::string, std::string>> Environment;
  Limits Allowed;
  double Used = 0;
  pid_t Process = -1;
  int Socket = -1;
  std::string Heard;
};

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_WORKER_H
