//===- Process.h - Fork, exit, and what to do about them ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CUDA does not survive fork: in a child every hook of ours becomes a plain
// call, and the exit handler that the child inherits does nothing. At exit of
// the process itself the growth thread is joined and panics that no call
// reported are printed.
// Test: test/unit/ProcessTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_PROCESS_H
#define GPURT_LIB_RUNTIME_PROCESS_H

#include <atomic>

namespace gpurt::runtime {

namespace detail {
// Relaxed everywhere: both are set by a thread before anyone else can look
// (a forked child has one thread), or late readers do no harm.
inline std::atomic<bool> Forked{false};
inline std::atomic<bool> Exiting{false};
} // namespace detail

/// True in a child forked after the first device state was made.
inline bool isForkedChild() {
  return detail::Forked.load(std::memory_order_relaxed);
}

/// True once the exit handler ran. Pinned memory may be gone at any time.
inline bool isExiting() {
  return detail::Exiting.load(std::memory_order_relaxed);
}

/// Registers the fork and exit handlers; any thread, the first call counts.
/// CUDA must have been initialized before: handlers run in reverse order, and
/// ours needs CUDA alive.
void watchProcess();

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_PROCESS_H
