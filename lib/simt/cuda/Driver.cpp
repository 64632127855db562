//===- Driver.cpp - The driver calls that libgpurt makes ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Handed out by cudaGetDriverEntryPointByVersion, as CUDA does; there is no
// libcuda. Addresses are reserved without access, mapping only notes which
// memory belongs there, and cuMemSetAccess opens it: what is used too early is
// a fault. Memory is zero when it comes and is gone when it is unmapped: one
// handle cannot be mapped twice.
// One name of our own: gpurtSetHostTurn (Runtime.h), so that libgpurt can
// answer the device at moments that repeat.
// Test: test/unit/cudart/DriverTest.cpp
//===----------------------------------------------------------------------===//
#include "DriverModule.h"
#include "Modules.h"
#include "Runtime.h"

#include <cstring>
#include <iterator>
#include <map>
#include <mutex>
#include <sys/mman.h>

namespace gpurt::simt {
namespace {

constexpr size_t Granularity = 2 << 20;
constexpr int ReserveFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

struct Mapping {
  size_t Size;
  CUmemGenericAllocationHandle Memory;
  bool Open;
};

struct Memory {
  size_t Size;
  bool Mapped = false, Released = false;
};

struct AddressSpace {
  std::mutex Lock;
  std::map<CUdeviceptr, size_t> Reserved;
  std::map<CUdeviceptr, Mapping> Mapped;
  std::map<CUmemGenericAllocationHandle, Memory> Memories;
  CUmemGenericAllocationHandle Next = 1;

