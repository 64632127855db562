//===- Worker.h - A process that runs the program again and again -*- C++ -*-=//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program itself: libgpurt-cpu.so divides it at its first CUDA call and
// then does the runs that it is told on a socket (lib/simt/cuda/Schedules.cpp
// has the words). A worker is a process group, so that whatever it has started
// goes with it.
// Test: test/tools/explore/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_EXPLORE_WORKER_H
#define GPURT_TOOLS_EXPLORE_WORKER_H

#include "Options.h"

#include <optional>
#include <signal.h>
#include <string>
#include <sys/types.h>

namespace gpurt::explore {

class Worker {
public:
  Worker() = default;
  Worker(Worker &&Other) noexcept;
  Worker &operator=(Worker &&Other) = delete;
  /// Ends the process and all that it has started.
  ~Worker();

  /// \p Mask: the signals that the program shall find blocked.
  /// \returns empty, or why there is no process
  std::string start(const Options &O, const sigset_t &Mask);

  void tell(uint64_t Seed, const std::string &Policy);
  /// Reads what is there, without waiting.
  void listen();
  /// The next whole line that came, if any.
  std::optional<std::string> line();
  /// What it wrote to its outputs since the last call, and before its first
  /// run.
  std::string output();
  /// What is written so far belongs to all runs.
  void markStart();
  void kill();
  /// \returns the wait status if the process has ended, once
  std::optional<int> ended();

  [[nodiscard]] int socket() const { return Socket; }

private:
  pid_t Process = -1;
  int Socket = -1, Output = -1;
  off_t StartEnd = 0, Shown = 0;
  std::string Heard;
};

} // namespace gpurt::explore

#endif // GPURT_TOOLS_EXPLORE_WORKER_H
