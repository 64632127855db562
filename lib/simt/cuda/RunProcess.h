//===- RunProcess.h - One run of the program in a child ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A child that goes on from here (fork), or starts the program again (exec),
// with its output caught if wanted and a limit on its time. Whatever ends the
// parent ends the child too.
// The parent must never go back to the program: its signals are changed.
// Test: test/tools/schedules/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_RUNPROCESS_H
#define GPURT_LIB_SIMT_CUDA_RUNPROCESS_H

#include <chrono>
#include <cstdint>
#include <signal.h>
#include <string>
#include <sys/types.h>
#include <vector>

namespace gpurt::simt {

/// How a run ended.
struct Ending {
  enum Kind : uint8_t { Exited, Killed, TimedOut, NotStarted } How = Exited;
  int Value = 0; ///< exit status, signal, seconds, or errno

  [[nodiscard]] bool isSuccess() const { return How == Exited && !Value; }
  /// What a shell would see: 128 and the signal, 124 for the time limit.
  [[nodiscard]] int status() const;
  [[nodiscard]] std::string text() const;
};

/// The two outputs of a run, in memory.
class CaughtOutput {
public:
  CaughtOutput();
  CaughtOutput(const CaughtOutput &) = delete;
  CaughtOutput &operator=(const CaughtOutput &) = delete;

  void clear() const;
  /// In the child: 1 and 2 go here.
  void divert() const;
  /// Writes what came to the process's own outputs.
  void show() const;

private:
  int Out = -1, Err = -1; ///< the same file if 1 and 2 are
};

class RunProcess {
public:
  RunProcess();

  /// \p Output: null if the child shall have the parent's.
  /// \returns true in the child, with the program's signals and without the
  /// parent's files
  bool fork(const CaughtOutput *Output);
  /// The same for a process with several threads: the child executes the
  /// program from its beginning.
  void restart(const CaughtOutput *Output,
               const std::vector<std::string> &Arguments,
               const std::vector<std::string> &Environment);

  /// Waits for the child; kills it after \p Limit, if that is not 0.
  Ending wait(std::chrono::seconds Limit);

private:
  pid_t start(const CaughtOutput *Output);
  void giveSignalsBack() const;

  pid_t Child = -1, Self;
  int Error = 0; ///< why there is no child
  sigset_t MaskOfProgram;
  struct sigaction ChildSignal, Interrupt, Terminate;
  off_t Input; ///< offset of a file that is standard input, or -1
};

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_RUNPROCESS_H
