//===- target/Thread.h - The device library's ids, on host threads --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stands in for devicelib/target/Thread.h: see Atomic.h beside it. Ending a
// thread is an exception that the test catches.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_THREAD_H
#define GPURT_TARGET_THREAD_H

#include "Atomic.h"

#include <atomic>

namespace gpurt::target {

struct Index3 {
  uint32_t X, Y, Z;
};

/// Thrown where a device thread would end.
struct ThreadExit {};

inline Index3 threadIndex() { return {1, 2, 3}; }
inline Index3 blockIndex() { return {4, 5, 6}; }
inline Index3 gridSize() { return {9, 9, 9}; }
inline Index3 blockSize() { return {8, 8, 4}; }
inline uint32_t laneId() { return 0; }
inline uint32_t multiprocessor() { return nextRandom() % 4; }
/// Each test thread is one of a block of 256, until there are more.
inline uint32_t threadsInBlock() { return 256; }
inline uint32_t threadRank() {
  static std::atomic<uint32_t> Next{0};
  thread_local uint32_t Mine = Next++ % 256;
  return Mine;
}
inline uint64_t threadsAtOnce() { return 256; }
inline uint64_t gridId() { return 7; }
inline uint32_t activeMask() { return 1; }
inline uint64_t globalTime() { return 8; }
inline uint32_t clock() { return nextRandom(); }
inline void sleepFor(uint32_t) { sched_yield(); }
[[noreturn]] inline void exitThread() { throw ThreadExit(); }

} // namespace gpurt::target

#endif // GPURT_TARGET_THREAD_H
