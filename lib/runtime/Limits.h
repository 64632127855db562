//===- Limits.h - How much heap the program allows ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The smaller of GPURT_HEAP_LIMIT and what the program set with
// cudaDeviceSetLimit; without either, all of the card.
// Test: test/unit/LimitsTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_LIMITS_H
#define GPURT_LIB_RUNTIME_LIMITS_H

#include <cstdint>

namespace gpurt::runtime {

/// \returns the heap's limit in bytes for a card of \p CardBytes. Any thread.
uint64_t heapLimit(int Ordinal, uint64_t CardBytes);

/// Forgets what the program set, as a reset of the device does.
void forgetProgramLimit(int Ordinal);

/// What happened on the card that may help a heap which was refused memory.
enum class Relief {
  Freed,  ///< the program gave memory back
  Waited, ///< the program waited for the device: look if memory came back
};

/// Lets heaps that were refused memory ask again. Cheap when none was.
void retrySqueezedHeaps(Relief Why);

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_LIMITS_H
