//===- devicelib/alloc/Blocks.cpp - Blocks of any size --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Blocks.h.
//
// I1: RunPages of a page is written only by who took that page and has not
//     tagged it yet, or has taken the tag off; free reads it then.
// I2: RunPages is the run's length at its first page, and that inverted at its
//     last if it has others: so a length that was damaged is not believed, and
//     no other run's entry is taken for the end of this one. After Knuth's
//     boundary tags (The Art of Computer Programming, 2.5).
// P1: the release that tags a run pairs with the acquire that takes the tag
//     off: who frees it, be it through a dangling pointer to a run that was
//     there before, gives back as many pages as it has now. Who resizes a run
//     takes its tag off for that time.
// Tests: test/unit/heap/, test/run/memory/, test/simt/devicelib/
//===----------------------------------------------------------------------===//
#include "alloc/Blocks.h"

#include "alloc/Pages.h"
#include "alloc/Slabs.h"
#include "target/Apart.h"

using namespace gpurt;
using namespace gpurt::alloc;

namespace {

/// Makes \p Count pages, which are the caller's, a run.
[[gnu::noinline]] void *openRun(const abi::HeapState &Heap, uint32_t First,
                                uint32_t Count) {
  Heap.RunPages[First + Count - 1] = ~Count;
  Heap.RunPages[First] = Count; // of one page this is what stays
  // P1. An addition, because a guess of Slots.cpp may be about to be undone.
  target::add<Order::Release, Scope::Device>(tables().PageWords[First],
                                             abi::TagRunHead);
  return reinterpret_cast<void *>(tables().Base + First * abi::PageSize);
}

/// \returns the pages of the run at \p First, or 0 if its entries are damaged.
uint32_t runLength(const abi::HeapState &Heap, uint64_t First) {
  uint32_t Count = Heap.RunPages[First];
  if (Count - 1ull >= tables().ReservedPages - First)
    return 0;
  return Count == 1 || Heap.RunPages[First + Count - 1] == ~Count ? Count : 0;
}

[[gnu::noinline]] void *takeRunBlock(abi::State &State, uint64_t Size,
                                     uint64_t Align) {
  abi::HeapState &Heap = State.Heap;
  auto Count = uint32_t((Size + abi::PageSize - 1) / abi::PageSize);
  auto AlignPages = uint32_t(Align > abi::PageSize ? Align / abi::PageSize : 1);
  Patience Waiting;
  for (uint32_t Attempt = 0;; ++Attempt) {
    SearchStart Start(Heap);
    bool Patient = Waiting.lasts(Start);
    uint32_t First = takeRun(Heap, Count, AlignPages);
    if (First != NoPage)
      return openRun(Heap, First, Count);
    if (hasEmptySlabs(Heap) && retireEmptySlabs(Heap, /*Most=*/~0u))
      continue;
    if (grow(State, pagesForRun(Heap, Count, AlignPages)))
      continue;
    // Full, unless pages were on the move or the heap grew meanwhile. Empty
    // slabs come and go while we look at one after the other: count them.
    bool Grew = target::load<Order::Relaxed, Scope::Device>(Heap.BackedPages) !=
                Start.backedPages();
    bool Empty = hasEmptySlabsNow(Heap);
    if (!Patient || (Start.sawEverything() && !Grew && !Empty))
      return nullptr;
    rest(State, Attempt);
  }
}

/// \returns whether a run of pages starts at \p Offset from the heap's base.
bool isRun(uint64_t Offset) {
  uint64_t Page = Offset / abi::PageSize; // below Base wraps to a high number
  return Page < tables().ReservedPages && Offset % abi::PageSize == 0 &&
         readWord(uint32_t(Page)).tag() == abi::TagRunHead;
}

/// Makes the pages of the run at \p First the caller's. \returns false if there
/// is none. Stopping after it keeps them.
[[gnu::noinline]] bool closeRun(uint32_t First) {
  // Takes effect on success: of two callers that free the run, one wins. The
  // upper parts may change under us by a guess and its undoing: try again.
  uint64_t Seen = readWord(First).Word;
  do {
    if (abi::pageTag(Seen) != abi::TagRunHead)
      return false;
  } while (!target::compareExchange<Order::Acquire, Scope::Device>(
      tables().PageWords[First], Seen, Seen - abi::TagRunHead)); // P1
  return true;
}

[[gnu::noinline]] Freed giveRunBlock(abi::HeapState &Heap, uint32_t First) {
  if (!closeRun(First))
    return Freed::Twice;
  // Not before: the run that was seen first may be gone, and another be here.
  uint32_t Count = runLength(Heap, First);
  if (!Count)
    return Freed::Invalid; // and its pages stay taken
  Heap.RunPages[First + Count - 1] = 0;
  InTransit Guard(Heap);
  Guard.begin();
  giveRun(Heap, First, Count);
  return Freed::Done;
}

[[gnu::noinline]] bool resizeRunBlock(abi::HeapState &Heap, uint32_t First,
                                      uint32_t Pages) {
  if (!closeRun(First))
    return false;
  uint32_t Count = runLength(Heap, First);
  if (!Count)
    return false; // as in giveRunBlock
  InTransit Guard(Heap);
  if (Pages != Count)
    Guard.begin();
  bool Fits =
      Pages <= Count || takeRange(Heap, First + Count, uint64_t(First) + Pages);
  if (!Fits)
    Pages = Count;
  Heap.RunPages[First + Count - 1] = 0;
  openRun(Heap, First, Pages);
  if (Pages < Count)
    giveRun(Heap, First + Pages, Count - Pages);
  return Fits;
}

} // namespace

