//===- devicelib/alloc/Slots.h - Fixed-size slots -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks up to abi::MaxClassSize: slots of slabs of one size class. Lanes that
// ask together get neighbouring slots by one step on the slab's word and, while
// nothing was freed in between, one on its bits. Lock-free; any lane may call,
// converged or not.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_SLOTS_H
#define GPURT_DEVICELIB_ALLOC_SLOTS_H

#include "alloc/SizeClass.h"

namespace gpurt::alloc {

/// What malloc's first look brought (FirstLook.h).
struct FirstLook {
  // Rest: the slab's Log in the low bits, and
  static constexpr uint32_t LogMask = 7;
  static constexpr uint32_t Promised = 8; ///< the caller has a promise, no slot
  static constexpr uint32_t Halfway = 16; ///< it is time for a Next slab
  static constexpr uint32_t WasEmpty = 32;   ///< see undoGuess
  static constexpr uint32_t ExcessShift = 6; ///< slots to undo from here on

  uint32_t First; ///< page of the slab that it was about
  uint32_t Rest;  ///< what is left to be done; 0: nothing
  void *Slot;     ///< the caller's, or null
};

/// Does what a look for a slot of \p Class left to be done.
/// \returns the slot that it brought or promised, or null.
void *settle(abi::HeapState &Heap, uint32_t Class, FirstLook Look);

/// \returns a slot of \p Class, 16-byte aligned (aligned to the slot size's
/// largest power of two), or null if the heap is full: at the moment when the
/// search read EmptyPages no page was free, and no slab empty but for those
/// that a free which had not returned yet had emptied. Null too if a slot of
/// \p Class was never where we looked, for it came free in a full slab
/// meanwhile; and when Patience (Pages.h) ends.
void *takeSlot(abi::State &State, uint32_t Class);

/// A slot, as its address tells.
struct SlotPlace {
  uint32_t First = 0; ///< its slab's first page
  uint32_t Class = 0;
  uint32_t Index = 0;
  bool IsSlab = false; ///< the address is in a slab at all
  bool IsSlot = false; ///< and a slot begins there
};

/// Finds the slot at \p Offset from the heap's base. For an address that is no
/// block's this may be right or wrong by the time it returns.
SlotPlace placeOf(uint64_t Offset);

enum class Freed { Done, Invalid, Twice };

/// Gives a slot back, and if it is \p Pinned a pin of its slab. If the slot is
/// free already (Twice) only the pin goes back.
Freed giveSlot(abi::HeapState &Heap, SlotPlace Place, bool Pinned);

/// Gives back one pin of the slab at \p First.
void unpin(abi::HeapState &Heap, uint32_t First);

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_SLOTS_H
