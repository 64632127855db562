//===- devicelib/alloc/PageSet.h - A concurrent set of pages --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bitmaps in three levels, so that a member among a million pages is found in
// three loads. The lowest level decides; the upper ones only guide a search.
// Lock-free, any lane may call, converged or not. A search may miss a page
// that moves in or out while it runs, and may name one that has just left: the
// caller claims or checks what it was given.
//
// I1: an upper bit is set over a word that is not zero, once the caller that
//     made it so and the last that emptied it have returned; until then a
//     search may miss what others put there. It may be set over a zero word.
// P1: the release half of the RMW that sets an upper bit pairs with the
//     acquire half of the RMW that clears it: whoever clears sees the word
//     that made another set, and sets the bit again.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_PAGESET_H
#define GPURT_DEVICELIB_ALLOC_PAGESET_H

#include "gpurt/abi.h"
#include "target/Atomic.h"

namespace gpurt::alloc {

using abi::PageSet;
using target::Order;
using target::Scope;

inline constexpr uint32_t NoPage = ~0u;
inline constexpr unsigned TopLevel = 2;

/// \returns the first set bit of \p Word at or after \p Start, cyclically.
/// \p Word is not zero.
inline uint32_t firstBitFrom(uint64_t Word, uint32_t Start) {
  Start &= 63;
  uint64_t Later = Word >> Start << Start;
  return uint32_t(__builtin_ctzll(Later ? Later : Word));
}

/// Tells the levels above that word \p Index of \p Level became nonzero.
inline void raiseAbove(const PageSet &Set, unsigned Level, uint64_t Index) {
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
inline void lowerAbove(const PageSet &Set, unsigned Level, uint64_t Index) {
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

/// Adds the pages of \p Mask in word \p Index. Release: what the caller wrote
/// before is visible to whoever takes a page out, which acquires.
inline void insertMask(const PageSet &Set, uint64_t Index, uint64_t Mask) {
  uint64_t Before =
      target::fetchOr<Order::Release, Scope::Device>(Set.Level[0][Index], Mask);
  if (!Before)
    raiseAbove(Set, 0, Index);
}

inline void insert(const PageSet &Set, uint32_t Page) {
  insertMask(Set, Page / 64, 1ull << (Page % 64));
}

/// Takes one page out. \returns false if it was not a member: another caller
/// was first. Takes effect at the fetchAnd.
inline bool remove(const PageSet &Set, uint32_t Page) {
  uint64_t Bit = 1ull << (Page % 64);
  uint64_t Before = target::fetchAnd<Order::AcqRel, Scope::Device>(
      Set.Level[0][Page / 64], ~Bit);
  if (Before == Bit)
    lowerAbove(Set, 0, Page / 64);
  return Before & Bit;
}

/// Takes all pages of \p Mask in word \p Index out, or none.
inline bool removeMask(const PageSet &Set, uint64_t Index, uint64_t Mask) {
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

/// Calls \p Visit(page) for members until it returns true or all were seen.
/// Each level is entered at a place that \p Seed chooses, so that callers with
/// different seeds meet different members first; Seed 0 visits in order.
/// \returns whether Visit returned true.
template <typename Visitor>
inline bool anyOf(const PageSet &Set, uint64_t Pages, uint32_t Seed,
                  Visitor Visit) {
  uint32_t TopWords = uint32_t(abi::pageSetWords(Pages, TopLevel));
  for (uint32_t I = 0; I < TopWords; ++I) {
    uint64_t Top = target::load<Order::Relaxed, Scope::Device>(Set.Level[2][I]);
    while (Top) {
      uint32_t Mid = I * 64 + firstBitFrom(Top, Seed >> 12);
      Top &= ~(1ull << (Mid % 64));
      uint64_t Middle =
          target::load<Order::Relaxed, Scope::Device>(Set.Level[1][Mid]);
      while (Middle) {
        uint32_t Low = Mid * 64 + firstBitFrom(Middle, Seed >> 6);
        Middle &= ~(1ull << (Low % 64));
        uint64_t Members =
            target::load<Order::Relaxed, Scope::Device>(Set.Level[0][Low]);
        while (Members) {
          uint32_t Bit = firstBitFrom(Members, Seed);
          Members &= ~(1ull << Bit);
          if (Visit(Low * 64 + Bit))
            return true;
        }
      }
    }
  }
  return false;
}

/// \returns whether a search found no member.
inline bool isEmpty(const PageSet &Set, uint64_t Pages) {
  return !anyOf(Set, Pages, 0, [](uint32_t) { return true; });
}

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_PAGESET_H