GPURT_APART(takeRun, takeRunBlock)
GPURT_APART(giveRun, giveRunBlock)
GPURT_APART(resizeRun, resizeRunBlock)

[[gnu::noinline]] void *alloc::takeBlock(abi::State &State, uint64_t Size,
                                         uint64_t Align) {
  abi::HeapState &Heap = State.Heap;
  // Larger than the address space: refuse before the arithmetic overflows.
  uint64_t Whole = tables().ReservedPages * abi::PageSize;
  void *Block = nullptr;
  if (Size <= Whole && Align <= Whole) {
    uint32_t Class = abi::NumClasses;
    if (Align <= MinAlign && Size <= abi::MaxClassSize) {
      Class = classOf(Size);
    } else if (Size <= abi::MaxClassSize && Align <= abi::MaxClassSize) {
      // Slots start at multiples of their size in a slab at a multiple of
      // 64 KiB, so a size that Align divides is enough.
      Class = classOf(Size > Align ? Size : Align);
      while (abi::classSize(Class) % Align)
        ++Class; // ends: the last class is a power of two
    }
    Block = Class < abi::NumClasses ? takeSlot(State, Class)
                                    : apart::takeRun(State, Size, Align);
  }
  if (!Block)
    target::add<Order::Relaxed, Scope::Device>(Heap.Failures, 1);
  return Block;
}

[[gnu::noinline]] Freed alloc::giveBlock(abi::HeapState &Heap, void *Block) {
  SlotPlace Place = placeOf(Block);
  if (Place.IsSlab)
    return Place.IsSlot ? giveSlot(Heap, Place, /*Pinned=*/false)
                        : Freed::Invalid;
  uint64_t Offset = reinterpret_cast<uint64_t>(Block) - tables().Base;
  return isRun(Offset) ? apart::giveRun(Heap, uint32_t(Offset / abi::PageSize))
                       : Freed::Invalid;
}

[[gnu::noinline]] bool alloc::resizeBlock(abi::HeapState &Heap,
                                          const void *Block, uint64_t Size) {
  uint64_t Offset = reinterpret_cast<uint64_t>(Block) - tables().Base;
  uint64_t Whole = tables().ReservedPages * abi::PageSize;
  return isRun(Offset) && Size <= Whole &&
         apart::resizeRun(Heap, uint32_t(Offset / abi::PageSize),
                          uint32_t((Size + abi::PageSize - 1) / abi::PageSize));
}

[[gnu::noinline]] uint64_t alloc::capacityOf(const abi::HeapState &Heap,
                                             const void *Block) {
  uint64_t Offset = reinterpret_cast<uint64_t>(Block) - tables().Base;
  SlotPlace Place = placeOf(Block);
  if (!Place.IsSlab)
    return isRun(Offset)
               ? runLength(Heap, Offset / abi::PageSize) * abi::PageSize
               : 0;
  uint32_t Bits = target::load<Order::Relaxed, Scope::Device>(
      tables().SlotBits[uint64_t(Place.First) * abi::SlotWordsPerPage +
                        Place.Index / 32]);
  bool IsBlock = Place.IsSlot && Bits >> Place.Index % 32 & 1;
  return IsBlock ? abi::classSize(Place.Class) : 0;
}

const void *alloc::blockAt(const abi::HeapState &Heap, const void *Address) {
  auto At = [&](uint64_t Page, uint64_t Within) {
    return reinterpret_cast<const void *>(tables().Base + Page * abi::PageSize +
                                          Within);
  };
  SlotPlace Place = placeOf(Address);
  if (Place.IsSlab) {
    const void *Slot =
        At(Place.First, uint64_t(Place.Index) * abi::classSize(Place.Class));
    return capacityOf(Heap, Slot) ? Slot : nullptr;
  }
  uint64_t Page =
      (reinterpret_cast<uint64_t>(Address) - tables().Base) / abi::PageSize;
  if (Page >= tables().ReservedPages)
    return nullptr;
  // Pages of a run but the first say nothing: look for the head before them.
  for (uint64_t Head = Page + 1; Head-- > 0;) {
    const void *Start = At(Head, 0);
    if (placeOf(Start).IsSlab)
      return nullptr;
    if (uint64_t Size = capacityOf(Heap, Start))
      return (Page - Head) * abi::PageSize < Size ? Start : nullptr;
  }
  return nullptr;
}
