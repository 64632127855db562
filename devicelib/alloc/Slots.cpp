//===- devicelib/alloc/Slots.cpp - Fixed-size slots -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where slots are looked for, in this order: in the slab that is Current for
// the caller's group of multiprocessors; in the Listed slabs of the class, of
// which one becomes Current; in a new slab; in the Current slabs of the other
// groups; in slabs that other classes have emptied; in what the host adds.
// The invariants I1 to I4 and the pairs P1 to P5 are those of Slabs.h.
// Tests: test/unit/heap/, test/run/memory/, test/simt/devicelib/
//===----------------------------------------------------------------------===//
#include "alloc/Slots.h"

#include "alloc/LaneGroup.h"
#include "alloc/Pages.h"
#include "alloc/Slabs.h"
#include "target/Apart.h"

using namespace gpurt;
using namespace gpurt::alloc;

//===----------------------------------------------------------------------===//
// From promises to slots
//===----------------------------------------------------------------------===//

namespace {

/// Turns promises of one slab into slots, some bits of one word at a time.
class BitSearch {
  uint32_t *Bits;
  uint32_t Slots;
  uint32_t Index;
  uint32_t Free; ///< bits of word Index that may be free: the first time a
                 ///< guess, that no slot behind Start was ever taken

  [[nodiscard]] uint32_t valid() const {
    uint32_t Rest = Slots - Index * 32;
    return Rest >= 32 ? ~0u : (1u << Rest) - 1;
  }

public:
  explicit BitSearch(const Promise &P)
      : Bits(tables().SlotBits + uint64_t(P.First) * abi::SlotWordsPerPage),
        Slots(slotsOfTag(abi::slabTag(P.Class, P.Log))),
        Index(P.Start < Slots ? P.Start / 32 : 0),
        Free(valid() & ~0u << P.Start % 32) {}

  [[nodiscard]] uint32_t index() const { return Index; }

