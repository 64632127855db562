//===- HeapMemory.cpp - The heap's addresses and the memory behind them ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See HeapMemory.h. Only cuMem* calls back memory here, because they work
// while a kernel runs; cudaMalloc may wait for it, and the kernel for us.
//
//   0x6000'0000'0000 + device * 1 TiB              pages, 64 KiB each
//   the same         + SlotBitsOffset              slot bits, 512 B per page
// Test: test/unit/GrowthTest.cpp
//===----------------------------------------------------------------------===//
#include "HeapMemory.h"

#include <algorithm>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

constexpr uint64_t GiB = 1ull << 30;
constexpr uint64_t FirstAddress = 0x600000000000;
constexpr uint64_t DeviceStride = 1024 * GiB;
constexpr uint64_t SlotBitsOffset = 896 * GiB;
constexpr uint64_t SlotBytesPerPage = abi::SlotWordsPerPage * sizeof(uint32_t);

/// Left to the program's own cudaMalloc by growth that nobody waits for.
constexpr uint64_t KeepFree = 256ull << 20;

/// Free memory that the driver reports but may not grant.
constexpr uint64_t Doubtful = 32ull << 20;

constexpr uint64_t roundUp(uint64_t Value, uint64_t To) {
  return (Value + To - 1) / To * To;
}

constexpr uint64_t roundDown(uint64_t Value, uint64_t To) {
  return Value / To * To;
}

uint64_t freeOnCard() {
  size_t Free = 0, Total = 0;
  OwnErrors Guard;
  return cudaMemGetInfo(&Free, &Total) == cudaSuccess ? Free : 0;
}

} // namespace

//===----------------------------------------------------------------------===//
// BackedRange
//===----------------------------------------------------------------------===//

CUresult BackedRange::reserve(const DriverApi &Api, int Ordinal, uint64_t Size,
                              uint64_t Align, uint64_t Wish) {
  Driver = &Api;
  Kind = {};
  Kind.type = CU_MEM_ALLOCATION_TYPE_PINNED;
  Kind.location.type = CU_MEM_LOCATION_TYPE_DEVICE;
  Kind.location.id = Ordinal;
  size_t Smallest = 0;
  if (CUresult Error = Api.MemGetAllocationGranularity(
          &Smallest, &Kind, CU_MEM_ALLOC_GRANULARITY_MINIMUM))
    return Error;
  Granularity = std::max<uint64_t>(Smallest, 2ull << 20);
  Size = roundUp(Size, Granularity);
  Backed = 0;

  CUresult Error = Api.MemAddressReserve(&Reserved, Size, 0, Wish, 0);
  if (Error == CUDA_SUCCESS && Reserved % Align == 0) {
    ReservedSize = Size;
    Base = Reserved;
    return CUDA_SUCCESS;
  }
  if (Error == CUDA_SUCCESS)
    Api.MemAddressFree(Reserved, Size);
  // Anywhere will do: take enough to find an aligned start inside.
  ReservedSize = Size + Align;
  Error = Api.MemAddressReserve(&Reserved, ReservedSize, 0, 0, 0);
  if (Error != CUDA_SUCCESS) {
    Reserved = 0;
    return Error;
  }
  Base = roundUp(Reserved, Align);
  return CUDA_SUCCESS;
}

CUresult BackedRange::extend(uint64_t Size) {
  CUmemGenericAllocationHandle Memory = 0;
  if (CUresult Error = Driver->MemCreate(&Memory, Size, &Kind, 0))
    return Error;
  CUdeviceptr Address = Base + Backed;
  CUresult Error = Driver->MemMap(Address, Size, 0, Memory, 0);
  if (Error == CUDA_SUCCESS) {
    CUmemAccessDesc Access{};
    Access.location = Kind.location;
    Access.flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE;
    Error = Driver->MemSetAccess(Address, Size, &Access, 1);
    if (Error != CUDA_SUCCESS)
      Driver->MemUnmap(Address, Size);
  }
  // A mapping keeps its memory alive, so the handle can go in either case.
  Driver->MemRelease(Memory);
  if (Error != CUDA_SUCCESS)
    return Error;
  Chunks.push_back({Backed, Size});
  Backed += Size;
  return CUDA_SUCCESS;
}

