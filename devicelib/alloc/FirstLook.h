//===- devicelib/alloc/FirstLook.h - malloc where all is at hand ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Most mallocs that miss the lane's magazine find a slot in the slab that is
// Current for their group. This is that way alone, without a call: a function
// that calls saves up to forty registers of each lane, and reads them back
// through an L1 that its own acquires have emptied. What is rare is left to
// settle(), which is called last, when nothing is needed any more.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_FIRSTLOOK_H
#define GPURT_DEVICELIB_ALLOC_FIRSTLOOK_H

#include "alloc/GroupSlabs.h"
#include "alloc/LaneGroup.h"
#include "alloc/SlotBits.h"
#include "alloc/Slots.h"

namespace gpurt::alloc {

/// Takes a slot of the class \p Sought for the caller, with the lanes that ask
/// together, if the Current slab of their group has one where one of them looks
/// first. Waits for nobody else.
[[gnu::always_inline]] inline FirstLook lookAtCurrent(abi::HeapState &Heap,
                                                      SizeClass Sought) {
  uint32_t Class = Sought.Index;
  uint32_t Size = Sought.Units * 16;
  LaneGroup Group = LaneGroup::of(Class);
  Guess Guessed;
  uint32_t Bits = 0;
  if (Group.isLeader()) {
    abi::GroupSlab &Ours =
        slabOf(target::multiprocessor() % groupsFor(Size), Class);
    uint32_t Seen = target::load<Order::Relaxed, Scope::Device>(Ours.Current);
    // Looked at first: a guess at another class's empty slab hides it from
    // those who search for one, and one at a full slab is for nothing.
    if (isPage(Seen) && readWord(Seen - 1).hasSlotOf(Class)) {
      Guessed = guess(Heap, Seen - 1, Class, Group.size());
      if (Guessed.Got.Count)
        Bits = takeNeighbours(Guessed.Got);
    }
  }
  Group.sync(); // the leader has acquired for its group
  Promise Got = Guessed.Got;
  uint32_t Packed = Group.fromLeader(Got.Start << 9 | Got.Count << 3 | Got.Log);
  Bits = Group.fromLeader(Bits);
  FirstLook Look{
      .First = Group.fromLeader(Got.First), .Rest = 0, .Slot = nullptr};
  Got = {.First = Look.First,
         .Class = Class,
         .Log = Packed & 7,
         .Count = Packed >> 3 & 63,
         .Start = Packed >> 9};
  uint32_t Rank = Group.rank();
  if (Rank < uint32_t(__builtin_popcount(Bits)))
    Look.Slot = neighbourOf(Got, Bits, Rank, Size);
  else if (Rank < Got.Count)
    Look.Rest = FirstLook::Promised | Got.Log;
  if (Guessed.Excess)
    Look.Rest |= Guessed.Excess << FirstLook::ExcessShift |
                 (Guessed.WasEmpty ? FirstLook::WasEmpty : 0);
  if (Guessed.Got.isHalfway())
    Look.Rest |= FirstLook::Halfway | Got.Log;
  return Look;
}

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_FIRSTLOOK_H
