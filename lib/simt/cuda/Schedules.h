//===- Schedules.h - Many runs of the program by one command ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// GPURT_SCHEDULES=N runs the program under N seeds, from GPURT_SEED on. What
// comes before its first CUDA call happens once: there the process becomes the
// parent, and each run is a child that goes on from that point to the end of
// the program. So the device code is compiled once for all runs.
// The first call and not the first launch, because libgpurt, which a program
// with our passes has, starts its thread and writes down its process when it
// first needs the device: each run must do that for itself.
// A process that has several threads by then cannot be divided: each run then
// executes the program from its beginning.
// A run fails if the program does (exit status, signal, GPURT_TIMEOUT seconds,
// 60), or if it returns 0 although the engine reported an error: a deadlock, a
// race, a bad address. GPURT_DEVICE_ERRORS=allow leaves those to the program.
// A panic or assert is the program's own matter.
// The first failure ends it all with its output and the command to repeat it.
// gpurt-explore says on a socket (GPURT_EXPLORE_FD) which run is next.
// Test: test/tools/schedules/, test/tools/explore/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_SCHEDULES_H
#define GPURT_LIB_SIMT_CUDA_SCHEDULES_H

#include <atomic>
#include <cstdint>

namespace gpurt::simt {

namespace detail {
extern std::atomic<bool> MayDivide;
void divideIntoRuns();
} // namespace detail

/// Every CUDA call calls it. If many runs are asked for, the first call in a
/// process returns in the children only, one for each run.
inline void divideIntoRuns() {
  // Relaxed: a thread that sees an old true waits inside.
  if (detail::MayDivide.load(std::memory_order_relaxed)) [[unlikely]]
    detail::divideIntoRuns();
}

/// A launch of this run has ended.
void noteLaunch(uint64_t Steps);
/// The device reported an error.
void noteError();

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_SCHEDULES_H
