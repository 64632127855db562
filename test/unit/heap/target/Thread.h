//===- target/Thread.h - The device library's ids, on host threads --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stands in for devicelib/target/Thread.h: see Atomic.h beside it. Ending a
// thread is an exception that the test catches.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_THREAD_H
#define GPURT_TARGET_THREAD_H

#include "Atomic.h"

namespace gpurt::target {

struct Index3 {
  uint32_t X, Y, Z;
};

/// Thrown where a device thread would end.
struct ThreadExit {};

inline Index3 threadIndex() { return {1, 2, 3}; }
inline Index3 blockIndex() { return {4, 5, 6}; }
inline uint32_t laneId() { return nextRandom() % 32; }
inline uint32_t multiprocessor() { return nextRandom() % 4; }
inline uint64_t gridId() { return 7; }
inline uint32_t activeMask() { return 1; }
inline uint64_t globalTime() { return 8; }
inline uint32_t clock() { return nextRandom(); }
inline void sleepFor(uint32_t) { sched_yield(); }
[[noreturn]] inline void exitThread() { throw ThreadExit(); }

} // namespace gpurt::target

#endif // GPURT_TARGET_THREAD_H
