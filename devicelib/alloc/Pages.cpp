//===- devicelib/alloc/Pages.cpp - Taking pages from the heap -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One PageSet holds the pages that nobody owns. A slab's pages lie in one word
// and are removed by one atomic; a run is removed word by word from low to
// high, and put back if a word is in the way. Of any set of callers in each
// other's way the one that stands highest is stopped by no other, so someone
// always moves on.
// Tests: test/unit/heap/, test/run/memory/
//===----------------------------------------------------------------------===//
#include "alloc/Pages.h"

#include "error/Panic.h"
#include "target/Thread.h"

using namespace gpurt;
using namespace gpurt::alloc;

[[gnu::noinline]] void InTransit::begin() {
  // Acquire: the caller moves pages after this line.
  if (!Begun)
    target::fetchAdd<Order::AcqRel, Scope::Device>(Transits, (1ull << 32) + 1);
  Begun = true;
}

[[gnu::noinline]] void InTransit::end() {
  // P1: who sees the count fall sees the pages listed. Stopping before this
  // line makes no search wait for ever: Patience bounds each.
  if (Begun)
    target::add<Order::Release, Scope::Device>(Transits, ~0ull);
}

[[gnu::noinline]] bool SearchStart::sawEverything() const {
  if (uint32_t(Transits))
    return false;
  // The search's loads come before the one below.
  target::fence<Order::AcqRel, Scope::Device>();
  return target::load<Order::Relaxed, Scope::Device>(Heap.Transits) == Transits;
}

[[gnu::noinline]] void alloc::rest(abi::State &State, uint32_t Attempt) {
  stopIfPanicked(State);
  // 0.5 to 4 us: thousands of warps that look at the same few words each
  // microsecond hold up the one thread they wait for.
  target::sleepFor(500u << (Attempt < 3 ? Attempt : 3));
}

/// Takes 1 << \p Log pages of word \p Index, in which \p Starts has a bit for
/// each place where they may be; the first at or after \p Start. \returns the
/// first of them, or NoPage; \p Members become those that may be left then.
[[gnu::noinline]] static uint32_t takePagesOf(abi::HeapState &Heap,
                                              uint32_t Log, uint32_t Index,
                                              uint64_t Starts, uint32_t Start,
                                              uint64_t &Members) {
  uint32_t Bit = firstBitFrom(Starts, Start);
  uint64_t Mask = ((1ull << (1u << Log)) - 1) << Bit;
  Members = removeAny(Heap.FreePages, Index, Mask);
  uint64_t Got = Members & Mask;
  if (Got == Mask)
    return Index * 64 + Bit;
  if (Got)
    insertMask(Heap.FreePages, Index, Got);
  Members &= ~Mask;
  return NoPage;
}

/// takePages among the words from \p From on.
[[gnu::noinline]] static uint32_t takePagesFrom(abi::HeapState &Heap,
                                                uint32_t Log, uint32_t From,
                                                InTransit &Guard) {
  // A bit for each place in a word where a group may start.
  constexpr uint64_t Places[] = {~0ull, 0x5555555555555555, 0x1111111111111111,
                                 0x0101010101010101, 0x0001000100010001};
  // Callers of the same time begin at different places: so many words of them,
  // 64 MiB of heap that may be half empty, or 256 for the larger slabs.
  uint32_t WordsAhead = Log < 3 ? 16 : 64;
  auto Ticket = uint32_t(
      target::fetchAdd<Order::Relaxed, Scope::Device>(Heap.PageTickets, 1));
  uint32_t Start = Ticket / WordsAhead << Log;
  uint64_t Backed =
      target::load<Order::Relaxed, Scope::Device>(Heap.BackedPages);
  bool InOrder = Ticket % WordsAhead == 0;
  bool First = true;
  WordSearch Words(Heap.FreePages, Backed, 0, Ticket % WordsAhead, From);
  while (Words.next()) {
    uint64_t Members = Words.members();
    for (;;) {
      uint64_t Starts = Members;
      GPURT_KEEP_LOOP
      for (uint32_t I = 0; I < Log; ++I)
        Starts &= Starts >> (1u << I);
      Starts &= Places[Log];
      if (!Starts)
        break;
      if (First && InOrder && Words.index() != From)
        target::store<Order::Relaxed, Scope::Device>(Heap.FirstWord[Log],
                                                     Words.index());
      First = false;
      Guard.begin();
      uint32_t Taken =
          takePagesOf(Heap, Log, Words.index(), Starts, Start, Members);
      if (Taken != NoPage)
        return Taken;
    }
  }
  return NoPage;
}

