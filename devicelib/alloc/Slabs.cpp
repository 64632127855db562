//===- devicelib/alloc/Slabs.cpp - Counting the slots of a slab -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Slabs.h, also for the invariants I1 to I4 and the pairs P1 to P5.
// Tests: test/unit/heap/, test/run/memory/, test/simt/devicelib/
//===----------------------------------------------------------------------===//
#include "alloc/Slabs.h"

#include "alloc/Pages.h"
#include "alloc/SlotBits.h"

using namespace gpurt;
using namespace gpurt::alloc;

/// Counts the slab at \p First, whose word became \p Now, if it is empty.
static void noteEmpty(abi::HeapState &Heap, uint32_t First, PageWord Now) {
  if (!Now.isEmpty())
    return;
  target::add<Order::Relaxed, Scope::Device>(Heap.EmptyPages, Now.pages());
  insert(Heap.Empty, First);
}

[[gnu::noinline]] void alloc::undoGuess(abi::HeapState &Heap, uint32_t First,
                                        uint32_t Slots, bool WasEmpty) {
  uint64_t Change = Slots * OneSlot;
  uint64_t Before =
      target::fetchAdd<Order::Relaxed, Scope::Device>(wordOf(First), Change);
  // Who took the first slot or gave the last meanwhile saw our guess, and did
  // not count.
  noteRaise(Heap, First, Before, Before + Change, WasEmpty);
}

[[gnu::noinline]] void alloc::noteRaise(abi::HeapState &Heap, uint32_t First,
                                        uint64_t WordBefore, uint64_t WordAfter,
                                        bool WasCounted) {
  PageWord Before{WordBefore};
  PageWord After{WordAfter};
  if (!After.isSlab())
    return;
  if (Before.count() <= 0 && After.count() > 0)
    insert(Heap.Listed[After.sizeClass()], First); // I2, P3
  if (!WasCounted)
    noteEmpty(Heap, First, After);
  else if (!After.isEmpty())
    target::add<Order::Release, Scope::Device>(Heap.EmptyPages,
                                               0 - After.pages()); // P4
}

/// Makes the slot bits of 1 << \p Log pages from \p First on, which the caller
/// owns, zero, if they never were (I3). Not the host's work: growth would wait
/// for a copy, and copies can wait for the very kernel that asked to grow.
/// Stopping here keeps the pages.
static void readySlotBits(abi::HeapState &Heap, uint32_t First, uint32_t Log) {
  // A slab starts at a multiple of its pages, so they are of one word.
  uint64_t &Ready = Heap.BitsReady[First / 64];
  uint64_t Ours = ((1ull << (1u << Log)) - 1) << First % 64;
  // Relaxed: what was done to these pages is older than their having been
  // taken, which is an acquire.
  uint64_t Missing = Ours & ~target::load<Order::Relaxed, Scope::Device>(Ready);
  if (!Missing)
    return;
  GPURT_KEEP_LOOP
  for (uint64_t Left = Missing; Left; Left &= Left - 1) {
    uint32_t Page = First / 64 * 64 + uint32_t(__builtin_ctzll(Left));
    auto *Words = reinterpret_cast<uint64_t *>(slotBits(Page));
    GPURT_KEEP_LOOP
    for (uint32_t I = 0; I < abi::SlotWordsPerPage / 2; ++I)
      target::store<Order::Relaxed, Scope::Device>(Words[I], 0);
  }
  target::fetchOr<Order::Relaxed, Scope::Device>(Ready, Missing);
}

Promise alloc::openSlab(abi::HeapState &Heap, uint32_t First, uint32_t Class,
                        uint32_t Log, uint32_t Count) {
  uint32_t Tag = abi::slabTag(Class, Log);
  readySlotBits(Heap, First, Log);
  GPURT_KEEP_LOOP
  for (uint32_t I = 0; I < 1u << Log; ++I)
    target::store<Order::Relaxed, Scope::Device>(
        tables().SlabPages[First + I], Tag | I << abi::SlabOrdinalShift);
  uint32_t Slots = slotsOfTag(Tag);
  if (Count > Slots)
    Count = Slots;
  // Adds to the word, for a guess may be about to be undone in it. Release
  // (P2): the pages' past, which takePages acquired, the slot bits and
  // SlabPages come before.
  uint64_t Change = PageWord::emptySlab(Tag).Word - Count * OneSlot;
  PageWord Before{
      target::fetchAdd<Order::Release, Scope::Device>(wordOf(First), Change)};
  noteEmpty(Heap, First, {Before.Word + Change});
  return {.First = First,
          .Class = Class,
          .Log = Log,
          .Slots = Slots,
          .Count = Count};
}

[[gnu::noinline]] void alloc::listIfFree(abi::HeapState &Heap, uint32_t Class,
                                         uint32_t First) {
  if (readWord(First).hasSlotOf(Class)) // P3
    insert(Heap.Listed[Class], First);
}

bool alloc::hasEmptySlabs(const abi::HeapState &Heap) {
  return int64_t(target::load<Order::Relaxed, Scope::Device>(Heap.EmptyPages)) >
         0;
}

bool alloc::hasEmptySlabsNow(abi::HeapState &Heap) {
  return int64_t(target::fetchAdd<Order::Relaxed, Scope::Device>(
             Heap.EmptyPages, 0)) > 0;
}

/// Ends the life of the slab at \p First. \returns false if it is not empty.
[[gnu::noinline]] static bool retire(abi::HeapState &Heap, uint32_t First) {
  PageWord Seen = readWord(First);
  if (!Seen.isEmpty())
    return false;
  InTransit Guard(Heap);
  Guard.begin();
  uint64_t Expected = Seen.Word;
  // Takes effect here: all slots free, no pin and no guess outstanding (I1),
  // so nobody holds a promise of this slab, and its bits are zero (I3, P2).
  if (!target::compareExchange<Order::AcqRel, Scope::Device>(wordOf(First),
                                                             Expected, 0))
    return false;
  // P4: whoever sees no empty slab left because of this one sees it in transit
  // too.
  target::add<Order::Release, Scope::Device>(Heap.EmptyPages, 0 - Seen.pages());
  GPURT_KEEP_LOOP
  for (uint32_t I = 0; I < 1u << Seen.log(); ++I)
    target::store<Order::Relaxed, Scope::Device>(tables().SlabPages[First + I],
                                                 0);
  // Before the pages can be another's: after that the bits are not ours.
  remove(Heap.Listed[Seen.sizeClass()], First);
  remove(Heap.Empty, First);
  giveRun(Heap, First, 1u << Seen.log());
  return true;
}

[[gnu::noinline]] uint32_t alloc::retireEmptySlabs(abi::HeapState &Heap,
                                                   uint32_t Most) {
  uint32_t Retired = 0;
  uint64_t Backed =
      target::load<Order::Relaxed, Scope::Device>(Heap.BackedPages);
  PageSearch Slabs(Heap.Empty, Backed, seedOfThread());
  uint32_t First;
  while (Retired < Most && (First = Slabs.next()) != NoPage) {
    if (retire(Heap, First)) {
      ++Retired;
      continue;
    }
    // In use again. Should it have become empty meanwhile, it is put back.
    remove(Heap.Empty, First);
    if (readWord(First).isEmpty())
      insert(Heap.Empty, First);
  }
  return Retired;
}
