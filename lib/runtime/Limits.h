//===- Limits.h - How much heap and stack the program has -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The smaller of GPURT_HEAP_LIMIT and what the program set with
// cudaDeviceSetLimit; without either, all of the card. And how much stack: what
// the program has beside what the heap's own calls take.
// Test: test/unit/LimitsTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_LIMITS_H
#define GPURT_LIB_RUNTIME_LIMITS_H

#include <cstdint>

namespace gpurt::runtime {

/// \returns the heap's limit in bytes for a card of \p CardBytes. Any thread.
uint64_t heapLimit(int Ordinal, uint64_t CardBytes);

/// Forgets what the program set, as a reset of the device does.
void forgetProgramLimits(int Ordinal);

/// Bytes of stack that the heap's and a panic's calls take at most, with what a
/// kernel and ptxas add. Test: test/ir/ptx/stack-is-known.cu
inline constexpr uint64_t LibraryStack = 1536;

/// Makes the stack of the device's threads larger by LibraryStack, from now on
/// until its reset, whatever the program sets. Where a kernel recurses or calls
/// through pointers, ptxas cannot tell how much it needs, and what the program
/// set is meant for its own calls.
void makeRoomOnStack(int Ordinal);

/// What happened on the card that may help a heap which was refused memory.
enum class Relief {
  Freed,  ///< the program gave memory back
  Waited, ///< the program waited for the device: look if memory came back
};

/// Lets heaps that were refused memory ask again. Cheap when none was.
void retrySqueezedHeaps(Relief Why);

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_LIMITS_H
