//===- HeapWalk.cpp - The blocks of a device's heap, host side ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See HeapWalk.h. The tables are described in gpurt/abi.h: a page's word says
// whether a slab of slots or a large block begins there.
// Tests: test/unit/HeapWalkTest.cpp,
// test/run/checked/leaks-are-listed-by-site.cu
//===----------------------------------------------------------------------===//
#include "HeapWalk.h"

#include <bit>
#include <vector>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

using Visitor = std::function<void(uint64_t, uint64_t)>;

/// Visits the taken slots of the slab that begins at \p Page.
cudaError_t visitSlots(DeviceState &Device, uint64_t Page, uint32_t Tag,
                       const Visitor &Visit) {
  const abi::HeapState &Heap = Device.layout().Heap;
  uint32_t Class = abi::tagClass(Tag);
  std::vector<uint32_t> Bits(abi::SlotWordsPerPage << abi::tagLog(Tag));
  if (cudaError_t Error = Device.Calls.read(
          Bits.data(), Heap.SlotBits + Page * abi::SlotWordsPerPage,
          Bits.size() * sizeof(uint32_t)))
    return Error;
  uint64_t Base = Heap.Base + Page * abi::PageSize;
  for (uint32_t Index = 0; Index < Bits.size(); ++Index)
    for (uint32_t Left = Bits[Index]; Left; Left &= Left - 1)
      Visit(Base + (Index * 32 + uint64_t(std::countr_zero(Left))) *
                       abi::classSize(Class),
            abi::classSize(Class));
  return cudaSuccess;
}

} // namespace

cudaError_t gpurt::runtime::forEachBlock(DeviceState &Device,
                                         const Visitor &Visit) {
  const abi::HeapState &Heap = Device.layout().Heap;
  uint64_t Pages = 0; // as the device sees it; growth may be over for good
  if (cudaError_t Error = Device.Calls.read(
          &Pages, &Device.onDevice()->Heap.BackedPages, sizeof(Pages)))
    return Error;
  std::vector<uint64_t> Words(Pages);
  std::vector<uint32_t> Runs(Pages);
  if (cudaError_t Error = Device.Calls.read(Words.data(), Heap.PageWords,
                                            Pages * sizeof(uint64_t)))
    return Error;
  if (cudaError_t Error = Device.Calls.read(Runs.data(), Heap.RunPages,
                                            Pages * sizeof(uint32_t)))
    return Error;
  for (uint64_t Page = 0; Page < Pages; ++Page) {
    uint32_t Tag = abi::pageTag(Words[Page]);
    if (Tag == abi::TagRunHead) {
      Visit(Heap.Base + Page * abi::PageSize, Runs[Page] * abi::PageSize);
      continue;
    }
    if (!abi::isSlabTag(Tag) ||
        abi::pageCount(Words[Page]) ==
            int32_t(abi::slabSlots(abi::tagClass(Tag), abi::tagLog(Tag))))
      continue;
    if (cudaError_t Error = visitSlots(Device, Page, Tag, Visit))
      return Error;
  }
  return cudaSuccess;
}
