//===- HeapTable.cpp - What each page of a heap is, host side -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See HeapTable.h.
// Test: test/unit/HeapTableTest.cpp
//===----------------------------------------------------------------------===//
#include "HeapTable.h"

#include <algorithm>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

template <typename Entry>
cudaError_t copy(CopyLane &Lane, std::vector<Entry> &To, const Entry *From,
                 uint64_t Count) {
  To.resize(Count);
  return Lane.read(To.data(), From, Count * sizeof(Entry));
}

} // namespace

cudaError_t HeapTable::read(DeviceState &Device) {
  const abi::HeapState &Heap = Device.layout().Heap;
  CopyLane &Lane = Device.Calls;
  uint64_t Pages = 0; // as the device knows: what it can have given out
  cudaError_t Error =
      Lane.read(&Pages, &Device.onDevice()->Heap.BackedPages, sizeof(Pages));
  if (Error == cudaSuccess)
    Error = copy(Lane, Words, Heap.PageWords, Pages);
  if (Error == cudaSuccess)
    Error = copy(Lane, Runs, Heap.RunPages, Pages);
  if (Error == cudaSuccess)
    Error =
        copy(Lane, Free, Heap.FreePages.Level[0], abi::pageSetWords(Pages, 0));
  return Error;
}

HeapSpan HeapTable::spanAt(uint64_t First) const {
  uint64_t Word = Words[First];
  uint32_t Tag = abi::pageTag(Word);
  if (abi::isSlabTag(Tag)) {
    uint32_t Class = abi::tagClass(Tag);
    uint32_t Slots = abi::slabSlots(Class, abi::tagLog(Tag));
    // Below zero for the moment that an allocator takes to find too few.
    int64_t Left = std::clamp<int64_t>(abi::pageCount(Word), 0, Slots);
    uint64_t Empty = uint64_t(Slots) << abi::CountShift | Tag;
    uint64_t Size = std::min(uint64_t(1) << abi::tagLog(Tag), pages() - First);
    return {First, Size,  HeapSpan::Kind::Slab,  Word != Empty,
            Class, Slots, Slots - uint32_t(Left)};
  }
  if (Tag != abi::TagRunHead)
    return bareSpanAt(First);
  // The length may be another life's; what begins behind the head does not lie.
  uint64_t End = First + 1;
  uint64_t Most = std::min(First + Runs[First], pages());
  while (End < Most && !abi::pageTag(Words[End]))
    ++End;
  return {First, End - First, HeapSpan::Kind::Run, true};
}

/// Neighbours with no word that are alike.
HeapSpan HeapTable::bareSpanAt(uint64_t First) const {
  bool AllFree = isFree(First);
  uint64_t End = First + 1;
  while (End < pages() && !abi::pageTag(Words[End]) && isFree(End) == AllFree)
    ++End;
  return {First, End - First,
          AllFree ? HeapSpan::Kind::Free : HeapSpan::Kind::Moving, !AllFree};
}