uint32_t alloc::takePages(abi::HeapState &Heap, uint32_t Log,
                          InTransit &Guard) {
  uint32_t From =
      target::load<Order::Relaxed, Scope::Device>(Heap.FirstWord[Log]);
  uint32_t Taken = takePagesFrom(Heap, Log, From, Guard);
  // The hint may be behind what was given back.
  return Taken == NoPage && From ? takePagesFrom(Heap, Log, 0, Guard) : Taken;
}

namespace {

/// Removes pages [First, End), or none. \returns End, or the first page of the
/// word that stood in the way.
[[gnu::noinline]] uint64_t removeRange(abi::HeapState &Heap, uint64_t First,
                                       uint64_t End) {
  for (uint64_t Index = First / 64; Index * 64 < End; ++Index) {
    if (removeMask(Heap.FreePages, Index, maskOf(Index, First, End)))
      continue;
    for (uint64_t Undo = First / 64; Undo < Index; ++Undo)
      insertMask(Heap.FreePages, Undo, maskOf(Undo, First, End));
    return Index * 64;
  }
  return End;
}

uint64_t alignUp(uint64_t Value, uint64_t Align) {
  return (Value + Align - 1) & ~(Align - 1);
}

uint64_t wordOf(const abi::HeapState &Heap, uint64_t Index) {
  return target::load<Order::Relaxed, Scope::Device>(
      Heap.FreePages.Level[0][Index]);
}

} // namespace

bool alloc::takeRange(abi::HeapState &Heap, uint64_t First, uint64_t End) {
  return End <= tables().ReservedPages && removeRange(Heap, First, End) == End;
}

[[gnu::noinline]] uint32_t alloc::takeRun(abi::HeapState &Heap, uint32_t Count,
                                          uint32_t Align) {
  auto Backed =
      uint32_t(target::load<Order::Relaxed, Scope::Device>(Heap.BackedPages));
  // Start is aligned, and [Start, Page) was free when we looked.
  uint32_t Start = 0;
  uint32_t Page = 0;
  while (Page < Backed) {
    uint32_t Rest = 64 - Page % 64;
    uint64_t Free = wordOf(Heap, Page / 64) >> (Page % 64);
    uint32_t Ones = ~Free ? uint32_t(__builtin_ctzll(~Free)) : 64;
    Page += Ones;
    if (Page - Start >= Count) {
      InTransit Guard(Heap);
      Guard.begin();
      auto Stop = uint32_t(removeRange(Heap, Start, Start + Count));
      if (Stop == Start + Count)
        return Start;
      // Another caller took a page since: look again from there.
      Start = Page = uint32_t(alignUp(Stop > Start ? Stop : Start, Align));
    } else if (Ones < Rest) {
      // Page is taken. Go on behind it and its taken neighbours.
      uint64_t Later = Free >> Ones;
      Page += Later ? uint32_t(__builtin_ctzll(Later)) : Rest - Ones;
      Start = Page = uint32_t(alignUp(Page, Align));
    }
  }
  return NoPage;
}

[[gnu::noinline]] void alloc::giveRun(abi::HeapState &Heap, uint32_t First,
                                      uint64_t Count) {
  uint64_t End = First + Count;
  for (uint64_t Index = First / 64; Index * 64 < End; ++Index)
    insertMask(Heap.FreePages, Index, maskOf(Index, First, End));
  GPURT_KEEP_LOOP
  for (uint32_t &Word : Heap.FirstWord)
    if (First / 64 < target::load<Order::Relaxed, Scope::Device>(Word))
      target::store<Order::Relaxed, Scope::Device>(Word, First / 64);
}