  /// \returns bits of word index(), at least one and at most \p Count, that
  /// are the caller's now. A free bit exists (I1); a retry means that another
  /// caller took the one we saw. Acquires for the caller's slots (P1).
  uint32_t take(uint32_t Count) {
    for (;;) {
      uint32_t Want = lowestBits(Free, Count);
      uint32_t Before = ~0u;
      if (Want)
        Before =
            target::fetchOr<Order::Acquire, Scope::Device>(Bits[Index], Want);
      Free = valid() & ~(Before | Want);
      if (uint32_t Got = Want & ~Before)
        return Got;
      if (Free)
        continue;
      Index = (Index + 1) * 32 < Slots ? Index + 1 : 0;
      Free =
          valid() & ~target::load<Order::Relaxed, Scope::Device>(Bits[Index]);
    }
  }
};

void *addressOf(const Promise &P, uint32_t Slot) {
  return reinterpret_cast<void *>(tables().Base + P.First * abi::PageSize +
                                  uint64_t(Slot) * abi::classSize(P.Class));
}

/// Hands the slots that the leader of \p Group was promised to its lanes of
/// rank \p From and up. \returns the caller's slot, or \p Mine if it got none.
[[gnu::noinline]] void *handOut(LaneGroup Group, const Promise &P,
                                uint32_t From, void *Mine) {
  BitSearch Search(P);
  for (uint32_t Given = 0; Given < P.Count;) {
    uint32_t Bits = 0;
    if (Group.isLeader())
      Bits = Search.take(P.Count - Given);
    Bits = Group.fromLeader(Bits);
    uint32_t Index = Group.fromLeader(Search.index());
    uint32_t Rank = Group.rank() - From - Given; // wraps if served before
    auto Count = uint32_t(__builtin_popcount(Bits));
    if (Rank < Count)
      Mine = addressOf(P, Index * 32 + nthSetBit(Bits, Rank));
    Given += Count;
  }
  return Mine;
}

//===----------------------------------------------------------------------===//
// Finding a slab
//===----------------------------------------------------------------------===//

/// How often a caller looks whether the one that is finding a slab for their
/// group has it, before it finds one of its own; together some 300 us. A bound
/// and no lock: that one may be gone. No sleep between the looks: a sleeping
/// lane holds up its whole warp, and that one may be in it.
constexpr uint32_t MaxLooks = 1024;

/// Callers that the largest slab serves at least, if one is to wait for
/// another's.
constexpr uint32_t WorthWaiting = 8;

/// A new slab serves those who wait for it so many times over.
constexpr uint32_t Foresight = 4;

/// Groups that a class is divided among: of small slots all, of large ones
/// fewer, for each has a slab that is half empty on the average.
constexpr uint32_t groupsOf(uint32_t Class) {
  return abi::classSize(Class) <= 1024 ? abi::NumGroups : abi::NumGroups / 2;
}

abi::GroupSlab &slabOf(uint32_t Group, uint32_t Class) {
  return tables().Groups[Group * abi::NumClasses + Class];
}

bool isPage(uint32_t Current) { return Current && Current != abi::CurrentBusy; }

/// Different for threads that run at the same time, as far as one can tell.
[[gnu::noinline]] uint32_t seedOfThread() {
  return (target::multiprocessor() * 0x9e3779b9u) ^
         (target::clock() * 0x85ebca6bu >> 8) ^ target::laneId();
}

/// Up to \p Count slots of a listed slab, which is the caller's to make
/// Current.
[[gnu::noinline]] Promise promiseOfListed(abi::HeapState &Heap, uint32_t Class,
                                          uint32_t Count, InTransit &Guard) {
  uint64_t Backed =
      target::load<Order::Relaxed, Scope::Device>(Heap.BackedPages);
  PageSearch Slabs(Heap.Listed[Class], Backed, seedOfThread());
  uint32_t First;
  while ((First = Slabs.next()) != NoPage) {
    PageWord Seen = readWord(First);
    // Off the list in any case: what is taken becomes our group's, and others
    // shall find their own.
    Guard.begin();
    uint64_t Members =
        removeAny(Heap.Listed[Class], First / 64, 1ull << First % 64);
    Slabs.retain(Members);
    if (!(Members >> First % 64 & 1))
      continue; // another caller was first
    if (Seen.isSlabOf(Class) && Seen.count() > 0)
      if (Promise Got = promise(Heap, First, Class, Count); Got.Count)
        return Got;
    listIfFree(Heap, Class, First);
  }
  return {};
}

[[gnu::noinline]] Promise promiseOfNew(abi::HeapState &Heap, uint32_t Class,
                                       uint32_t Count, uint32_t MostLog,
                                       InTransit &Guard) {
  for (uint32_t Log = MostLog;; --Log) {
    uint32_t First = takePages(Heap, Log, Guard);
    if (First != NoPage)
      return openSlab(First, Class, Log, Count);
    if (!Log)
      return {};
  }
}

/// A slab of the heap's pages takes at most this part.
constexpr uint64_t SlabShare = 256;

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

/// Finds \p Group another slab: one that its lanes will use up soon, if it is
/// a new one. \returns a promise of it.
[[gnu::noinline]] Promise refill(abi::HeapState &Heap, uint32_t Class,
                                 uint32_t Count, abi::GroupSlab &Group) {
  // A slab off its list or just opened is nobody's until it is Current (I2).
  InTransit Guard(Heap);
  Promise Got = promiseOfListed(Heap, Class, Count, Guard);
  if (!Got.Count) {
    uint32_t Waiting =
        target::load<Order::Relaxed, Scope::Device>(Group.Waiting);
    Got = promiseOfNew(Heap, Class, Count,
                       logFor(Class, Foresight * (Count + Waiting)), Guard);
  }
  uint32_t Old = target::exchange<Order::AcqRel, Scope::Device>( // P5
      Group.Current, Got.Count ? Got.First + 1 : 0);
  if (isPage(Old) && Old - 1 != Got.First)
    listIfFree(Heap, Class, Old - 1);
  return Got;
}

} // namespace

GPURT_APART(refillSlots, refill)

