//===- devicelib/alloc/Magazine.cpp - Slots that a lane keeps at hand -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Magazine.h.
// Tests: test/unit/heap/, test/run/memory/, test/simt/devicelib/
//===----------------------------------------------------------------------===//
#include "alloc/Magazine.h"

#include "alloc/Arenas.h"
#include "alloc/Blocks.h"
#include "alloc/Slabs.h"
#include "state/State.h"
#include "target/Apart.h"

using namespace gpurt;
using namespace gpurt::alloc;
using namespace gpurt::alloc::magazine;

GPURT_UNINITIALIZED GPURT_SHARED uint64_t magazine::Store[Entries];

namespace {

uint32_t unitsOf(uint32_t Class) { return abi::classSize(Class) / 16; }

/// One entry's words.
struct Entry {
  uint32_t Low;
  uint32_t High;

  /// A slot that is kept.
  static Entry of(const void *Block, SlotPlace Place) {
    auto Address = reinterpret_cast<uint64_t>(Block);
    auto Page = uint32_t((Address - tables().Base) / abi::PageSize);
    return {uint32_t(Address), uint32_t(Address >> 32) |
                                   (Page - Place.First) << PageShift |
                                   (unitsOf(Place.Class) - 1) << UnitsShift};
  }
  /// \returns whether an entry can hold \p Block: not one in 4 GiB, whose low
  /// half is none.
  static bool fits(const void *Block) {
    auto Address = reinterpret_cast<uint64_t>(Block);
    return Address >> 32 <= HighAddress && uint32_t(Address) > Wish;
  }
  static Entry none() { return {0, Nothing}; }
  static Entry lent(uint64_t Address) {
    return {uint32_t(Address), uint32_t(Address >> 32) | Lent | Out};
  }
  static Entry wish(uint32_t Units) {
    return {Wish, Out | (Units - 1) << UnitsShift};
  }

  [[nodiscard]] bool holdsSlot() const { return Low > Wish; }
  [[nodiscard]] bool isOut() const { return High & Out; }
  [[nodiscard]] bool isLent() const { return High & Lent; }
  /// \returns whether the entry is of slots of so many units of 16 bytes.
  [[nodiscard]] bool isOf(uint32_t Units) const {
    return Low && (High & ~Out) >> UnitsShift == Units - 1;
  }
  [[nodiscard]] void *block() const {
    return reinterpret_cast<void *>(uint64_t(High & HighAddress) << 32 | Low);
  }
  /// \returns the first page of the slot's slab.
  [[nodiscard]] uint32_t firstPage() const {
    uint64_t Offset = reinterpret_cast<uint64_t>(block()) - tables().Base;
    return uint32_t(Offset / abi::PageSize) - (High >> PageShift & 15);
  }
};

/// The calling lane's entries.
class Lane {
  uint32_t Rank = target::threadRank();
  uint32_t Stride = target::threadsInBlock();

public:
  /// The last of the lane's entries.
  [[nodiscard]] uint32_t last() const { return Stride * 2 <= Entries ? 1 : 0; }
  /// How many entries are for slots: all, or all but the last.
  [[nodiscard]] uint32_t count() const {
    bool IsLent = arenas::areUsed() && (*this)[last()].isLent();
    return last() + (IsLent ? 0 : 1);
  }
  [[nodiscard]] bool hasSecond() const { return count() == 2; }

  [[nodiscard]] Entry operator[](uint32_t I) const {
    uint64_t Both = Store[I * Stride + Rank];
    return {uint32_t(Both), uint32_t(Both >> 32)};
  }
  void set(uint32_t I, Entry E) const {
    Store[I * Stride + Rank] = uint64_t(E.High) << 32 | E.Low;
  }
  /// Puts \p E first, and what was first in place of entry \p Gap.
  void setFirst(Entry E, uint32_t Gap) const {
    if (Gap)
      set(Gap, (*this)[0]);
    set(0, E);
  }
};

/// Ends an entry with a slot: the slot, if it is kept, and its pin go back to
/// the heap.
[[gnu::noinline]] void release(uint32_t Low, uint32_t High) {
  Entry E{Low, High};
  abi::HeapState &Heap = state().Heap;
  // Twice is a fault of the program that shows here too late to name it: the
  // block was freed by another lane while this one kept it.
  if (E.isOut())
    unpin(Heap, E.firstPage());
  else
    giveSlot(Heap, placeOf(E.block()), /*Pinned=*/true);
}

/// Of the heap's limit at most this part lies in magazines.
constexpr uint64_t KeptShare = 16;

/// \returns whether all magazines of this launch may keep slots of \p Class
/// without hiding too much of the heap: not more than its share, and, as each
/// slot keeps its page from other classes, not more slots than it has pages.
bool mayKeep(uint32_t Class, const Lane &Mine) {
  uint32_t Most = target::threadsAtOnce() * Mine.count();
  uint64_t Pages = tables().LimitPages;
  return Most <= Pages && uint64_t(Most) * abi::classSize(Class) <=
                              Pages * (abi::PageSize / KeptShare);
}

} // namespace