  static AddressSpace &get() {
    static auto *const Only = new AddressSpace;
    return *Only;
  }
  void forget(CUmemGenericAllocationHandle Handle) {
    auto Found = Memories.find(Handle);
    if (!Found->second.Released || Found->second.Mapped)
      return;
    giveCardMemory(Found->second.Size);
    Memories.erase(Found);
  }
};

void *at(CUdeviceptr Address) { return reinterpret_cast<void *>(Address); }

CUresult addressReserve(CUdeviceptr *Address, size_t Size, size_t,
                        CUdeviceptr Wish, unsigned long long) {
  if (!Address || !Size || Size % Granularity)
    return CUDA_ERROR_INVALID_VALUE;
  void *Start = MAP_FAILED;
  if (Wish)
    Start = mmap(at(Wish), Size, PROT_NONE, ReserveFlags | MAP_FIXED_NOREPLACE,
                 -1, 0);
  if (Start == MAP_FAILED) {
    // More, so that an aligned start is inside; the rest goes back.
    Start = mmap(nullptr, Size + Granularity, PROT_NONE, ReserveFlags, -1, 0);
    if (Start == MAP_FAILED)
      return CUDA_ERROR_OUT_OF_MEMORY;
    auto First = reinterpret_cast<uintptr_t>(Start);
    uintptr_t Aligned = (First + Granularity - 1) / Granularity * Granularity;
    if (Aligned != First)
      munmap(Start, Aligned - First);
    munmap(at(Aligned + Size), First + Granularity - Aligned);
    Start = at(Aligned);
  }
  *Address = reinterpret_cast<CUdeviceptr>(Start);
  AddressSpace &A = AddressSpace::get();
  std::lock_guard Guard(A.Lock);
  A.Reserved[*Address] = Size;
  return CUDA_SUCCESS;
}

CUresult addressFree(CUdeviceptr Address, size_t Size) {
  AddressSpace &A = AddressSpace::get();
  std::lock_guard Guard(A.Lock);
  auto Found = A.Reserved.find(Address);
  if (Found == A.Reserved.end() || Found->second != Size)
    return CUDA_ERROR_INVALID_VALUE;
  auto Inside = A.Mapped.lower_bound(Address);
  if (Inside != A.Mapped.end() && Inside->first < Address + Size)
    return CUDA_ERROR_INVALID_VALUE;
  munmap(at(Address), Size);
  A.Reserved.erase(Found);
  return CUDA_SUCCESS;
}

CUresult memCreate(CUmemGenericAllocationHandle *Handle, size_t Size,
                   const CUmemAllocationProp *Kind, unsigned long long) {
  if (!Handle || !Kind || !Size || Size % Granularity)
    return CUDA_ERROR_INVALID_VALUE;
  if (Kind->location.type == CU_MEM_LOCATION_TYPE_DEVICE && Kind->location.id)
    return CUDA_ERROR_INVALID_DEVICE;
  if (!takeCardMemory(Size))
    return CUDA_ERROR_OUT_OF_MEMORY;
  AddressSpace &A = AddressSpace::get();
  std::lock_guard Guard(A.Lock);
  *Handle = A.Next++;
  A.Memories[*Handle] = {Size};
  return CUDA_SUCCESS;
}

CUresult memRelease(CUmemGenericAllocationHandle Handle) {
  AddressSpace &A = AddressSpace::get();
  std::lock_guard Guard(A.Lock);
  auto Found = A.Memories.find(Handle);
  if (Found == A.Memories.end() || Found->second.Released)
    return CUDA_ERROR_INVALID_VALUE;
  Found->second.Released = true;
  A.forget(Handle);
  return CUDA_SUCCESS;
}

CUresult memMap(CUdeviceptr Address, size_t Size, size_t Offset,
                CUmemGenericAllocationHandle Handle, unsigned long long) {
  AddressSpace &A = AddressSpace::get();
  std::lock_guard Guard(A.Lock);
  auto Range = A.Reserved.upper_bound(Address);
  auto Found = A.Memories.find(Handle);
  if (Range == A.Reserved.begin() || Found == A.Memories.end() || Offset ||
      Address % Granularity || Size != Found->second.Size)
    return CUDA_ERROR_INVALID_VALUE;
  --Range;
  if (Address + Size > Range->first + Range->second)
    return CUDA_ERROR_INVALID_VALUE;
  auto Next = A.Mapped.lower_bound(Address + Size);
  if (Next != A.Mapped.begin() &&
      std::prev(Next)->first + std::prev(Next)->second.Size > Address)
    return CUDA_ERROR_INVALID_VALUE;
  if (Found->second.Mapped)
    return CUDA_ERROR_NOT_SUPPORTED;
  Found->second.Mapped = true;
  A.Mapped[Address] = {Size, Handle, false};
  return CUDA_SUCCESS;
}

CUresult memUnmap(CUdeviceptr Address, size_t Size) {
  AddressSpace &A = AddressSpace::get();
  std::lock_guard Guard(A.Lock);
  auto Found = A.Mapped.find(Address);
  if (Found == A.Mapped.end() || Found->second.Size != Size)
    return CUDA_ERROR_INVALID_VALUE;
  mmap(at(Address), Size, PROT_NONE, ReserveFlags | MAP_FIXED, -1, 0);
  CUmemGenericAllocationHandle Handle = Found->second.Memory;
  A.Memories[Handle].Mapped = false;
  A.forget(Handle);
  A.Mapped.erase(Found);
  return CUDA_SUCCESS;
}

CUresult memSetAccess(CUdeviceptr Address, size_t Size,
                      const CUmemAccessDesc *Access, size_t Count) {
  if (!Access || Count != 1)
    return CUDA_ERROR_INVALID_VALUE;
  AddressSpace &A = AddressSpace::get();
  std::lock_guard Guard(A.Lock);
  auto Found = A.Mapped.find(Address);
  if (Found == A.Mapped.end() || Found->second.Size != Size)
    return CUDA_ERROR_INVALID_VALUE;
  bool Write = Access->flags == CU_MEM_ACCESS_FLAGS_PROT_READWRITE;
  bool Read = Write || Access->flags == CU_MEM_ACCESS_FLAGS_PROT_READ;
  int Rights = (Read ? PROT_READ : PROT_NONE) | (Write ? PROT_WRITE : 0);
  if (mprotect(at(Address), Size, Rights))
    return CUDA_ERROR_OUT_OF_MEMORY;
  Found->second.Open = Read;
  return CUDA_SUCCESS;
}

CUresult granularity(size_t *Size, const CUmemAllocationProp *,
                     CUmemAllocationGranularity_flags) {
  *Size = Granularity;
  return CUDA_SUCCESS;
}

CUresult funcGetModule(CUmodule *Module, CUfunction Function) {
  Kernel *Found = nullptr;
  if (!Module || findKernel(Function, Found) != cudaSuccess)
    return CUDA_ERROR_INVALID_HANDLE;
  *Module = reinterpret_cast<CUmodule>(Found->Owner);
  return CUDA_SUCCESS;
}

CUresult moduleGetGlobal(CUdeviceptr *Address, size_t *Size, CUmodule Module,
                         const char *Name) {
  Image *Owner = findImage(Module);
  if (!Owner || !Name)
    return CUDA_ERROR_INVALID_HANDLE;
  if (load(*Owner) != cudaSuccess)
    return CUDA_ERROR_INVALID_IMAGE;
  const DeviceModule::Global *Global = Owner->Code.global(Name);
  if (!Global)
    return CUDA_ERROR_NOT_FOUND;
  if (Address)
    *Address = reinterpret_cast<CUdeviceptr>(Global->Address);
  if (Size)
    *Size = Global->Size;
  return CUDA_SUCCESS;
}

// The runtime's errors have the driver's numbers.
CUresult errorString(CUresult Error, const char **Text) {
  *Text = cudaGetErrorString(cudaError_t(Error));
  return CUDA_SUCCESS;
}

CUresult errorName(CUresult Error, const char **Text) {
  *Text = cudaGetErrorName(cudaError_t(Error));
  return CUDA_SUCCESS;
}

CUresult driverVersion(int *Version) {
  *Version = RuntimeVersion;
  return CUDA_SUCCESS;
}

CUresult initialize(unsigned) { return CUDA_SUCCESS; }

void setHostTurn(HostTurn Turn) {
  TurnOfHost.store(Turn, std::memory_order_release);
}

struct EntryPoint {
  const char *Name;
  void *Address;
};

template <typename T> constexpr void *address(T *Function) {
  return reinterpret_cast<void *>(Function);
}

const EntryPoint EntryPoints[] = {
    {"cuMemAddressReserve", address(&addressReserve)},
    {"cuMemAddressFree", address(&addressFree)},
    {"cuMemCreate", address(&memCreate)},
    {"cuMemRelease", address(&memRelease)},
    {"cuMemMap", address(&memMap)},
    {"cuMemUnmap", address(&memUnmap)},
    {"cuMemSetAccess", address(&memSetAccess)},
    {"cuMemGetAllocationGranularity", address(&granularity)},
    {"cuFuncGetModule", address(&funcGetModule)},
    {"cuModuleGetGlobal", address(&moduleGetGlobal)},
    {"cuGetErrorString", address(&errorString)},
    {"cuGetErrorName", address(&errorName)},
    {"cuDriverGetVersion", address(&driverVersion)},
    {"cuInit", address(&initialize)},
    {"cuModuleLoad", address(&moduleLoad)},
    {"cuModuleLoadData", address(&moduleLoadData)},
    {"cuModuleUnload", address(&moduleUnload)},
    {"cuModuleGetFunction", address(&moduleGetFunction)},
    {"cuLaunchKernel", address(&launchKernel)},
    {"gpurtSetHostTurn", address(&setHostTurn)},
};

} // namespace

Extent mappedAt(uintptr_t At) {
  AddressSpace &A = AddressSpace::get();
  std::lock_guard Guard(A.Lock);
  auto Next = A.Mapped.upper_bound(At);
  if (Next == A.Mapped.begin())
    return {};
  auto First = std::prev(Next);
  if (At - First->first >= First->second.Size || !First->second.Open)
    return {};
  Extent Found{First->first, First->second.Size};
  // One access may span neighbours.
  for (; Next != A.Mapped.end() && Next->first == Found.Start + Found.Size &&
         Next->second.Open;
       ++Next)
    Found.Size += Next->second.Size;
  return Found;
}

bool isMapped(const void *Pointer, size_t Size) {
  auto Address = reinterpret_cast<CUdeviceptr>(Pointer);
  AddressSpace &A = AddressSpace::get();
  std::lock_guard Guard(A.Lock);
  // A copy may span neighbouring mappings.
  while (true) {
    auto Next = A.Mapped.upper_bound(Address);
    if (Next == A.Mapped.begin())
      return false;
    auto [Start, Found] = *std::prev(Next);
    if (Address - Start >= Found.Size || !Found.Open)
      return false;
    size_t Left = Found.Size - (Address - Start);
    if (Size <= Left)
      return true;
    Size -= Left;
    Address += Left;
  }
}

} // namespace gpurt::simt

using namespace gpurt::simt;

GPURT_API cudaError_t cudaGetDriverEntryPointByVersion(
    const char *Name, void **Function, unsigned, unsigned long long,
    cudaDriverEntryPointQueryResult *Result) {
  if (!Name || !Function)
    return done(cudaErrorInvalidValue);
  *Function = nullptr;
  for (const EntryPoint &Each : EntryPoints)
    if (std::strcmp(Each.Name, Name) == 0)
      *Function = Each.Address;
  if (Result)
    *Result = *Function ? cudaDriverEntryPointSuccess
                        : cudaDriverEntryPointSymbolNotFound;
  return done(cudaSuccess);
}
GPURT_PER_THREAD(cudaGetDriverEntryPointByVersion, _ptsz)