uint64_t BackedRange::leastFrom(uint64_t Size) const {
  uint64_t Least = Backed;
  for (auto Last = Chunks.rbegin();
       Last != Chunks.rend() && Last->Offset >= Size; ++Last)
    Least = Last->Offset;
  return Least;
}

CUresult BackedRange::shrinkTo(uint64_t Size) {
  // The driver unmaps what was mapped in one piece in one piece.
  while (!Chunks.empty() && Chunks.back().Offset >= Size) {
    const Chunk &Last = Chunks.back();
    if (CUresult Error = Driver->MemUnmap(Base + Last.Offset, Last.Size))
      return Error;
    Backed = Last.Offset;
    Chunks.pop_back();
  }
  return CUDA_SUCCESS;
}

void BackedRange::release() {
  for (const Chunk &Part : Chunks)
    Driver->MemUnmap(Base + Part.Offset, Part.Size);
  Chunks.clear();
  if (Reserved)
    Driver->MemAddressFree(Reserved, ReservedSize);
  Reserved = 0;
  Base = 0;
  Backed = 0;
}

//===----------------------------------------------------------------------===//
// HeapMemory
//===----------------------------------------------------------------------===//

CUresult HeapMemory::reserve(const DriverApi &Driver, int Ordinal,
                             uint64_t CardBytes) {
  uint64_t Bytes = roundUp(CardBytes, GiB);
  uint64_t Wish = FirstAddress + uint64_t(Ordinal) * DeviceStride;
  if (CUresult Error = Pages.reserve(Driver, Ordinal, Bytes, GiB, Wish))
    return Error;
  ReservedPages = Bytes / abi::PageSize;
  return Slots.reserve(Driver, Ordinal, ReservedPages * SlotBytesPerPage,
                       2ull << 20, Wish + SlotBitsOffset);
}

bool HeapMemory::backSlotBits(uint64_t ForPages) {
  uint64_t Bytes = roundUp(ForPages * SlotBytesPerPage, Slots.granularity());
  return Bytes <= Slots.backed() ||
         Slots.extend(Bytes - Slots.backed()) == CUDA_SUCCESS;
}

bool HeapMemory::growTo(uint64_t Needed, uint64_t Aim) {
  uint64_t Step = Pages.granularity();
  uint64_t Most = ReservedPages * abi::PageSize;
  uint64_t Goal = roundUp(Needed * abi::PageSize, Step);
  if (Goal <= Pages.backed())
    return true;
  if (Goal > Most)
    return false;
  uint64_t Need = Goal - Pages.backed();
  uint64_t Want =
      std::max(Need, std::min(roundUp(Aim * abi::PageSize, Step), Most) -
                         std::min(Pages.backed(), Most));
  if (Want > Need) {
    uint64_t Free = freeOnCard();
    if (Free < Want + KeepFree)
      Want = std::max(Need,
                      Free > KeepFree ? roundDown(Free - KeepFree, Step) : 0);
  }
  for (;;) {
    // Slot bits come first: a page whose bits are not there must not exist.
    uint64_t NewPages = (Pages.backed() + Want) / abi::PageSize;
    if (backSlotBits(NewPages) && Pages.extend(Want) == CUDA_SUCCESS)
      return true;
    if (Want == Need)
      return false;
    Want = std::max(Need, roundDown(Want / 2, Step));
  }
}

CUresult HeapMemory::shrinkTo(uint64_t Keep) {
  CUresult Error = Pages.shrinkTo(Keep * abi::PageSize);
  if (Error == CUDA_SUCCESS)
    Error = Slots.shrinkTo(backedPages() * SlotBytesPerPage);
  return Error;
}

uint64_t HeapMemory::attainablePages() const {
  uint64_t Free = freeOnCard();
  Free = Free > Doubtful ? Free - Doubtful : 0;
  // Each page also takes its slot bits.
  uint64_t More = Free / (abi::PageSize + SlotBytesPerPage);
  return std::min(backedPages() + More, ReservedPages);
}

void HeapMemory::release() {
  Pages.release();
  Slots.release();
  ReservedPages = 0;
}
