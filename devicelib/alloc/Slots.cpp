//===- devicelib/alloc/Slots.cpp - Fixed-size slots in pages --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A page's word counts its free slots; its slot bits say which. To allocate is
// to lower the count first, which promises a bit, and then to find one; to
// free is to clear the bit first and raise the count after. A thread works
// from hints: it may come with the word of a page that is by now another
// class's, or nobody's. So a count is only ever changed by adding, a wrong
// guess is undone by the same steps as a free, and nothing else than the word
// itself decides.
//
// I1: count = slots - bits set - promises not yet turned into bits, less the
//     guesses that are about to be undone.
// I2: a page is in Available[c] once it is of class c, its count is above zero
//     and no thread is between raising its count from 0 to 1 and inserting it.
// I3: the slot bits of a page are zero while it is of no class.
// P1: the release in giveSlot's clearing of a bit pairs with the acquire in
//     claimBit: the new owner's writes come after all of the old owner's.
// P2: raising the count (release), or opening the page with it, pairs with
//     lowering it (acquire): the bit that the count promises is seen clear. It
//     pairs with every raise since, for in between are only other additions.
// P3: page words are raised before a page is inserted (release), and read again
//     after it is removed (acquire): of a remover that saw a full page and a
//     freer, one notices the other.
// P4: EmptyPages is lowered with release, to the fence in sawEverything: a
//     search that counts no empty page left because of us sees in Transits
//     every page that we took and every run that we freed before.
// Tests: test/unit/heap/, test/run/memory/
//===----------------------------------------------------------------------===//
#include "alloc/Slots.h"

#include "alloc/Pages.h"
#include "error/Panic.h"
#include "target/Thread.h"

using namespace gpurt;
using namespace gpurt::alloc;

