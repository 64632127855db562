//===- devicelib/alloc/Slots.cpp - Fixed-size slots -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where slots are looked for, in this order: in the slab that is Current for
// the caller's group of multiprocessors; in its Next slab, which is found while
// half of the Current one is left; in the Listed slabs of the class; in a new
// slab; in one on pages that other classes have emptied. Of these one becomes
// Current. Then in the slabs of the other groups; in what the host adds.
// The invariants I1 to I4 and the pairs P1 to P5 are those of Slabs.h.
// Tests: test/unit/heap/, test/run/memory/, test/simt/devicelib/
//===----------------------------------------------------------------------===//
#include "alloc/Slots.h"

#include "alloc/ClearSlot.h"
#include "alloc/GroupSlabs.h"
#include "alloc/LaneGroup.h"
#include "alloc/Pages.h"
#include "alloc/SlotBits.h"
#include "target/Apart.h"

using namespace gpurt;
using namespace gpurt::alloc;

//===----------------------------------------------------------------------===//
// Finding a slab
//===----------------------------------------------------------------------===//

namespace {

/// How often a caller looks whether the one that is finding a slab for their
/// group has it, before it finds one of its own; together some 2 ms. A bound
/// and no lock: that one may be gone.
constexpr uint32_t MaxLooks = 1024;

/// Nanoseconds between the first two looks, and at most, doubled each time:
/// what an SM full of mallocs waits for is its instructions, and warps that
/// look without a pause take them from the one that finds the slab.
constexpr uint32_t FirstPause = 100;
constexpr uint32_t LongestPause = 1600;

/// Callers that the largest slab serves at least, if one is to wait for
/// another's.
constexpr uint32_t WorthWaiting = 8;

/// A slab that nobody saw coming serves those who ask for it so many times
/// over, and so many slots at least.
constexpr uint32_t Foresight = 8;
constexpr uint32_t FewSlots = 64;

/// How often one retires others' slabs for its own: its pages may be taken from
/// under its hands, but not for ever.
constexpr uint32_t MaxRetirings = 8;

/// A slab takes at most this part of the heap's pages.
constexpr uint64_t SlabShare = 256;

/// Listed slabs of a class with a free slot, which are the caller's to make
/// Current or Next: off their list.
class ListedSlabs {
  abi::HeapState &Heap;
  uint32_t Class;
  InTransit &Guard;
  PageSearch Slabs;

public:
  ListedSlabs(abi::HeapState &Heap, uint32_t Class, InTransit &Guard)
      : Heap(Heap), Class(Class), Guard(Guard),
        Slabs(Heap.Listed[Class],
              target::load<Order::Relaxed, Scope::Device>(Heap.BackedPages),
              seedOfThread()) {}

