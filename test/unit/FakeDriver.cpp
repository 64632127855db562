//===- FakeDriver.cpp - The driver calls behind the entry point query -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Address ranges are reserved without access and become accessible when they
// are mapped and opened, so that a pointer too far is a fault here as well.
//===----------------------------------------------------------------------===//
#include "FakeState.h"

#include <sys/mman.h>

using namespace fake;

namespace {

constexpr size_t Granularity = 2 << 20;

// ThreadSanitizer has shadow memory where the heap would like to be.
#if defined(__SANITIZE_THREAD__)
constexpr bool MayWish = false;
#elif defined(__has_feature)
constexpr bool MayWish = !__has_feature(thread_sanitizer);
#else
constexpr bool MayWish = true;
#endif

CUresult reserve(CUdeviceptr *Address, size_t Size, size_t, CUdeviceptr Wish,
                 unsigned long long) {
  World &W = World::get();
  if (int Error = W.enter("cuMemAddressReserve"))
    return CUresult(Error);
  int Flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void *Start = MAP_FAILED;
  if (Wish && MayWish)
    Start = mmap(reinterpret_cast<void *>(Wish), Size, PROT_NONE,
                 Flags | MAP_FIXED_NOREPLACE, -1, 0);
  if (Start == MAP_FAILED)
    Start = mmap(nullptr, Size, PROT_NONE, Flags, -1, 0);
  if (Start == MAP_FAILED)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *Address = reinterpret_cast<CUdeviceptr>(Start);
  std::lock_guard Guard(W.Lock);
  W.Reserved[*Address] = Size;
  return CUDA_SUCCESS;
}

CUresult freeAddress(CUdeviceptr Address, size_t Size) {
  World &W = World::get();
  W.enter("cuMemAddressFree");
  std::lock_guard Guard(W.Lock);
  auto Found = W.Reserved.find(Address);
  if (Found == W.Reserved.end() || Found->second != Size)
    return CUDA_ERROR_INVALID_VALUE;
  munmap(reinterpret_cast<void *>(Address), Size);
  W.Reserved.erase(Found);
  return CUDA_SUCCESS;
}

CUresult granularity(size_t *Size, const CUmemAllocationProp *,
                     CUmemAllocationGranularity_flags) {
  *Size = Granularity;
  return CUresult(World::get().enter("cuMemGetAllocationGranularity"));
}

CUresult create(CUmemGenericAllocationHandle *Memory, size_t Size,
                const CUmemAllocationProp *Kind, unsigned long long) {
  World &W = World::get();
  if (int Error = W.enter("cuMemCreate"))
    return CUresult(Error);
  std::lock_guard Guard(W.Lock);
  if (W.Capturing && captureMode() != cudaStreamCaptureModeRelaxed)
    W.Violations.push_back("cuMemCreate during a capture");
  if (Size % Granularity)
    return CUDA_ERROR_INVALID_VALUE;
  int Device = Kind->location.id;
  if (W.UsedBytes[Device] + Size > W.With.CardBytes)
    return CUDA_ERROR_OUT_OF_MEMORY;
  W.UsedBytes[Device] += Size;
  *Memory = W.NextHandle++;
  W.Memory[*Memory] = {Size, Device};
  return CUDA_SUCCESS;
}

/// Memory goes when its handle and its mapping are both gone.
void forget(World &W, uint64_t Memory) {
  for (auto &[Address, Each] : W.Mapped)
    if (Each.Memory == Memory)
      return;
  auto Found = W.Memory.find(Memory);
  if (Found == W.Memory.end() || !W.Released.count(Memory))
    return;
  W.UsedBytes[Found->second.second] -= Found->second.first;
  W.Memory.erase(Found);
  W.Released.erase(Memory);
}

CUresult release(CUmemGenericAllocationHandle Memory) {
  World &W = World::get();
  W.enter("cuMemRelease");
  std::lock_guard Guard(W.Lock);
  W.Released.insert(Memory);
  forget(W, Memory);
  return CUDA_SUCCESS;
}

CUresult map(CUdeviceptr Address, size_t Size, size_t,
             CUmemGenericAllocationHandle Memory, unsigned long long) {
  World &W = World::get();
  if (int Error = W.enter("cuMemMap"))
    return CUresult(Error);
  std::lock_guard Guard(W.Lock);
  auto Range = W.Reserved.upper_bound(Address);
  if (Range == W.Reserved.begin() || W.Memory[Memory].first != Size)
    return CUDA_ERROR_INVALID_VALUE;
  --Range;
  if (Address + Size > Range->first + Range->second)
    return CUDA_ERROR_INVALID_VALUE;
  W.Mapped[Address] = {Size, Memory};
  return CUDA_SUCCESS;
}

CUresult unmap(CUdeviceptr Address, size_t Size) {
  World &W = World::get();
  if (int Error = W.enter("cuMemUnmap"))
    return CUresult(Error);
  std::lock_guard Guard(W.Lock);
  auto Found = W.Mapped.find(Address);
  if (Found == W.Mapped.end() || Found->second.Size != Size)
    return CUDA_ERROR_INVALID_VALUE;
  uint64_t Memory = Found->second.Memory;
  W.Mapped.erase(Found);
  forget(W, Memory);
  mmap(reinterpret_cast<void *>(Address), Size, PROT_NONE,
       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  return CUDA_SUCCESS;
}

CUresult setAccess(CUdeviceptr Address, size_t Size, const CUmemAccessDesc *,
                   size_t) {
  World &W = World::get();
  if (int Error = W.enter("cuMemSetAccess"))
    return CUresult(Error);
  auto *Start = reinterpret_cast<void *>(Address);
  mprotect(Start, Size, PROT_READ | PROT_WRITE);
  // Slot bits, that is. Nobody counts on the content of large mappings, and
  // touching them all takes long.
  if (Size <= 2 * Granularity)
    soil(Start, Size);
  return CUDA_SUCCESS;
}

CUresult moduleOf(CUmodule *Module, CUfunction Function) {
  // A function is the image of its module; see cudaGetFuncBySymbol.
  *Module = reinterpret_cast<CUmodule>(Function);
  return CUresult(World::get().enter("cuFuncGetModule"));
}

CUresult globalOf(CUdeviceptr *Address, size_t *Size, CUmodule Module,
                  const char *Name) {
  if (int Error = World::get().enter("cuModuleGetGlobal"))
    return CUresult(Error);
  auto *Loaded = reinterpret_cast<Image *>(Module);
  if (!Loaded->HasSlot || std::string(Name) != gpurt::abi::SlotName)
    return CUDA_ERROR_NOT_FOUND;
  *Address = reinterpret_cast<CUdeviceptr>(&Loaded->Content);
  *Size = Loaded->SlotBytes;
  return CUDA_SUCCESS;
}

CUresult errorString(CUresult, const char **Text) {
  *Text = "fake driver error";
  return CUDA_SUCCESS;
}

void setHostTurn(void (*Turn)()) {
  World::get().enter("gpurtSetHostTurn");
  World::get().Turn = Turn;
}

} // namespace

void fake::giveTurn() {
  if (auto Turn = World::get().Turn.load())
    Turn();
}

void *fake::driverCall(const std::string &Name) {
  if (Name == "gpurtSetHostTurn" && World::get().With.GivesTurns)
    return reinterpret_cast<void *>(&setHostTurn);
  static const std::map<std::string, void *> Table = {
      {"cuMemAddressReserve", reinterpret_cast<void *>(&reserve)},
      {"cuMemAddressFree", reinterpret_cast<void *>(&freeAddress)},
      {"cuMemGetAllocationGranularity", reinterpret_cast<void *>(&granularity)},
      {"cuMemCreate", reinterpret_cast<void *>(&create)},
      {"cuMemRelease", reinterpret_cast<void *>(&release)},
      {"cuMemMap", reinterpret_cast<void *>(&map)},
      {"cuMemUnmap", reinterpret_cast<void *>(&unmap)},
      {"cuMemSetAccess", reinterpret_cast<void *>(&setAccess)},
      {"cuFuncGetModule", reinterpret_cast<void *>(&moduleOf)},
      {"cuModuleGetGlobal", reinterpret_cast<void *>(&globalOf)},
      {"cuGetErrorString", reinterpret_cast<void *>(&errorString)},
  };
  auto Found = Table.find(Name);
  return Found == Table.end() ? nullptr : Found->second;
}