namespace {

constexpr uint64_t One = 1ull << 32; // in the count of a page word

/// Threads that may add a page to one class at once: as many as add about 2048
/// slots. Without it every thread of a grid that starts on an empty class
/// would take 64 KiB for its first block.
constexpr uint32_t maxCreators(uint32_t Class) {
  uint32_t Slots = abi::classSlots(Class);
  return Slots < 2048 ? 2048 / Slots : 1;
}

uint64_t &wordOf(abi::HeapState &Heap, uint32_t Page) {
  return Heap.PageWords[Page];
}

/// Lowers the count of \p Page. \returns the word before.
PageWord lowerCount(abi::HeapState &Heap, uint32_t Page) {
  // P2. Stopping after this line keeps one slot and its page for ever.
  PageWord Before{target::fetchAdd<Order::Acquire, Scope::Device>(
      wordOf(Heap, Page), 0 - One)};
  if (Before.isClassPage() &&
      Before.count() == int32_t(abi::classSlots(Before.sizeClass())))
    target::add<Order::Release, Scope::Device>(Heap.EmptyPages, ~0ull); // P4
  return Before;
}

/// Raises the count of \p Page: a slot came free, or a guess is undone.
void raiseCount(abi::HeapState &Heap, uint32_t Page) {
  PageWord Before{target::fetchAdd<Order::Release, Scope::Device>(
      wordOf(Heap, Page), One)}; // P2
  if (!Before.isClassPage())
    return;
  uint32_t Class = Before.sizeClass();
  int32_t Count = Before.count() + 1;
  if (Count == 1)
    insert(Heap.Available[Class], Page); // I2, P3
  if (Count == int32_t(abi::classSlots(Class))) {
    target::add<Order::Relaxed, Scope::Device>(Heap.EmptyPages, 1);
    target::store<Order::Relaxed, Scope::Device>(Heap.EmptyClass, Class);
  }
}

/// Removes a page from a class in which it seemed to have nothing left.
void removeFull(abi::HeapState &Heap, uint32_t Class, uint32_t Page) {
  remove(Heap.Available[Class], Page);
  PageWord Now{
      target::load<Order::Relaxed, Scope::Device>(wordOf(Heap, Page))}; // P3
  if (Now.isClassPage() && Now.sizeClass() == Class && Now.count() > 0)
    insert(Heap.Available[Class], Page);
}

/// Turns the caller's promise into a slot of \p Page. A free bit exists (I1);
/// a retry means that another caller took the one we saw.
uint32_t claimBit(abi::HeapState &Heap, uint32_t Page, uint32_t Class,
                  uint32_t Seed) {
  uint32_t Slots = abi::classSlots(Class);
  uint32_t Words = (Slots + 63) / 64;
  uint64_t *Bits = Heap.SlotBits + uint64_t(Page) * abi::SlotWordsPerPage;
  for (uint32_t Index = (Seed >> 6) % Words;; Index = (Index + 1) % Words) {
    uint64_t Valid =
        Slots - Index * 64 >= 64 ? ~0ull : (1ull << Slots % 64) - 1;
    uint64_t Free =
        Valid & ~target::load<Order::Relaxed, Scope::Device>(Bits[Index]);
    while (Free) {
      uint64_t Bit = 1ull << firstBitFrom(Free, Seed);
      uint64_t Before = target::fetchOr<Order::Acquire, Scope::Device>(
          Bits[Index], Bit); // P1
      if (!(Before & Bit))
        return Index * 64 + uint32_t(__builtin_ctzll(Bit));
      Free = Valid & ~Before;
    }
  }
}

void *addressOf(abi::HeapState &Heap, uint32_t Page, uint32_t Class,
                uint32_t Slot) {
  return reinterpret_cast<void *>(Heap.Base + Page * abi::PageSize +
                                  uint64_t(Slot) * abi::classSize(Class));
}

/// Takes a slot from a page that \p Class has already.
void *takeFromAvailable(abi::HeapState &Heap, uint32_t Class, uint32_t Seed) {
  void *Taken = nullptr;
  const PageSet &Pages = Heap.Available[Class];
  anyOf(Pages, Heap.ReservedPages, Seed, [&](uint32_t Page) {
    PageWord Seen{
        target::load<Order::Relaxed, Scope::Device>(wordOf(Heap, Page))};
    auto HasSlot = [&](PageWord Word) {
      return Word.isClassPage() && Word.sizeClass() == Class &&
             Word.count() > 0;
    };
    if (HasSlot(Seen)) {
      PageWord Before = lowerCount(Heap, Page);
      if (HasSlot(Before)) {
        Taken = addressOf(Heap, Page, Class, claimBit(Heap, Page, Class, Seed));
        if (Before.count() == 1)
          removeFull(Heap, Class, Page);
        return true;
      }
      raiseCount(Heap, Page);
    }
    removeFull(Heap, Class, Page);
    return false;
  });
  return Taken;
}

/// Makes \p Page, which the caller owns, a page of \p Class, and takes one of
/// its slots. Adds to the word, for a guess may be about to be undone in it.
void *openPage(abi::HeapState &Heap, uint32_t Page, uint32_t Class,
               uint32_t Seed) {
  // P2: the page's past, which takePage acquired, comes before its slots.
  target::fetchAdd<Order::Release, Scope::Device>(
      wordOf(Heap, Page), PageWord::of(Class, abi::classSlots(Class) - 1));
  uint32_t Slot = claimBit(Heap, Page, Class, Seed);
  insert(Heap.Available[Class], Page);
  return addressOf(Heap, Page, Class, Slot);
}

/// Adds a page to \p Class. \returns a slot of it, or null if no page is free.
void *takeFromNewPage(abi::HeapState &Heap, uint32_t Class, uint32_t Seed) {
  InTransit Guard(Heap);
  uint32_t Page = takePage(Heap);
  return Page == NoPage ? nullptr : openPage(Heap, Page, Class, Seed);
}

/// Adds a page to \p Class, from the free pages or from those that another
/// class has emptied. \returns a slot of it, or null.
void *createPage(abi::HeapState &Heap, uint32_t Class, uint32_t Seed,
                 bool FreeLeft) {
  uint32_t &Creating = Heap.Creating[Class];
  target::fetchAdd<Order::Relaxed, Scope::Device>(Creating, 1);
  void *Taken = nullptr;
  if (FreeLeft || retireEmptyPages(Heap, /*Most=*/16))
    Taken = takeFromNewPage(Heap, Class, Seed);
  // Stopping before this line lets one thread fewer add pages; Patience
  // keeps the others going.
  target::fetchAdd<Order::Relaxed, Scope::Device>(Creating, ~0u);
  return Taken;
}

bool isCrowded(const abi::HeapState &Heap, uint32_t Class) {
  return target::load<Order::Relaxed, Scope::Device>(Heap.Creating[Class]) >=
         maxCreators(Class);
}

} // namespace