  /// \returns the first page of the next one, or NoPage.
  uint32_t next() {
    uint32_t First;
    while ((First = Slabs.next()) != NoPage) {
      Guard.begin();
      uint64_t Members =
          removeAny(Heap.Listed[Class], First / 64, 1ull << First % 64);
      Slabs.retain(Members);
      bool Ours = Members >> First % 64 & 1;
      if (Ours && readWord(First).hasSlotOf(Class)) // P3
        break;
    }
    return First;
  }
};

/// \returns the Log of a slab for \p Count slots of \p Class.
uint32_t logFor(uint32_t Class, uint32_t Count) {
  uint64_t MostPages = tables().LimitPages / SlabShare;
  uint32_t Log = abi::firstSlabLog(Class);
  while (Log < abi::NumSlabLogs - 1 && Numbers.Slots[Log][Class] < Count)
    ++Log;
  while (Log && 1u << Log > MostPages)
    --Log;
  return Log;
}

/// Opens a slab for \p Wanted slots, or a smaller one, and takes \p Count.
[[gnu::noinline]] Promise promiseOfNew(abi::HeapState &Heap, uint32_t Class,
                                       uint32_t Count, uint32_t Wanted,
                                       InTransit &Guard) {
  for (uint32_t Log = logFor(Class, Wanted);; --Log) {
    uint32_t First = takePages(Heap, Log, Guard);
    if (First != NoPage)
      return openSlab(Heap, First, Class, Log, Count);
    if (!Log)
      return {.First = NoPage};
  }
}

[[gnu::noinline]] Promise promiseOfListed(abi::HeapState &Heap, uint32_t Class,
                                          uint32_t Count, InTransit &Guard) {
  ListedSlabs Slabs(Heap, Class, Guard);
  Promise Got;
  uint32_t First;
  while (!Got.Count && (First = Slabs.next()) != NoPage) {
    Got = promise(Heap, First, Class, Count);
    if (!Got.Count)
      listIfFree(Heap, Class, First);
  }
  return Got;
}

/// Opens a small slab on pages that other classes have emptied. By the one that
/// finds a slab for its group: once that one says that there is none, each of
/// those who wait for it looks alone.
[[gnu::noinline]] Promise promiseOfRetired(abi::HeapState &Heap, uint32_t Class,
                                           uint32_t Count, InTransit &Guard) {
  Promise Got;
  GPURT_KEEP_LOOP
  for (uint32_t Turn = 0; Turn < MaxRetirings && !Got.Count; ++Turn) {
    if (!retireEmptySlabs(Heap, /*Most=*/16))
      break;
    Got = promiseOfNew(Heap, Class, Count, FewSlots, Guard);
  }
  return Got;
}

/// Of the slab that was found in advance.
[[gnu::noinline]] Promise promiseOfNext(abi::HeapState &Heap, uint32_t Class,
                                        uint32_t Count, abi::GroupSlab &Group,
                                        InTransit &Guard) {
  uint32_t Next = target::load<Order::Relaxed, Scope::Device>(Group.Next);
  if (!isPage(Next))
    return {};
  Guard.begin();
  if (!target::compareExchange<Order::Acquire, Scope::Device>( // P5
          Group.Next, Next, 0u))
    return {};
  Promise Got;
  if (readWord(Next - 1).isSlabOf(Class))
    Got = promise(Heap, Next - 1, Class, Count);
  if (!Got.Count)
    listIfFree(Heap, Class, Next - 1);
  return Got;
}

/// Finds \p Group another slab. \returns a promise of it.
[[gnu::noinline]] Promise refill(abi::HeapState &Heap, uint32_t Class,
                                 uint32_t Count, abi::GroupSlab &Group) {
  // A slab off its list, no longer Next or just opened is nobody's until it is
  // Current (I2).
  InTransit Guard(Heap);
  Promise Got = promiseOfNext(Heap, Class, Count, Group, Guard);
  if (!Got.Count)
    Got = promiseOfListed(Heap, Class, Count, Guard);
  if (!Got.Count) {
    uint32_t Wanted = Foresight * Count;
    if (Wanted < FewSlots)
      Wanted = FewSlots;
    Got = promiseOfNew(Heap, Class, Count, Wanted, Guard);
  }
  if (!Got.Count)
    Got = promiseOfRetired(Heap, Class, Count, Guard);
  uint32_t Old = target::exchange<Order::AcqRel, Scope::Device>( // P5
      Group.Current, Got.Count ? Got.First + 1 : 0);
  if (isPage(Old) && Old - 1 != Got.First)
    listIfFree(Heap, Class, Old - 1);
  return Got;
}

/// Finds the caller's group its next slab, while the one that it has lasts, of
/// \p Log. A group's slabs double, as long as it uses them up.
[[gnu::noinline]] void prepare(abi::HeapState &Heap, uint32_t Class,
                               uint32_t Log) {
  abi::GroupSlab &Group = slabOf(Class);
  // Stopping after this exchange leaves the group without a Next for ever: each
  // refill looks for itself.
  uint32_t None = 0;
  if (!target::compareExchange<Order::Relaxed, Scope::Device>(Group.Next, None,
                                                              abi::SlabBusy))
    return;
  InTransit Guard(Heap); // as in refill
  uint32_t First = ListedSlabs(Heap, Class, Guard).next();
  if (First == NoPage)
    First = promiseOfNew(Heap, Class, 0,
                         2 * slotsOfTag(abi::slabTag(Class, Log)), Guard)
                .First;
  target::store<Order::Release, Scope::Device>(
      Group.Next, First == NoPage ? 0 : First + 1); // P5
}

} // namespace

GPURT_APART(refillSlots, refill)
GPURT_APART(prepareSlots, prepare)

