//===- devicelib/alloc/Slabs.h - Counting the slots of a slab -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A slab's word (abi.h) counts its free slots; its slot bits say which. To
// allocate is to lower the count first, which promises bits, and then to find
// them; to free is to clear a bit first and raise the count after. A thread
// works from hints: it may come with the word of a page that is by now another
// class's, or nobody's. So a word is only ever changed by adding, a wrong
// guess is undone by the same steps as a free, and nothing else than the word
// itself decides.
//
// I1: count = slots - bits set - promises not yet turned into bits, less the
//     guesses that are about to be undone.
// I2: a slab of class c with a free slot is in Listed[c], is the Current or
//     Next of some group, or is on its way there: with a caller that is
//     InTransit, or that is between raising its count above zero and listing
//     it.
// I3: the slot bits of a page are zero while it is of no slab, once BitsReady
//     says so; before that they are what the memory held.
// I4: a slab with pins or with a slot taken stays a slab of its class.
// P1: the release before clearing a bit pairs with the acquire after setting
//     it: the new owner's writes come after all of the old owner's.
// P2: raising the count of a slab (release) pairs with the acquire of retiring
//     it: its next life sees its bits clear. Opening it (release) pairs with
//     the acquire of a promise: who has a slot sees SlabPages.
// P3: words are raised before a slab is listed (release), and read again after
//     it is removed (acquire): of a remover that saw a full slab and a freer,
//     one notices the other.
// P4: EmptyPages is lowered with release, to the fence in sawEverything: a
//     search that counts no empty slab left because of us sees in Transits
//     every page that we took and every run that we freed before.
// P5: making a slab Current or Next (release) pairs with displacing it
//     (acquire): who displaces it sees the free slots for which it was chosen,
//     and lists it.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_SLABS_H
#define GPURT_DEVICELIB_ALLOC_SLABS_H

#include "alloc/PageSet.h"
#include "alloc/SizeClass.h"
#include "state/State.h"

namespace gpurt::alloc {

inline constexpr uint64_t OneSlot = 1ull << abi::CountShift;
inline constexpr uint64_t OnePin = 1ull << abi::PinShift;

/// The word of a page.
struct PageWord {
  uint64_t Word;

  [[nodiscard]] constexpr uint32_t tag() const { return abi::pageTag(Word); }
  [[nodiscard]] constexpr int32_t count() const { return abi::pageCount(Word); }
  [[nodiscard]] constexpr bool isSlab() const { return abi::isSlabTag(tag()); }
  [[nodiscard]] constexpr uint32_t sizeClass() const {
    return abi::tagClass(tag());
  }
  [[nodiscard]] constexpr uint32_t log() const { return abi::tagLog(tag()); }
  [[nodiscard]] uint32_t slots() const { return slotsOfTag(tag()); }
  /// The slab's pages.
  [[nodiscard]] constexpr uint64_t pages() const { return 1ull << log(); }
  [[nodiscard]] constexpr bool isSlabOf(uint32_t Class) const {
    return isSlab() && sizeClass() == Class;
  }
  /// \returns whether a slab of \p Class begins here that has a free slot.
  [[nodiscard]] constexpr bool hasSlotOf(uint32_t Class) const {
    return isSlabOf(Class) && count() > 0;
  }
  /// \returns whether a slab begins here that nobody uses or counts on.
  [[nodiscard]] bool isEmpty() const {
    return isSlab() && Word == emptySlab(tag()).Word;
  }
  /// The word of a slab with all slots free; also what to add to a free
  /// page's word.
  static PageWord emptySlab(uint32_t Tag) {
    return {slotsOfTag(Tag) * OneSlot | Tag};
  }
};

inline uint64_t &wordOf(uint32_t Page) { return tables().PageWords[Page]; }

inline PageWord readWord(uint32_t Page) {
  return {target::load<Order::Relaxed, Scope::Device>(wordOf(Page))};
}

/// Free slots of one slab: what is left is to find their bits.
struct Promise {
  uint32_t First = 0; ///< the slab's first page
  uint32_t Class = 0;
  uint32_t Log = 0;
  uint32_t Slots = 0; ///< of the slab
  uint32_t Count = 0; ///< how many; with none the rest says nothing
  uint32_t Start = 0; ///< slot to look at first: behind the last one taken, if
                      ///< none was ever freed

  /// \returns whether it left half of the slab's slots, and found more.
  [[nodiscard]] bool isHalfway() const {
    uint32_t Half = Slots / 2;
    return Count && Start <= Half && Half < Start + Count;
  }
};

/// Takes back a promise of \p Slots that there were not, or that was made of
/// another's page. If \p WasEmpty that was an empty slab, and is still counted
/// as one: it must not be, should its slots be taken by now.
void undoGuess(abi::HeapState &Heap, uint32_t First, uint32_t Slots,
               bool WasEmpty);

/// The rare end of a raise: lists the slab if it has a free slot again, and
/// counts it if it is empty now and \p WasCounted is false, or the reverse.
void noteRaise(abi::HeapState &Heap, uint32_t First, uint64_t Before,
               uint64_t After, bool WasCounted);

/// A word that was raised.
struct Raise {
  PageWord Before{};
  PageWord After{};

