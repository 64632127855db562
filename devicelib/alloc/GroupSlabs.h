//===- devicelib/alloc/GroupSlabs.h - The slabs that SMs have at hand -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The multiprocessors are divided into groups, and each group takes its slots
// of a class from one slab while it lasts.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_GROUPSLABS_H
#define GPURT_DEVICELIB_ALLOC_GROUPSLABS_H

#include "alloc/SizeClass.h"
#include "state/State.h"
#include "target/Thread.h"

namespace gpurt::alloc {

/// Groups that a class is divided among: of small slots all, of large ones
/// fewer, for each has a slab that is half empty on the average.
constexpr uint32_t groupsFor(uint32_t SlotSize) {
  return SlotSize <= 1024 ? abi::NumGroups : abi::NumGroups / 2;
}
constexpr uint32_t groupsOf(uint32_t Class) {
  return groupsFor(abi::classSize(Class));
}

inline abi::GroupSlab &slabOf(uint32_t Group, uint32_t Class) {
  return tables().Groups[Group * abi::NumClasses + Class];
}

/// The caller's group's.
inline abi::GroupSlab &slabOf(uint32_t Class) {
  return slabOf(target::multiprocessor() % groupsOf(Class), Class);
}

/// \returns whether a Current or Next names a slab: page \p Slab - 1.
inline bool isPage(uint32_t Slab) { return Slab && Slab != abi::SlabBusy; }

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_GROUPSLABS_H