bool alloc::hasEmptyPages(const abi::HeapState &Heap) {
  return int64_t(target::load<Order::Relaxed, Scope::Device>(Heap.EmptyPages)) >
         0;
}

void *alloc::takeSlot(abi::State &State, uint32_t Class) {
  abi::HeapState &Heap = State.Heap;
  // Threads of different SMs start in different pages, and lanes and warps in
  // different words and bits of a page.
  uint32_t Seed = (target::multiprocessor() * 0x9e3779b9u) ^
                  (target::clock() * 0x85ebca6bu >> 8) ^ target::laneId();
  Patience Waiting;
  for (uint32_t Attempt = 0;; ++Attempt) {
    SearchStart Start(Heap);
    bool Patient = Waiting.lasts(Start);
    if (void *Taken = takeFromAvailable(Heap, Class, Seed))
      return Taken;
    bool FreeLeft = !isEmpty(Heap.FreePages, Heap.ReservedPages);
    if (FreeLeft || hasEmptyPages(Heap)) {
      if (Patient && isCrowded(Heap, Class)) {
        rest(State, Attempt);
        continue;
      }
      if (void *Taken = createPage(Heap, Class, Seed, FreeLeft))
        return Taken;
      if (Patient && FreeLeft)
        continue; // someone else took what was left: look again
    }
    if (!Patient || Start.sawEverything()) {
      if (grow(State, Start.backedPages() + 1)) {
        Attempt = 0;
        continue;
      }
      // A page may be empty and in no set: a thread that saw it full is in
      // removeFull, and did not see yet that it is not. It counts as empty.
      bool Empty = hasEmptyPages(Heap);
      if (!Patient || (Start.sawEverything() && !Empty))
        return nullptr;
    }
    rest(State, Attempt);
  }
}

Freed alloc::giveSlot(abi::HeapState &Heap, uint64_t Offset, PageWord Word) {
  uint32_t Page = uint32_t(Offset / abi::PageSize);
  uint32_t Within = uint32_t(Offset % abi::PageSize);
  uint32_t Size = abi::classSize(Word.sizeClass());
  uint32_t Slot = Within / Size;
  if (Slot * Size != Within || Slot >= abi::classSlots(Word.sizeClass()))
    return Freed::Invalid;
  uint64_t Bit = 1ull << Slot % 64;
  // P1. Takes effect here; stopping after it keeps the slot from others.
  uint64_t Before = target::fetchAnd<Order::Release, Scope::Device>(
      Heap.SlotBits[uint64_t(Page) * abi::SlotWordsPerPage + Slot / 64], ~Bit);
  if (!(Before & Bit))
    return Freed::Twice;
  raiseCount(Heap, Page);
  return Freed::Done;
}

uint32_t alloc::retireEmptyPages(abi::HeapState &Heap, uint32_t Most) {
  uint32_t Retired = 0;
  // From the hint on: each class looked into in vain is a few trips to L2.
  auto Hint =
      uint32_t(target::load<Order::Relaxed, Scope::Device>(Heap.EmptyClass));
  for (uint32_t I = 0; I < abi::NumClasses; ++I) {
    uint32_t Class = (Hint + I) % abi::NumClasses;
    uint64_t Empty = PageWord::of(Class, abi::classSlots(Class));
    bool Enough =
        anyOf(Heap.Available[Class], Heap.ReservedPages, 0, [&](uint32_t Page) {
          uint64_t Expected = Empty;
          if (target::load<Order::Relaxed, Scope::Device>(wordOf(Heap, Page)) !=
              Empty)
            return false;
          InTransit Guard(Heap);
          // Takes effect here: all slots free and no guess outstanding (I1),
          // so nobody holds a promise of this page, and its bits are zero (I3).
          if (!target::compareExchange<Order::AcqRel, Scope::Device>(
                  wordOf(Heap, Page), Expected, 0))
            return false;
          // P4: whoever sees no empty page left because of this one sees it in
          // transit too.
          target::add<Order::Release, Scope::Device>(Heap.EmptyPages, ~0ull);
          // Before the page can be another's: after that the bit is not ours.
          remove(Heap.Available[Class], Page);
          givePage(Heap, Page);
          return ++Retired >= Most;
        });
    if (Enough)
      break;
  }
  return Retired;
}
