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

/// \returns the smallest class whose slots hold \p Size bytes; \p Size is at
/// most abi::MaxClassSize, and 0 counts as 1.
constexpr uint32_t classOf(uint64_t Size) {
  uint32_t Units = Size ? uint32_t(Size + 15) / 16 : 1;
  if (Units <= 8)
    return Units - 1;
  uint32_t Shift = 28 - uint32_t(__builtin_clz(Units - 1));
  return 8 * Shift + ((Units - 1) >> Shift);
}

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
