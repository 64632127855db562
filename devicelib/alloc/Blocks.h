//===- devicelib/alloc/Blocks.h - Blocks of any size ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The heap without a front: blocks up to 32 KiB are slots (Slots.h), larger
// ones runs of pages (Pages.h). A block has no header; its size follows from
// its page. Any lane may call any of them, converged or not; all are lock-free
// but for the wait for the host to back more memory.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_BLOCKS_H
#define GPURT_DEVICELIB_ALLOC_BLOCKS_H

#include "alloc/Slots.h"
#include "state/State.h"

namespace gpurt::alloc {

inline constexpr uint64_t MinAlign = 16;

// What posix_memalign returns.
inline constexpr int InvalidArgument = 22; // EINVAL
inline constexpr int NoMemory = 12;        // ENOMEM

constexpr bool isPowerOfTwo(uint64_t Value) {
  return Value && !(Value & (Value - 1));
}

/// Sixteen bytes, as one load or store moves them.
struct alignas(16) Chunk {
  uint64_t Half[2];
};

/// \returns a block of \p Size bytes at a multiple of \p Align (a power of
/// two), or null; counts Failures.
void *takeBlock(abi::State &State, uint64_t Size, uint64_t Align);

/// Makes \p Block one of \p Size bytes where it lies, if it has pages of its
/// own and those that it needs behind them are free. \returns false, and does
/// nothing, if not. Callers: whoever might free it. Cost: a word for 64 pages
bool resizeBlock(abi::HeapState &Heap, const void *Block, uint64_t Size);

/// Gives back what takeBlock gave.
Freed giveBlock(abi::HeapState &Heap, void *Block);

/// \returns the bytes that the caller may use at \p Block, or 0 if takeBlock
/// did not give it.
uint64_t capacityOf(const abi::HeapState &Heap, const void *Block);

/// \returns the start of the block that somebody holds around \p Address, any
/// pointer, or null. Cost: for a large block a load for each page before it.
const void *blockAt(const abi::HeapState &Heap, const void *Address);

/// \returns where \p Block lies if it is a slot.
inline SlotPlace placeOf(const void *Block) {
  return placeOf(reinterpret_cast<uint64_t>(Block) - tables().Base);
}

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_BLOCKS_H