namespace {

/// \returns how often one who asks for \p Count slots leaves it to others to
/// find a slab.
uint32_t looksFor(uint32_t Class, uint32_t Count) {
  uint32_t Most = Numbers.Slots[abi::NumSlabLogs - 1][Class];
  return Most >= WorthWaiting * Count ? MaxLooks : 0;
}

/// Up to \p Count slots of \p Class, from one slab. None if \p MayWait and
/// another caller is finding one, or, then \p Full is set, if there is no page.
/// In line: a call costs a slow malloc more than the registers.
[[gnu::always_inline]] inline Promise tryPromise(abi::HeapState &Heap,
                                                 uint32_t Class, uint32_t Count,
                                                 bool MayWait, bool &Full) {
  abi::GroupSlab &Group = slabOf(Class);
  uint32_t Seen = target::load<Order::Relaxed, Scope::Device>(Group.Current);
  // Looked at first: a guess at another class's empty slab hides it from those
  // who search for one, and one at a full slab is for nothing.
  if (isPage(Seen) && readWord(Seen - 1).hasSlotOf(Class)) {
    Promise Got = promise(Heap, Seen - 1, Class, Count);
    if (Got.isHalfway())
      apart::prepareSlots(Heap, Class, Got.Log);
    if (Got.Count)
      return Got;
  }
  if (MayWait) {
    // One finds the next slab. Stopping after this exchange costs each of the
    // others its looks, until one of them refills.
    if (Seen == abi::SlabBusy ||
        !target::compareExchange<Order::Acquire, Scope::Device>( // P5
            Group.Current, Seen, abi::SlabBusy))
      return {};
    // Full when we looked; since then it may have been listed, found and made
    // Current again (I2).
    if (isPage(Seen))
      listIfFree(Heap, Class, Seen - 1);
  }
  Promise Got = apart::refillSlots(Heap, Class, Count, Group);
  Full = !Got.Count;
  return Got;
}

/// One slot of \p Slab, a group's Current or Next.
[[gnu::noinline]] Promise promiseOf(abi::HeapState &Heap, uint32_t Class,
                                    const uint32_t &Slab) {
  uint32_t Seen = target::load<Order::Relaxed, Scope::Device>(Slab);
  if (isPage(Seen) && readWord(Seen - 1).hasSlotOf(Class))
    return promise(Heap, Seen - 1, Class, 1);
  return {};
}

/// One slot of a slab: of any group's, if there is no page.
[[gnu::noinline]] Promise promiseOne(abi::HeapState &Heap, uint32_t Class) {
  Promise Got;
  uint32_t Looks = looksFor(Class, 1);
  for (bool Full = false; !Got.Count && !Full; Looks -= Looks ? 1 : 0) {
    Got = tryPromise(Heap, Class, 1, Looks, Full);
    if (!Got.Count && !Full)
      target::sleepFor(FirstPause);
  }
  GPURT_KEEP_LOOP
  for (uint32_t Group = 0; Group < groupsOf(Class) && !Got.Count; ++Group) {
    Got = promiseOf(Heap, Class, slabOf(Group, Class).Current);
    if (!Got.Count)
      Got = promiseOf(Heap, Class, slabOf(Group, Class).Next);
  }
  return Got;
}

//===----------------------------------------------------------------------===//
// Taking
//===----------------------------------------------------------------------===//

/// \returns a slot that \p P promised, wherever its bit is.
void *promisedSlot(const Promise &P) {
  return slotOf(P.First, takeAnyBit(P.First, Numbers.Slots[P.Log][P.Class]),
                abi::classSize(P.Class));
}

/// Serves the lanes that ask together, as far as memory is at hand. They go
/// through the same rounds, whatever their classes: so one that finds a slab is
/// not held up by its siblings that wait for theirs, and who waits does not
/// execute a step for each class apart. A round waits for nobody else; if it
/// brings nothing to any of them, there is a pause.
void *takeInRounds(abi::HeapState &Heap, uint32_t Class) {
  LaneGroup Group = LaneGroup::of(Class);
  uint32_t Left = Group.size(); // lanes of the group that have no slot yet
  uint32_t Rank = Group.rank(); // among them
  uint32_t Looks = looksFor(Class, Left);
  uint32_t Pause = FirstPause;
  void *Mine = nullptr;
  for (bool Any = true; Any; Any = Group.anyOfAll(Left)) {
    Promise Got;
    uint32_t Bits = 0;
    bool Full = false;
    if (Left && Group.isLeader()) {
      Got = tryPromise(Heap, Class, Left, Looks, Full);
      Looks -= Looks ? 1 : 0;
      if (Got.Count)
        Bits = takeNeighbours(Got);
    }
    Group.sync(); // the leader has acquired for its group
    if (!Group.anyOfAll(Got.Count || Full)) {
      target::sleepFor(Pause);
      Pause = Pause < LongestPause ? 2 * Pause : LongestPause;
      continue;
    }
    Pause = FirstPause;
    uint32_t Packed = Group.fromLeader(Got.Start << 10 | uint32_t(Full) << 9 |
                                       Got.Count << 3 | Got.Log);
    Got = {.First = Group.fromLeader(Got.First),
           .Class = Class,
           .Log = Packed & 7,
           .Count = Packed >> 3 & 63,
           .Start = Packed >> 10};
    Bits = Group.fromLeader(Bits);
    if (Rank < uint32_t(__builtin_popcount(Bits)))
      Mine = neighbourOf(Got, Bits, Rank, abi::classSize(Class));
    else if (Rank < Got.Count)
      Mine = promisedSlot(Got);
    Rank -= Got.Count; // wraps: served
    Left = Packed >> 9 & 1 ? 0 : Left - Got.Count;
  }
  return Mine;
}

/// Takes a slot alone, and waits for memory that is on its way.
[[gnu::noinline]] void *takePatiently(abi::State &State, uint32_t Class) {
  abi::HeapState &Heap = State.Heap;
  Patience Waiting;
  for (uint32_t Attempt = 0;; ++Attempt) {
    SearchStart Start(Heap);
    bool Patient = Waiting.lasts(Start);
    if (Promise Got = promiseOne(Heap, Class); Got.Count)
      return promisedSlot(Got);
    if (retireEmptySlabs(Heap, /*Most=*/16))
      continue;
    if (!Patient || Start.sawEverything()) {
      if (grow(State, Start.backedPages() + 1)) {
        Attempt = 0;
        continue;
      }
      // A slab may be empty and in no set: a thread that saw it full is
      // delisting it, and did not see yet that it is not. It counts as empty.
      bool Empty = hasEmptySlabsNow(Heap);
      if (!Patient || (Start.sawEverything() && !Empty))
        return nullptr;
    }
    rest(State, Attempt);
  }
}

} // namespace

