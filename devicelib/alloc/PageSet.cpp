//===- devicelib/alloc/PageSet.cpp - A concurrent set of pages ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See PageSet.h, also for the invariant I1 and the pair P1.
// Tests: test/unit/heap/
//===----------------------------------------------------------------------===//
#include "alloc/PageSet.h"

using namespace gpurt;
using namespace gpurt::alloc;

namespace {

/// Tells the levels above that word \p Index of \p Level became nonzero.
[[gnu::noinline]] void raiseAbove(const PageSet &Set, unsigned Level,
                                  uint64_t Index) {
  for (++Level; Level <= TopLevel; ++Level, Index /= 64) {
    uint64_t Bit = 1ull << (Index % 64);
    // P1, and acquire for when this RMW is itself the later one of two.
    uint64_t Before = target::fetchOr<Order::AcqRel, Scope::Device>(
        Set.Level[Level][Index / 64], Bit);
    if (Before)
      return;
  }
}

/// Tells the levels above that word \p Index of \p Level became zero.
[[gnu::noinline]] void lowerAbove(const PageSet &Set, unsigned Level,
                                  uint64_t Index) {
  while (Level < TopLevel) {
    uint64_t Bit = 1ull << (Index % 64);
    uint64_t Before = target::fetchAnd<Order::AcqRel, Scope::Device>(
        Set.Level[Level + 1][Index / 64], ~Bit);
    // P1: a raise that came before our clear was lost; its word is visible,
    // for the clear has acquired.
    // Stopping before this line leaves members that a search cannot find
    // until the next raise of this word, and breaks nothing.
    if (target::load<Order::Relaxed, Scope::Device>(Set.Level[Level][Index])) {
      raiseAbove(Set, Level, Index);
      return;
    }
    if (Before != Bit)
      return;
    ++Level;
    Index /= 64;
  }
}

} // namespace

[[gnu::noinline]] void alloc::insertMask(const PageSet &Set, uint64_t Index,
                                         uint64_t Mask) {
  uint64_t Before =
      target::fetchOr<Order::Release, Scope::Device>(Set.Level[0][Index], Mask);
  if (!Before)
    raiseAbove(Set, 0, Index);
}

[[gnu::noinline]] void alloc::insertRange(const PageSet &Set, uint64_t First,
                                          uint64_t End) {
  // Release, with each RMW on the members' words.
  target::fence<Order::AcqRel, Scope::Device>();
  for (uint64_t *Level : Set.Level) {
    // From the second level on as in raiseAbove (P1): the words below are set.
    // A bit that is set already may be set again.
    bool IsLowest = Level == Set.Level[0];
    GPURT_KEEP_LOOP
    for (uint64_t Index = First / 64; Index * 64 < End; ++Index) {
      uint64_t Mask = maskOf(Index, First, End);
      if (IsLowest)
        target::fetchOr<Order::Relaxed, Scope::Device>(Level[Index], Mask);
      else
        target::fetchOr<Order::AcqRel, Scope::Device>(Level[Index], Mask);
    }
    First /= 64;
    End = (End + 63) / 64;
  }
}

[[gnu::noinline]] uint64_t alloc::removeAny(const PageSet &Set, uint64_t Index,
                                            uint64_t Mask) {
  uint64_t Before = target::fetchAnd<Order::AcqRel, Scope::Device>(
      Set.Level[0][Index], ~Mask);
  if (Before && !(Before & ~Mask))
    lowerAbove(Set, 0, Index);
  return Before;
}

[[gnu::noinline]] bool alloc::removeMask(const PageSet &Set, uint64_t Index,
                                         uint64_t Mask) {
  uint64_t Seen =
      target::load<Order::Relaxed, Scope::Device>(Set.Level[0][Index]);
  do {
    if ((Seen & Mask) != Mask)
      return false;
  } while (!target::compareExchange<Order::AcqRel, Scope::Device>(
      Set.Level[0][Index], Seen, Seen & ~Mask));
  if (Seen == Mask)
    lowerAbove(Set, 0, Index);
  return true;
}

/// \p Word without the bits that stand for less than \p From, if it is the one
/// of From.
static uint64_t maskFrom(uint64_t Word, uint32_t Index, uint32_t From) {
  return Index == From / 64 ? Word & ~0ull << From % 64 : Word;
}

/// \p Word without its lowest \p Count set bits, or fewer if none would be
/// left.
static uint64_t skipBits(uint64_t Word, uint32_t Count) {
  auto Bits = uint32_t(__builtin_popcountll(Word));
  if (Count >= Bits)
    Count %= Bits;
  GPURT_KEEP_LOOP
  while (Count--)
    Word &= Word - 1;
  return Word;
}

[[gnu::noinline]] bool WordSearch::next() {
  for (;;) {
    while (Middle) {
      uint64_t Choice = Skip ? skipBits(Middle, Skip) : Middle;
      uint32_t Low = MiddleIndex * 64 + someSetBit(Choice, Seed >> 6);
      Middle &= ~(1ull << (Low % 64));
      Found = target::load<Order::Relaxed, Scope::Device>(Set.Level[0][Low]);
      FoundIndex = Low;
      if (Found)
        return true;
    }
    while (!Top) {
      if (TopIndex >= TopWords)
        return false;
      Top = maskFrom(
          target::load<Order::Relaxed, Scope::Device>(Set.Level[2][TopIndex]),
          TopIndex, From / 64);
      ++TopIndex;
    }
    uint32_t Bit = someSetBit(Top, Seed >> 12);
    Top &= ~(1ull << Bit);
    MiddleIndex = (TopIndex - 1) * 64 + Bit;
    Middle = maskFrom(
        target::load<Order::Relaxed, Scope::Device>(Set.Level[1][MiddleIndex]),
        MiddleIndex, From);
  }
}

[[gnu::noinline]] uint32_t PageSearch::next() {
  while (!Left) {
    if (!Words.next())
      return NoPage;
    Left = Words.members();
  }
  uint32_t Bit = someSetBit(Left, Seed);
  Left &= ~(1ull << Bit);
  return Words.index() * 64 + Bit;
}
