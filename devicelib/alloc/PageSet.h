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

#include "alloc/Bits.h"
#include "gpurt/abi.h"
#include "target/Atomic.h"

namespace gpurt::alloc {

using abi::PageSet;
using target::Order;
using target::Scope;

inline constexpr uint32_t NoPage = ~0u;
inline constexpr unsigned TopLevel = 2;

/// Adds the pages of \p Mask in word \p Index. Release: what the caller wrote
/// before is visible to whoever takes a page out, which acquires.
void insertMask(const PageSet &Set, uint64_t Index, uint64_t Mask);

/// Adds the pages from \p First to \p End, of which none is a member. For many:
/// one fence for all, and no wait for an answer.
void insertRange(const PageSet &Set, uint64_t First, uint64_t End);

/// \returns the bits of word \p Index that lie in pages [First, End).
inline uint64_t maskOf(uint64_t Index, uint64_t First, uint64_t End) {
  uint64_t Low = Index * 64;
  uint64_t Mask = ~0ull;
  if (First > Low)
    Mask &= ~0ull << (First - Low);
  if (End < Low + 64)
    Mask &= ~(~0ull << (End - Low));
  return Mask;
}

inline void insert(const PageSet &Set, uint32_t Page) {
  insertMask(Set, Page / 64, 1ull << (Page % 64));
}

/// Takes the pages of \p Mask in word \p Index out. \returns all members of the
/// word before: of Mask another caller was first with the rest. Takes effect at
/// the fetchAnd.
uint64_t removeAny(const PageSet &Set, uint64_t Index, uint64_t Mask);

/// Takes one page out. \returns false if it was not a member.
inline bool remove(const PageSet &Set, uint32_t Page) {
  return removeAny(Set, Page / 64, 1ull << (Page % 64)) >> Page % 64 & 1;
}

/// Takes all pages of \p Mask in word \p Index out, or none.
bool removeMask(const PageSet &Set, uint64_t Index, uint64_t Mask);

/// Goes through the words of a set that have members. The seed chooses among
/// the members of each level, so that callers with different seeds meet
/// different words; seed 0 goes in order. Its state lies in memory and
/// its step is a function of its own: searches are rare, and registers are not.
class WordSearch {
  const PageSet &Set;
  uint64_t Top = 0;    ///< what is left of word TopIndex - 1 of level 2
  uint64_t Middle = 0; ///< what is left of word MiddleIndex of level 1
  uint64_t Found = 0;
  uint32_t TopWords;
  uint32_t TopIndex = 0;
  uint32_t MiddleIndex = 0;
  uint32_t FoundIndex = 0;
  uint32_t Seed;
  uint32_t Skip;
  uint32_t From;

public:
  /// Among the first \p Pages pages, without the first \p From words. With
  /// \p Skip the search leaves out that many words and comes back to them
  /// later, so that callers in order do not all meet in the first.
  WordSearch(const PageSet &Set, uint64_t Pages, uint32_t Seed,
             uint32_t Skip = 0, uint32_t From = 0)
      : Set(Set), TopWords(uint32_t(abi::pageSetWords(Pages, TopLevel))),
        TopIndex(From / 4096), Seed(Seed), Skip(Skip), From(From) {}

  /// \returns whether there is another word.
  bool next();

  [[nodiscard]] uint32_t index() const { return FoundIndex; }
  [[nodiscard]] uint64_t members() const { return Found; }
};

/// Goes through the members of a set.
class PageSearch {
  WordSearch Words;
  uint64_t Left = 0;
  uint32_t Seed;

public:
  PageSearch(const PageSet &Set, uint64_t Pages, uint32_t Seed)
      : Words(Set, Pages, Seed), Seed(Seed) {}

  /// \returns the next member, or NoPage.
  uint32_t next();

  /// Of the word that the last member was in, only \p Members are left.
  void retain(uint64_t Members) { Left &= Members; }
};

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_PAGESET_H
