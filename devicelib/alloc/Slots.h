//===- devicelib/alloc/Slots.h - Fixed-size slots in pages ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks up to abi::MaxClassSize: pages divided into slots of one size class.
// Lock-free; any lane may call, converged or not.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_SLOTS_H
#define GPURT_DEVICELIB_ALLOC_SLOTS_H

#include "alloc/PageSet.h"

namespace gpurt::alloc {

/// \returns the smallest class whose slots hold \p Size bytes; \p Size is at
/// most abi::MaxClassSize, and 0 counts as 1.
constexpr uint32_t classOf(uint64_t Size) {
  uint32_t Units = Size ? uint32_t(Size + 15) / 16 : 1;
  if (Units <= 8)
    return Units - 1;
  uint32_t Shift = 28 - uint32_t(__builtin_clz(Units - 1));
  return 8 * Shift + ((Units - 1) >> Shift);
}

/// What a page word (abi.h) says.
struct PageWord {
  uint64_t Word;

  [[nodiscard]] constexpr uint32_t tag() const { return uint32_t(Word); }
  [[nodiscard]] constexpr int32_t count() const { return int32_t(Word >> 32); }
  [[nodiscard]] constexpr bool isClassPage() const {
    return tag() >= abi::TagClass && tag() < abi::TagClass + abi::NumClasses;
  }
  [[nodiscard]] constexpr uint32_t sizeClass() const {
    return tag() - abi::TagClass;
  }
  /// The word of a page of \p Class with \p Count free slots; also what to add
  /// to a free page's word.
  static constexpr uint64_t of(uint32_t Class, uint32_t Count) {
    return uint64_t(Count) << 32 | (abi::TagClass + Class);
  }
};

/// \returns a slot of \p Class, 16-byte aligned (aligned to the slot size's
/// largest power of two), or null if the heap is full: at the moment when the
/// search read EmptyPages no page was free, and none empty but for those that
/// a free which had not returned yet had emptied. Null too if a slot of \p
/// Class was never where we looked, for it came free in a full page meanwhile;
/// and when Patience (Pages.h) ends.
void *takeSlot(abi::State &State, uint32_t Class);

/// \returns whether slots have emptied a page that nobody has retired. Behind
/// by as many as other threads are just emptying or filling.
bool hasEmptyPages(const abi::HeapState &Heap);

enum class Freed { Done, Invalid, Twice };

/// Gives back the slot at \p Offset from the heap's base, in a page whose word
/// the caller has read as \p Word.
Freed giveSlot(abi::HeapState &Heap, uint64_t Offset, PageWord Word);

/// Hands pages with no block in them to the page allocator, at most \p Most.
/// \returns how many.
uint32_t retireEmptyPages(abi::HeapState &Heap, uint32_t Most);

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_SLOTS_H
