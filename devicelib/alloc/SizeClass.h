//===- devicelib/alloc/SizeClass.h - Numbers of each size class -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What follows from a class by division, from constant memory instead: a
// division is some twenty instructions and as many registers.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_SIZECLASS_H
#define GPURT_DEVICELIB_ALLOC_SIZECLASS_H

#include "gpurt/abi.h"
#include "target/Memory.h"

namespace gpurt::alloc {

/// A class and the size of its slots in units of 16 bytes, found together.
struct SizeClass {
  uint32_t Index;
  uint32_t Units;

  /// The smallest class whose slots hold \p Size bytes; \p Size is at most
  /// abi::MaxClassSize, and 0 counts as 1. Steps of 16 bytes up to 128, then
  /// eight to each power of two.
  static constexpr SizeClass of(uint64_t Size) {
    uint32_t Last = Size ? uint32_t(Size - 1) / 16 : 0; // unit with the end
    uint32_t Shift = Last < 8 ? 0 : 28 - uint32_t(__builtin_clz(Last));
    uint32_t Step = Last >> Shift;
    return {8 * Shift + Step, (Step + 1) << Shift};
  }
};

/// \returns the smallest class whose slots hold \p Size bytes; \p Size is at
/// most abi::MaxClassSize, and 0 counts as 1.
constexpr uint32_t classOf(uint64_t Size) { return SizeClass::of(Size).Index; }

struct ClassNumbers {
  uint32_t Slots[abi::NumSlabLogs][abi::NumClasses]; ///< of a slab
  uint32_t Reciprocals[abi::NumClasses]; ///< of the size in units of 16
};

extern const GPURT_CONSTANT ClassNumbers Numbers;

/// \returns the slots of a slab whose page word has \p Tag.
inline uint32_t slotsOfTag(uint32_t Tag) {
  return Numbers.Slots[abi::tagLog(Tag)][abi::tagClass(Tag)];
}

/// \returns the slot of \p Class that \p Offset bytes from its slab's start lie
/// in. Exact: with U = size / 16 the product is off by less than 2^16 + U, and
/// that is less than 2^31 / U.
inline uint32_t slotAt(uint32_t Class, uint32_t Offset) {
  return uint32_t(uint64_t(Offset / 16) * Numbers.Reciprocals[Class] >> 31);
}

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_SIZECLASS_H
