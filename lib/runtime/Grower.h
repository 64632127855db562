//===- Grower.h - The thread that brings devices memory -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One thread for all devices, started with the first state. It polls the
// mailboxes: often while something was launched or asked in the last 10 ms,
// once a millisecond while a kernel may be running, and hardly at all while
// every launch is known to have ended.
// Test: test/unit/GrowthTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_GROWER_H
#define GPURT_LIB_RUNTIME_GROWER_H

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace gpurt::runtime {

struct DriverApi;

/// \returns true if the device calls us while kernels run, as the CPU device
/// does: then there is no thread of ours. Asks once; after the first state.
bool isServedByDevice();

class Grower {
public:
  /// \returns the process's one; never destroyed.
  static Grower &get();

  /// Starts the thread if it does not run. Any thread.
  void start();

  /// Ends and joins it. For the exit handler.
  void stop();

  /// Something was launched. Any thread. Cost: one load of a line that
  /// changes only when the thread goes to rest.
  void nudge() {
    // Seq_cst, with the launch count before it and run()'s two accesses the
    // other way round: either we see Resting or the thread sees the launch.
    if (Resting.load(std::memory_order_seq_cst))
      wake();
  }

private:
  Grower() = default;
  void run();
  void wake();
  void rest(uint64_t SeenLaunches);

  std::mutex Lock;
  std::condition_variable Bell;
  std::thread Thread;            ///< guarded by Lock
  std::atomic<bool> Stop{false}; ///< written under Lock
  std::atomic<bool> Resting{false};
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_GROWER_H