  /// \returns whether noteRaise has something to do.
  [[nodiscard]] bool isNoteworthy() const {
    return (Before.count() <= 0 && After.count() > 0) || After.isEmpty();
  }
};

/// Counts \p Slots more free slots and \p Pins fewer pins at \p First.
/// \p O: Release if bits were cleared (P2), Relaxed to undo a promise or to
/// unpin. Stopping before noteRaise leaves a slab that no search finds, or one
/// that is not retired, and breaks nothing.
template <Order O>
inline Raise raise(uint32_t First, uint32_t Slots, uint32_t Pins) {
  uint64_t Change = Slots * OneSlot - Pins * OnePin;
  uint64_t Before = target::fetchAdd<O, Scope::Device>(wordOf(First), Change);
  return {{Before}, {Before + Change}};
}

/// raise(), and lists the slab if it had no free slot, or has nothing but.
template <Order O>
inline void giveBack(abi::HeapState &Heap, uint32_t First, uint32_t Slots,
                     uint32_t Pins) {
  Raise Done = raise<O>(First, Slots, Pins);
  if (Done.isNoteworthy())
    noteRaise(Heap, First, Done.Before.Word, Done.After.Word,
              /*WasCounted=*/false);
}

/// What a guess brought, and what of it must be undone.
struct Guess {
  Promise Got;           ///< First is always there
  uint32_t Excess = 0;   ///< slots that there were not
  bool WasEmpty = false; ///< it hit an empty slab of another class
};

/// Takes up to \p Count slots of the slab at \p First if it is one of \p
/// Class. The caller's accesses to the slots need an acquire when their bits
/// are set (P1), and undoGuess takes back the excess.
inline Guess guess(abi::HeapState &Heap, uint32_t First, uint32_t Class,
                   uint32_t Count) {
  // Acquire: what openSlab wrote of the slab (P2). Stopping after this line
  // keeps slots for ever.
  PageWord Before{target::fetchAdd<Order::Acquire, Scope::Device>(
      wordOf(First), 0 - Count * OneSlot)};
  if (!Before.isSlabOf(Class))
    return {
        .Got = {.First = First}, .Excess = Count, .WasEmpty = Before.isEmpty()};
  if (Before.isEmpty())
    target::add<Order::Release, Scope::Device>(Heap.EmptyPages,
                                               0 - Before.pages()); // P4
  if (Before.count() <= 0)
    return {.Got = {.First = First}, .Excess = Count};
  uint32_t Slots = Before.slots();
  auto Left = uint32_t(Before.count());
  uint32_t Got = Left < Count ? Left : Count;
  return {.Got = {.First = First,
                  .Class = Class,
                  .Log = Before.log(),
                  .Slots = Slots,
                  .Count = Got,
                  .Start = Slots - (Left < Slots ? Left : Slots)},
          .Excess = Count - Got};
}

/// guess(), and undoes what there was not.
inline Promise promise(abi::HeapState &Heap, uint32_t First, uint32_t Class,
                       uint32_t Count) {
  Guess Guessed = guess(Heap, First, Class, Count);
  if (Guessed.Excess)
    undoGuess(Heap, First, Guessed.Excess, Guessed.WasEmpty);
  return Guessed.Got;
}

/// Makes 1 << \p Log pages from \p First on, which the caller owns, a slab of
/// \p Class, and takes \p Count of its slots, or as many as there are. With
/// none taken, those who look for an empty slab find it.
Promise openSlab(abi::HeapState &Heap, uint32_t First, uint32_t Class,
                 uint32_t Log, uint32_t Count);

/// Lists a slab of \p Class if it has a free slot.
void listIfFree(abi::HeapState &Heap, uint32_t Class, uint32_t First);

/// \returns whether there are slabs with every slot free that nobody has
/// retired. Behind by as many as other threads are just emptying or filling.
bool hasEmptySlabs(const abi::HeapState &Heap);

/// The same of the latest count, for who is about to call the heap full: of a
/// slab that was emptied before another was filled up, a load may have seen
/// only the second. A read-modify-write reads nothing old.
bool hasEmptySlabsNow(abi::HeapState &Heap);

/// Hands slabs with no block in them to the page allocator, at most \p Most.
/// \returns how many.
uint32_t retireEmptySlabs(abi::HeapState &Heap, uint32_t Most);

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_SLABS_H