namespace {

/// Counts the slots that a caller waits for. Stopping before the end makes
/// slabs larger than they need be.
class Wait {
  abi::GroupSlab &Group;
  uint32_t Count;
  bool Begun = false;

public:
  Wait(abi::GroupSlab &Group, uint32_t Count) : Group(Group), Count(Count) {}
  void begin() {
    if (!Begun)
      target::add<Order::Relaxed, Scope::Device>(Group.Waiting, Count);
    Begun = true;
  }
  ~Wait() {
    if (Begun)
      target::add<Order::Relaxed, Scope::Device>(Group.Waiting, 0 - Count);
  }
  Wait(const Wait &) = delete;
  Wait &operator=(const Wait &) = delete;
};

/// Up to \p Count slots of \p Class, from one slab; none if there is no page.
[[gnu::noinline]] Promise promiseOfAny(abi::HeapState &Heap, uint32_t Class,
                                       uint32_t Count) {
  abi::GroupSlab &Group =
      slabOf(target::multiprocessor() % groupsOf(Class), Class);
  bool Waits =
      Numbers.Slots[abi::NumSlabLogs - 1][Class] >= WorthWaiting * Count;
  Wait Waiting(Group, Count);
  for (uint32_t Look = 0; Look < (Waits ? MaxLooks : 1); ++Look) {
    uint32_t Seen = target::load<Order::Relaxed, Scope::Device>(Group.Current);
    // Looked at first: a guess at another class's empty slab hides it from
    // those who search for one.
    if (isPage(Seen) && readWord(Seen - 1).isSlabOf(Class)) {
      Promise Got = promise(Heap, Seen - 1, Class, Count);
      if (Got.Count)
        return Got;
    }
    // One finds the next slab. Stopping after this exchange costs each of the
    // others its looks, until one of them refills.
    if (Seen != abi::CurrentBusy &&
        target::compareExchange<Order::Acquire, Scope::Device>( // P5
            Group.Current, Seen, abi::CurrentBusy)) {
      // Full when we looked; since then it may have been listed, found and
      // made Current again (I2).
      if (isPage(Seen))
        listIfFree(Heap, Class, Seen - 1);
      break;
    }
    Waiting.begin();
  }
  return apart::refillSlots(Heap, Class, Count, Group);
}

/// One slot of a slab that is Current for some group.
[[gnu::noinline]] Promise promiseOfOthers(abi::HeapState &Heap,
                                          uint32_t Class) {
  Promise Got;
  for (uint32_t Group = 0; Group < groupsOf(Class) && !Got.Count; ++Group) {
    uint32_t Seen = target::load<Order::Relaxed, Scope::Device>(
        slabOf(Group, Class).Current);
    if (isPage(Seen) && readWord(Seen - 1).isSlabOf(Class) &&
        readWord(Seen - 1).count() > 0)
      Got = promise(Heap, Seen - 1, Class, 1);
  }
  return Got;
}

//===----------------------------------------------------------------------===//
// Taking
//===----------------------------------------------------------------------===//

/// Serves the lanes that ask for \p Class together, as far as memory is at
/// hand. \returns null for those that it did not serve. Waits for nobody.
inline void *takeTogether(abi::HeapState &Heap, uint32_t Class) {
  LaneGroup Group = LaneGroup::of(Class);
  void *Mine = nullptr;
  for (uint32_t Served = 0; Served < Group.size();) {
    Promise Got;
    if (Group.isLeader())
      Got = promiseOfAny(Heap, Class, Group.size() - Served);
    uint32_t Packed =
        Group.fromLeader(Got.Start << 9 | Got.Count << 3 | Got.Log);
    Got = {.First = Group.fromLeader(Got.First),
           .Class = Class,
           .Log = Packed & 7,
           .Count = Packed >> 3 & 63,
           .Start = Packed >> 9};
    if (!Got.Count)
      break;
    Mine = handOut(Group, Got, Served, Mine);
    Served += Got.Count;
  }
  Group.sync(); // the leader has acquired for all
  return Mine;
}

/// Takes a slot alone, and waits for memory that is on its way.
[[gnu::noinline]] void *takePatiently(abi::State &State, uint32_t Class) {
  abi::HeapState &Heap = State.Heap;
  Patience Waiting;
  for (uint32_t Attempt = 0;; ++Attempt) {
    SearchStart Start(Heap);
    bool Patient = Waiting.lasts(Start);
    Promise Got = promiseOfAny(Heap, Class, 1);
    if (!Got.Count)
      Got = promiseOfOthers(Heap, Class);
    if (Got.Count)
      return handOut(LaneGroup::alone(), Got, 0, nullptr);
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

void *alloc::takeSlotAtOnce(abi::HeapState &Heap, uint32_t Class) {
  return takeTogether(Heap, Class);
}

[[gnu::noinline]] void *alloc::takeSlot(abi::State &State, uint32_t Class) {
  if (void *Taken = takeSlotAtOnce(State.Heap, Class))
    return Taken;
  return apart::takeSlotPatiently(State, Class);
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
  // Lanes that free slots of one word do it in one step; those that free one
  // slot twice at once do it one by one, so that one of them is told.
  uint32_t Word = Place.First * abi::SlotWordsPerPage + Place.Index / 32;
  LaneGroup Group = LaneGroup::of(Word << 1 | uint32_t(Pinned));
  uint32_t Bit = 1u << Place.Index % 32;
  uint32_t Bits = Group.allBits(Bit);
  Group.sync(); // the leader releases for all
  if (uint32_t(__builtin_popcount(Bits)) != Group.size()) {
    Group = LaneGroup::alone();
    Bits = Bit;
  }
  uint32_t Before = 0;
  if (Group.isLeader()) {
    // Takes effect here (P1); stopping after it keeps the slots from others.
    Before = target::fetchAnd<Order::Release, Scope::Device>(
        tables().SlotBits[Word], ~Bits);
    auto Cleared = uint32_t(__builtin_popcount(Before & Bits));
    if (Cleared || Pinned)
      giveBack<Order::Release>(Heap, Place.First, Cleared,
                               Pinned ? Group.size() : 0);
  }
  Before = Group.fromLeader(Before);
  return Before & Bit ? Freed::Done : Freed::Twice;
}

void alloc::unpin(abi::HeapState &Heap, uint32_t First) {
  LaneGroup Group = LaneGroup::of(First);
  if (Group.isLeader())
    giveBack<Order::Relaxed>(Heap, First, 0, Group.size());
}
