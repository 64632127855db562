//===- HeapTables.h - Heap tables as a device would write them ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For tests of the host's view. Nothing here is concurrent.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_UNIT_HEAPTABLES_H
#define GPURT_TEST_UNIT_HEAPTABLES_H

#include "gpurt/abi.h"

#include <algorithm>

namespace fake {

inline void insert(const gpurt::abi::PageSet &Set, uint64_t Page) {
  for (uint64_t *Level : Set.Level) {
    Level[Page / 64] |= 1ull << Page % 64;
    Page /= 64;
  }
}

inline bool contains(const gpurt::abi::PageSet &Set, uint64_t Page) {
  return Set.Level[0][Page / 64] >> Page % 64 & 1;
}

inline void remove(const gpurt::abi::PageSet &Set, uint64_t Page) {
  for (uint64_t *Level : Set.Level) {
    Level[Page / 64] &= ~(1ull << Page % 64);
    if (Level[Page / 64])
      return;
    Page /= 64;
  }
}

/// The device takes over what the host has backed since.
inline void takeOver(gpurt::abi::State &State) {
  for (uint64_t &Page = State.Heap.BackedPages; Page < State.Mail->Backed;
       ++Page)
    insert(State.Heap.FreePages, Page);
}

inline uint64_t slabWord(uint32_t Class, uint32_t Log, uint32_t Taken) {
  using namespace gpurt::abi;
  return uint64_t(slabSlots(Class, Log) - Taken) << CountShift |
         slabTag(Class, Log);
}

inline void putSlab(gpurt::abi::HeapState &Heap, uint64_t First, uint32_t Class,
                    uint32_t Log, uint32_t Taken) {
  Heap.PageWords[First] = slabWord(Class, Log, Taken);
  for (uint64_t I = 0; I < 1ull << Log; ++I) {
    Heap.SlabPages[First + I] = gpurt::abi::slabTag(Class, Log) |
                                uint32_t(I) << gpurt::abi::SlabOrdinalShift;
    uint64_t Page = First + I;
    std::fill_n(Heap.SlotBits + Page * gpurt::abi::SlotWordsPerPage,
                gpurt::abi::SlotWordsPerPage, 0u);
    Heap.BitsReady[Page / 64] |= 1ull << Page % 64;
    remove(Heap.FreePages, First + I);
  }
  insert(Heap.Listed[Class], First);
  if (Taken)
    return;
  insert(Heap.Empty, First);
  Heap.EmptyPages += 1ull << Log;
}

inline void putRun(gpurt::abi::HeapState &Heap, uint64_t First,
                   uint32_t Pages) {
  Heap.PageWords[First] = gpurt::abi::TagRunHead;
  Heap.RunPages[First] = Pages;
  for (uint64_t I = 0; I < Pages; ++I)
    remove(Heap.FreePages, First + I);
}

} // namespace fake

#endif // GPURT_TEST_UNIT_HEAPTABLES_H
