//===- devicelib/alloc/Quarantine.h - Where freed blocks wait -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A ring of freed blocks of checked mode, about first in, first out: the k-th
// block put in goes to slot k modulo the ring's size and pushes out the one
// that lies there. Each slot is moved by one exchange, so a block is taken out
// once and by one caller. Wait-free to put in, lock-free to take out, waits
// for no one; any lane may call, converged or not.
//
// I1: a word of the ring is 0 or a block that whoever exchanges it out owns.
// P1: the release half of the exchange that puts a block in pairs with the
//     acquire half of the one that takes it out: its poison is visible there.
// Tests: test/run/checked/
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_QUARANTINE_H
#define GPURT_DEVICELIB_ALLOC_QUARANTINE_H

#include "gpurt/abi.h"
#include "target/Atomic.h"

namespace gpurt::alloc {

/// Puts in what \p Slot of the ring is to hold: a block, or 0 to take out.
/// \returns what it held.
inline uint64_t exchangeSlot(abi::CheckedState &Checked, uint64_t Slot,
                             uint64_t Block) {
  return target::exchange<target::Order::AcqRel, target::Scope::Device>(
      Checked.Ring[Slot % abi::QuarantineSlots], Block); // P1
}

/// Puts \p Block in. \returns the block that it pushed out, or 0.
inline uint64_t putIn(abi::CheckedState &Checked, uint64_t Block) {
  // Relaxed: the number only chooses the slot.
  uint64_t Slot =
      target::fetchAdd<target::Order::Relaxed, target::Scope::Device>(
          Checked.Head, 1);
  return exchangeSlot(Checked, Slot, Block);
}

/// Takes out the oldest block, about. \returns 0 if none is in, but for those
/// whose caller of putIn has not returned.
inline uint64_t takeOldest(abi::CheckedState &Checked) {
  using target::Order;
  using target::Scope;
  uint64_t Tail = target::load<Order::Relaxed, Scope::Device>(Checked.Tail);
  for (;;) {
    uint64_t Head = target::load<Order::Relaxed, Scope::Device>(Checked.Head);
    if (Tail >= Head)
      return 0;
    // What was put in a whole round ago has been pushed out.
    uint64_t Oldest =
        Head - Tail > abi::QuarantineSlots ? Head - abi::QuarantineSlots : Tail;
    // A failure means that another caller moved, and refreshes Tail.
    if (!target::compareExchange<Order::Relaxed, Scope::Device>(
            Checked.Tail, Tail, Oldest + 1))
      continue;
    if (uint64_t Block = exchangeSlot(Checked, Oldest, 0))
      return Block;
    Tail = Oldest + 1;
  }
}

/// Calls \p Visit(block) for every block that it takes out, one round long.
/// \returns whether there was one.
template <typename Visitor>
inline bool takeAll(abi::CheckedState &Checked, Visitor Visit) {
  bool Any = false;
  for (uint64_t Slot = 0; Slot < abi::QuarantineSlots; ++Slot) {
    if (!target::load<target::Order::Relaxed, target::Scope::Device>(
            Checked.Ring[Slot]))
      continue;
    if (uint64_t Block = exchangeSlot(Checked, Slot, 0)) {
      Visit(Block);
      Any = true;
    }
  }
  return Any;
}

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_QUARANTINE_H
