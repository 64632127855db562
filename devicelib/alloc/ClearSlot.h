//===- devicelib/alloc/ClearSlot.h - free of a slot, up to its rare end ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every free of a slot does, without a call (FirstLook.h says why). The
// invariants and pairs are those of Slabs.h.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_CLEARSLOT_H
#define GPURT_DEVICELIB_ALLOC_CLEARSLOT_H

#include "alloc/LaneGroup.h"
#include "alloc/Slabs.h"
#include "alloc/Slots.h"

namespace gpurt::alloc {

struct Given {
  Freed Result;
  Raise Raised; ///< if it is noteworthy, the caller calls noteRaise
};

/// giveSlot but for noteRaise. Lanes that free slots of one word do it in one
/// step; those that free one slot twice at once do it one by one, so that one
/// of them is told.
[[gnu::always_inline]] inline Given clearSlot(SlotPlace Place, bool Pinned) {
  uint32_t Word = Place.First * abi::SlotWordsPerPage + Place.Index / 32;
  LaneGroup Group = LaneGroup::of(Word << 1 | uint32_t(Pinned));
  uint32_t Bit = 1u << Place.Index % 32;
  uint32_t Bits = Group.allBits(Bit);
  Group.sync(); // the leader releases for all
  if (uint32_t(__builtin_popcount(Bits)) != Group.size()) {
    Group.leave();
    Bits = Bit;
  }
  Given Gave{};
  uint32_t Before = 0;
  if (Group.isLeader()) {
    // Takes effect here (P1); stopping after it keeps the slots from others.
    Before = target::fetchAnd<Order::Release, Scope::Device>(
        tables().SlotBits[Word], ~Bits);
    auto Cleared = uint32_t(__builtin_popcount(Before & Bits));
    if (Cleared || Pinned)
      Gave.Raised = raise<Order::Release>(Place.First, Cleared,
                                          Pinned ? Group.size() : 0);
  }
  Gave.Result = Group.fromLeader(Before) & Bit ? Freed::Done : Freed::Twice;
  return Gave;
}

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_CLEARSLOT_H