GPURT_APART(takeSlotPatiently, takePatiently)

[[gnu::noinline]] void *alloc::takeSlot(abi::State &State, uint32_t Class) {
  if (void *Taken = takeInRounds(State.Heap, Class))
    return Taken;
  return apart::takeSlotPatiently(State, Class);
}

void *alloc::settle(abi::HeapState &Heap, uint32_t Class, FirstLook Look) {
  uint32_t Log = Look.Rest & FirstLook::LogMask;
  if (uint32_t Excess = Look.Rest >> FirstLook::ExcessShift)
    undoGuess(Heap, Look.First, Excess, Look.Rest & FirstLook::WasEmpty);
  if (Look.Rest & FirstLook::Halfway)
    apart::prepareSlots(Heap, Class, Log);
  if (Look.Rest & FirstLook::Promised)
    return promisedSlot({.First = Look.First, .Class = Class, .Log = Log});
  return Look.Slot;
}

//===----------------------------------------------------------------------===//
// Giving back
//===----------------------------------------------------------------------===//

SlotPlace alloc::placeOf(uint64_t Offset) {
  uint64_t Page = Offset / abi::PageSize; // below Base wraps to a high number
  if (Page >= tables().ReservedPages)
    return {};
  // Relaxed: what was said of the page of a block is older than the block; of
  // another page it decides nothing.
  auto Info =
      target::load<Order::Relaxed, Scope::Device>(tables().SlabPages[Page]);
  if (!Info)
    return {};
  uint32_t Tag = abi::pageTag(Info);
  uint32_t Ordinal = Info >> abi::SlabOrdinalShift;
  uint32_t Class = abi::tagClass(Tag);
  // Of what cannot be, nothing may be looked up.
  if (!abi::isSlabTag(Tag) || abi::tagLog(Tag) >= abi::NumSlabLogs ||
      Ordinal >> abi::tagLog(Tag) || Ordinal > Page)
    return {.IsSlab = true};
  uint32_t Within =
      Ordinal * uint32_t(abi::PageSize) + uint32_t(Offset % abi::PageSize);
  uint32_t Index = slotAt(Class, Within);
  return {.First = uint32_t(Page) - Ordinal,
          .Class = Class,
          .Index = Index,
          .IsSlab = true,
          .IsSlot = Index * abi::classSize(Class) == Within &&
                    Index < slotsOfTag(Tag)};
}

Freed alloc::giveSlot(abi::HeapState &Heap, SlotPlace Place, bool Pinned) {
  Given Gave = clearSlot(Place, Pinned);
  if (Gave.Raised.isNoteworthy())
    noteRaise(Heap, Place.First, Gave.Raised.Before.Word,
              Gave.Raised.After.Word, /*WasCounted=*/false);
  return Gave.Result;
}

void alloc::unpin(abi::HeapState &Heap, uint32_t First) {
  LaneGroup Group = LaneGroup::of(First);
  if (Group.isLeader())
    giveBack<Order::Relaxed>(Heap, First, 0, Group.size());
}