GPURT_APART(releaseEntry, release)

magazine::Other magazine::takeOther(uint64_t Size, SizeClass Sought) {
  Lane Mine;
  Entry First = Mine[0];
  Entry Last = First;
  if (Mine.hasSecond()) {
    Last = Mine[1];
    if (serves(Last.High, Size)) {
      Mine.set(1, First);
      Mine.set(0, {Last.Low, Last.High | Out});
      return {Last.block(), true};
    }
  }
  if (First.Low == Wish && First.isOf(Sought.Units))
    return {nullptr, true};
  if (!First.Low) {
    Mine.set(0, Entry::wish(Sought.Units));
    return {nullptr, true};
  }
  // What stands first is in use; what stands second was used before it. One
  // entry stays with the class that the lane asks for; of two, the older makes
  // room.
  return {nullptr, Last.isOf(Sought.Units)};
}

void magazine::wishInstead(uint64_t Size) {
  Lane Mine;
  uint32_t Class = classOf(Size);
  if (!Mine.count() || !mayKeep(Class, Mine))
    return;
  uint32_t Gap = Mine.count() - 1;
  Entry Gone = Mine[Gap];
  Mine.setFirst(Entry::wish(unitsOf(Class)), Gap);
  if (Gone.holdsSlot())
    apart::releaseEntry(Gone.Low, Gone.High);
}

Freed magazine::keep(const void *Block, SlotPlace Place) {
  Lane Mine;
  for (uint32_t I = 0; I < Mine.count(); ++I) {
    Entry E = Mine[I];
    if (E.holdsSlot() && E.block() == Block) {
      if (!E.isOut())
        return Freed::Twice;
      Mine.setFirst({E.Low, E.High ^ Out}, I);
      return Freed::Done;
    }
  }
  for (uint32_t I = 0; I < Mine.count(); ++I) {
    Entry E = Mine[I];
    if (E.Low != Wish || !E.isOf(unitsOf(Place.Class)) || !Entry::fits(Block) ||
        !mayKeep(Place.Class, Mine))
      continue;
    // The slot's bit is set, so its slab is no empty one and stays (I1, I2).
    target::add<Order::Relaxed, Scope::Device>(wordOf(Place.First), OnePin);
    Mine.setFirst(Entry::of(Block, Place), I);
    return Freed::Done;
  }
  return Freed::Invalid;
}

/// Gives back the slots that the lane keeps, and forgets those that it does not
/// if \p OutToo. \returns whether there were any.
[[gnu::noinline]] static bool giveEntries(bool OutToo) {
  Lane Mine;
  bool Any = false;
  GPURT_KEEP_LOOP
  for (uint32_t I = 0; I < Mine.count(); ++I) {
    Entry E = Mine[I];
    if (!E.holdsSlot() || (E.isOut() && !OutToo))
      continue;
    Mine.set(I, Entry::none());
    apart::releaseEntry(E.Low, E.High);
    Any = true;
  }
  return Any;
}

bool magazine::empty() { return giveEntries(false); }

void magazine::lendEntry(uint64_t Address) {
  Lane Mine;
  Entry Before = Mine[Mine.last()];
  Mine.set(Mine.last(), Address ? Entry::lent(Address) : Entry::none());
  if (!Before.isLent() && Before.holdsSlot())
    apart::releaseEntry(Before.Low, Before.High);
}

uint64_t magazine::lentWord() {
  Lane Mine;
  Entry Last = Mine[Mine.last()];
  return Last.isLent() ? reinterpret_cast<uint64_t>(Last.block()) : 0;
}

extern "C" {

[[gnu::noinline]] void __gpurt_magazine_enter() {
  Lane Mine;
  Mine.set(0, Entry::none());
  Mine.set(Mine.last(), Entry::none());
}

[[gnu::noinline]] void __gpurt_magazine_leave() {
  Lane Mine;
  if (Mine[0].holdsSlot() || Mine[Mine.last()].holdsSlot())
    giveEntries(true);
}

} // extern "C"