[[gnu::noinline]] uint64_t alloc::pagesForRun(abi::HeapState &Heap,
                                              uint64_t Count, uint64_t Align) {
  uint64_t Start =
      target::load<Order::Relaxed, Scope::Device>(Heap.BackedPages);
  while (Start) {
    uint64_t Last = Start - 1;
    // Move the word's bit of page Last to the top and count ones from there.
    uint64_t Free = wordOf(Heap, Last / 64) << (63 - Last % 64);
    uint64_t Ones = ~Free ? uint64_t(__builtin_clzll(~Free)) : 64;
    Start -= Ones < Last % 64 + 1 ? Ones : Last % 64 + 1;
    if (Ones < Last % 64 + 1)
      break;
  }
  return alignUp(Start, Align) + Count;
}

//===----------------------------------------------------------------------===//
// Growth
//===----------------------------------------------------------------------===//

namespace {

/// Lists pages that the host has backed since \p Known. One caller wins.
[[gnu::noinline]] void publish(abi::HeapState &Heap, uint64_t Known,
                               uint64_t Backed) {
  InTransit Guard(Heap);
  Guard.begin();
  // Acquire is in the mailbox read before. A caller stopped between this line
  // and the end leaves pages that nobody finds.
  if (!target::compareExchange<Order::AcqRel, Scope::Device>(Heap.BackedPages,
                                                             Known, Backed))
    return;
  insertRange(Heap.FreePages, Known, Backed);
}

/// Copies the mailbox's limit to the device, so that a full heap is refused
/// without a trip to the host. The host changes the mailbox first and the copy
/// second: a limit that is unchanged after our store is not older than its.
void copyLimit(abi::State &State, uint64_t Limit) {
  for (;;) {
    target::store<Order::Relaxed, Scope::Device>(State.Heap.LimitPages, Limit);
    target::fence<Order::SeqCst, Scope::System>();
    uint64_t Now =
        target::load<Order::Acquire, Scope::System>(State.Mail->Limit);
    if (Now == Limit)
      return;
    Limit = Now;
  }
}

enum class Answer { Grown, Refused, None };

/// Looks at the mailbox, and asks if nobody asked for as much.
[[gnu::noinline]] Answer askHost(abi::State &State, uint64_t Known,
                                 uint64_t Needed) {
  abi::Mailbox &Mail = *State.Mail;
  // Pairs with the host's release after it mapped the pages.
  uint64_t Backed = target::load<Order::Acquire, Scope::System>(Mail.Backed);
  if (Backed > Known)
    publish(State.Heap, Known, Backed);
  if (Backed >= Needed)
    return Answer::Grown;
  uint64_t Limit = target::load<Order::Acquire, Scope::System>(Mail.Limit);
  if (Needed > Limit) {
    copyLimit(State, Limit);
    return Answer::Refused;
  }
  // Callers with different needs may overwrite each other's; the one that
  // still waits asks again, so the largest is served at last.
  if (target::load<Order::Relaxed, Scope::System>(Mail.Wanted) < Needed)
    target::store<Order::Relaxed, Scope::System>(Mail.Wanted, Needed);
  return Answer::None;
}

} // namespace

[[gnu::noinline]] bool alloc::grow(abi::State &State, uint64_t Needed) {
  abi::HeapState &Heap = State.Heap;
  // One thread at a time polls the host: when all do, PCIe fills up and a
  // growth of 64 MiB takes 3.4 ms instead of 0.04 (measured 2026-11-22). But
  // nobody depends on that one: every 256th look goes to the host regardless.
  for (uint32_t Look = 0;; ++Look) {
    uint64_t Known =
        target::load<Order::Acquire, Scope::Device>(Heap.BackedPages);
    if (Known >= Needed)
      return true;
    if (Needed > target::load<Order::Relaxed, Scope::Device>(Heap.LimitPages))
      return false;
    bool Elected =
        target::exchange<Order::Relaxed, Scope::Device>(Heap.Polling, 1) == 0;
    if (Elected || Look % 256 == 255) {
      Answer Got = askHost(State, Known, Needed);
      if (Elected)
        target::store<Order::Relaxed, Scope::Device>(Heap.Polling, 0);
      if (Got != Answer::None)
        return Got == Answer::Grown;
    }
    stopIfPanicked(State);
    target::sleepFor(1000);
  }
}
