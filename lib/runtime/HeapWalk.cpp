//===- HeapWalk.cpp - The blocks of a device's heap, host side ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See HeapWalk.h. HeapTable.h says what the pages are; of a slab, the slot bits
// say which slots are taken.
// Tests: test/unit/HeapWalkTest.cpp,
// test/run/checked/leaks-are-listed-by-site.cu
//===----------------------------------------------------------------------===//
#include "HeapWalk.h"
#include "HeapTable.h"

#include <bit>
#include <vector>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

using Visitor = std::function<void(uint64_t, uint64_t)>;

/// Visits the taken slots of \p Slab.
cudaError_t visitSlots(DeviceState &Device, const HeapSpan &Slab,
                       const Visitor &Visit) {
  const abi::HeapState &Heap = Device.layout().Heap;
  uint64_t Size = abi::classSize(Slab.Class);
  std::vector<uint32_t> Bits(abi::SlotWordsPerPage * Slab.Pages);
  if (cudaError_t Error = Device.Calls.read(
          Bits.data(), Heap.SlotBits + Slab.First * abi::SlotWordsPerPage,
          Bits.size() * sizeof(uint32_t)))
    return Error;
  uint64_t Base = Heap.Base + Slab.First * abi::PageSize;
  for (uint32_t Index = 0; Index < Bits.size(); ++Index)
    for (uint32_t Left = Bits[Index]; Left; Left &= Left - 1)
      Visit(Base + (uint64_t(Index) * 32 + uint64_t(std::countr_zero(Left))) *
                       Size,
            Size);
  return cudaSuccess;
}

} // namespace

cudaError_t gpurt::runtime::forEachBlock(DeviceState &Device,
                                         const Visitor &Visit) {
  HeapTable Table;
  cudaError_t Error = Table.read(Device);
  if (Error != cudaSuccess)
    return Error;
  uint64_t Base = Device.layout().Heap.Base;
  Table.forEachSpan([&](const HeapSpan &Span) {
    if (Span.What == HeapSpan::Kind::Run)
      Visit(Base + Span.First * abi::PageSize, Span.Pages * abi::PageSize);
    else if (Span.What == HeapSpan::Kind::Slab && Span.Used &&
             Error == cudaSuccess)
      Error = visitSlots(Device, Span, Visit);
  });
  return Error;
}
