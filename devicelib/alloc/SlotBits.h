//===- devicelib/alloc/SlotBits.h - From promises to slots ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A bit for each slot of a slab says whether it is taken. Who has a promise of
// slots (Slabs.h) finds the bits of some, and owns those that it sets. Free
// bits exist for every promise (I1 of Slabs.h). Each step acquires for the
// slots that it takes (P1 there).
// Tests: test/unit/heap/
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_SLOTBITS_H
#define GPURT_DEVICELIB_ALLOC_SLOTBITS_H

#include "alloc/Bits.h"
#include "alloc/Slabs.h"

namespace gpurt::alloc {

/// Different for threads that run at the same time, as far as one can tell.
uint32_t seedOfThread();

/// The words of the bits of the slab at \p First.
inline uint32_t *slotBits(uint32_t First) {
  return tables().SlotBits + uint64_t(First) * abi::SlotWordsPerPage;
}

/// The bits of word \p Index that are slots', of so many.
inline uint32_t validBits(uint32_t Slots, uint32_t Index) {
  uint32_t Rest = Slots - Index * 32;
  return Rest >= 32 ? ~0u : (1u << Rest) - 1;
}

/// Takes slots that \p P promised, as many as lie in the word of P.Start from
/// there on: a guess, that none behind it was ever taken.
/// \returns the bits of that word that are the caller's now.
inline uint32_t takeNeighbours(const Promise &P) {
  uint32_t Index = P.Start / 32;
  uint32_t Want =
      lowestBits(validBits(P.Slots, Index) & ~0u << P.Start % 32, P.Count);
  return Want & ~target::fetchOr<Order::Acquire, Scope::Device>(
                    slotBits(P.First)[Index], Want);
}

/// Takes one promised slot of the slab at \p First, which has \p Slots, from
/// any word on. \returns its number.
uint32_t takeAnyBit(uint32_t First, uint32_t Slots);

/// \returns slot \p Number of the slab at \p First, of \p Size bytes each.
inline void *slotOf(uint32_t First, uint32_t Number, uint32_t Size) {
  return reinterpret_cast<void *>(tables().Base + First * abi::PageSize +
                                  uint64_t(Number) * Size);
}

/// \returns slot \p Rank of those that takeNeighbours returned for \p P; of
/// \p Size bytes.
inline void *neighbourOf(const Promise &P, uint32_t Bits, uint32_t Rank,
                         uint32_t Size) {
  return slotOf(P.First, P.Start / 32 * 32 + nthSetBit(Bits, Rank), Size);
}

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_SLOTBITS_H
