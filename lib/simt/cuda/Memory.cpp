//===- Memory.cpp - Allocation, pinned and managed memory -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The device is the host: any pointer works on both sides, and "device memory"
// is a matter of bookkeeping. That bookkeeping is kept strict all the same, so
// that a program which mixes up its pointers fails here as on a GPU.
// Memory pools are one, the default pool, which allocates at once.
// Test: test/unit/cudart/MemoryTest.cpp
//===----------------------------------------------------------------------===//
#include "Capture.h"
#include "Modules.h"
#include "Runtime.h"
#include "jit/Places.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace gpurt::simt {
namespace {

constexpr uintptr_t DeviceBase = 0x300000000000;
constexpr uintptr_t PinnedBase = 0x380000000000;
constexpr size_t ArenaBytes = size_t(1) << 40;
constexpr size_t PitchAlign = 512;

std::atomic<size_t> CardUsed{0};

struct Registered {
  std::mutex Lock;
  std::map<uintptr_t, std::pair<size_t, unsigned>> Ranges; // size, flags
  static Registered &get() {
    static auto *const Only = new Registered;
    return *Only;
  }
  Extent find(uintptr_t At) {
    std::lock_guard Guard(Lock);
    auto Next = Ranges.upper_bound(At);
    if (Next == Ranges.begin())
      return {};
    auto [Start, Range] = *std::prev(Next);
    return At - Start < Range.first ? Extent{Start, Range.first} : Extent();
  }
  bool holds(const void *Pointer, size_t Size) {
    auto At = reinterpret_cast<uintptr_t>(Pointer);
    return find(At).holds(At, Size);
  }
};

cudaError_t allocate(void **Pointer, size_t Size, MemoryKind Kind) {
  if (!Pointer)
    return cudaErrorInvalidValue;
  if (cudaError_t Error = enterUnsafe())
    return Error;
  if (cudaError_t Error = waitForAll())
    return Error;
  *Pointer = nullptr;
  if (!Size)
    return cudaSuccess;
  if (Size > freeCardMemory())
    return cudaErrorMemoryAllocation;
  *Pointer = deviceArena().allocate(Size, Kind);
  return *Pointer ? cudaSuccess : cudaErrorMemoryAllocation;
}

cudaError_t allocatePinned(void **Pointer, size_t Size, unsigned Flags) {
  if (!Pointer)
    return cudaErrorInvalidValue;
  if (cudaError_t Error = enterUnsafe())
    return Error;
  if (cudaError_t Error = waitForAll())
    return Error;
  *Pointer = Size ? pinnedArena().allocate(Size, PinnedMemory, Flags) : nullptr;
  return *Pointer || !Size ? cudaSuccess : cudaErrorMemoryAllocation;
}

} // namespace

Arena &deviceArena() {
  static Arena *const Only = new Arena(DeviceBase, ArenaBytes, "device");
  return *Only;
}

Arena &pinnedArena() {
  static Arena *const Only = new Arena(PinnedBase, ArenaBytes, "pinned");
  return *Only;
}

bool takeCardMemory(size_t Bytes) {
  if (Bytes > freeCardMemory())
    return false;
  CardUsed.fetch_add(Bytes, std::memory_order_relaxed);
  return true;
}

void giveCardMemory(size_t Bytes) {
  CardUsed.fetch_sub(Bytes, std::memory_order_relaxed);
}

size_t freeCardMemory() {
  size_t Used = CardUsed.load(std::memory_order_relaxed) + deviceArena().used();
  return Used < cardBytes() ? cardBytes() - Used : 0;
}

bool isDeviceMemory(const void *Pointer, size_t Size) {
  auto At = reinterpret_cast<uintptr_t>(Pointer);
  for (const Arena *Each : {&deviceArena(), &pinnedArena()})
    if (Arena::Block Found = Each->find(Pointer); Found.Size)
      return Found.holds(At, Size);
  return isMapped(Pointer, Size) || isInVariable(Pointer, Size) ||
         imageDataAt(At).holds(At, Size) ||
         Registered::get().holds(Pointer, Size);
}

Extent registeredAt(uintptr_t Address) {
  return Registered::get().find(Address);
}

uint64_t hostActivity(size_t Most) {
  uint64_t Sum = 0;
  pinnedArena().forEach([&](const Arena::Block &Each) {
    // Blocks begin at a multiple of 256.
    const auto *Words = reinterpret_cast<const uint64_t *>(Each.Start);
    size_t Count = std::min(Each.Size, Most) / sizeof(uint64_t);
    Most -= Count * sizeof(uint64_t);
    for (size_t I = 0; I != Count; ++I)
      Sum = (Sum ^ __atomic_load_n(Words + I, __ATOMIC_RELAXED)) *
                0x9E3779B97F4A7C15ull +
            1;
  });
  return Sum ? (Sum ^ deviceTime()) | 1ull << 63 : 0;
}

std::string describeAddress(uintptr_t Address) {
  std::string Text = deviceArena().describe(Address);
  return Text.empty() ? pinnedArena().describe(Address) : Text;
}

void copyWords(void *To, const void *From, size_t Size) {
  auto *Target = static_cast<unsigned char *>(To);
  auto *Source = static_cast<const unsigned char *>(From);
  constexpr size_t Word = sizeof(uint64_t);
  // Large copies are data, small ones may be flags that a kernel polls.
  constexpr size_t Small = 4096;
  if (Size > Small || reinterpret_cast<uintptr_t>(Target) % Word ||
      reinterpret_cast<uintptr_t>(Source) % Word) {
    std::memmove(To, From, Size);
    return;
  }
  for (; Size >= Word; Size -= Word, Target += Word, Source += Word) {
    uint64_t Value = __atomic_load_n(reinterpret_cast<const uint64_t *>(Source),
                                     __ATOMIC_RELAXED);
    __atomic_store_n(reinterpret_cast<uint64_t *>(Target), Value,
                     __ATOMIC_RELEASE);
  }
  std::memmove(Target, Source, Size);
}

} // namespace gpurt::simt

using namespace gpurt::simt;

GPURT_API cudaError_t cudaMalloc(void **Pointer, size_t Size) {
  return done(allocate(Pointer, Size, DeviceMemory));
}

GPURT_API cudaError_t cudaMallocManaged(void **Pointer, size_t Size,
                                        unsigned Flags) {
  if (!Size || (Flags != cudaMemAttachGlobal && Flags != cudaMemAttachHost))
    return done(cudaErrorInvalidValue);
  return done(allocate(Pointer, Size, ManagedMemory));
}

GPURT_API cudaError_t cudaMallocPitch(void **Pointer, size_t *Pitch,
                                      size_t Width, size_t Height) {
  if (!Pitch)
    return done(cudaErrorInvalidValue);
  *Pitch = (Width + PitchAlign - 1) / PitchAlign * PitchAlign;
  if (Height && *Pitch > std::numeric_limits<size_t>::max() / Height)
    return done(cudaErrorMemoryAllocation);
  return done(allocate(Pointer, *Pitch * Height, DeviceMemory));
}

GPURT_API cudaError_t cudaMalloc3D(cudaPitchedPtr *Pitched, cudaExtent Size) {
  if (!Pitched)
    return done(cudaErrorInvalidValue);
  *Pitched = {nullptr, 0, Size.width, Size.height};
  return cudaMallocPitch(&Pitched->ptr, &Pitched->pitch, Size.width,
                         Size.height * Size.depth);
}

GPURT_API cudaError_t cudaFree(void *Pointer) {
  if (cudaError_t Error = enterUnsafe())
    return done(Error);
  cudaError_t Error = waitForAll();
  if (Error == cudaSuccess && Pointer && !deviceArena().free(Pointer))
    Error = cudaErrorInvalidValue;
  return done(Error);
}

GPURT_API cudaError_t cudaHostAlloc(void **Pointer, size_t Size,
                                    unsigned Flags) {
  return done(allocatePinned(Pointer, Size, Flags));
}

GPURT_API cudaError_t cudaMallocHost(void **Pointer, size_t Size) {
  return done(allocatePinned(Pointer, Size, cudaHostAllocDefault));
}

GPURT_API cudaError_t cudaFreeHost(void *Pointer) {
  if (cudaError_t Error = enterUnsafe())
    return done(Error);
  // The memory goes also when the context is dead: logs are read from it first.
  cudaError_t Error = waitForAll();
  bool Freed = !Pointer || pinnedArena().free(Pointer);
  return done(Error == cudaSuccess && !Freed ? cudaErrorInvalidValue : Error);
}

GPURT_API cudaError_t cudaHostRegister(void *Pointer, size_t Size,
                                       unsigned Flags) {
  if (cudaError_t Error = waitForAll())
    return done(Error);
  if (!Pointer || !Size)
    return done(cudaErrorInvalidValue);
  if (isDeviceMemory(Pointer, 1))
    return done(cudaErrorHostMemoryAlreadyRegistered);
  Registered &All = Registered::get();
  std::lock_guard Guard(All.Lock);
  All.Ranges[reinterpret_cast<uintptr_t>(Pointer)] = {Size, Flags};
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaHostUnregister(void *Pointer) {
  if (cudaError_t Error = waitForAll())
    return done(Error);
  Registered &All = Registered::get();
  std::lock_guard Guard(All.Lock);
  bool Was = All.Ranges.erase(reinterpret_cast<uintptr_t>(Pointer));
  return done(Was ? cudaSuccess : cudaErrorHostMemoryNotRegistered);
}

GPURT_API cudaError_t cudaHostGetDevicePointer(void **Device, void *Host,
                                               unsigned Flags) {
  if (cudaError_t Error = deadContext())
    return done(Error);
  bool Known =
      pinnedArena().find(Host).Size || Registered::get().holds(Host, 1);
  if (!Device || Flags || !Known)
    return done(cudaErrorInvalidValue);
  *Device = Host;
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaHostGetFlags(unsigned *Flags, void *Host) {
  Arena::Block Found = pinnedArena().find(Host);
  if (!Flags || !Found.Size)
    return done(cudaErrorInvalidValue);
  *Flags = Found.Flags | cudaHostAllocMapped;
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaMemGetInfo(size_t *Free, size_t *Total) {
  if (cudaError_t Error = deadContext())
    return done(Error);
  if (Free)
    *Free = freeCardMemory();
  if (Total)
    *Total = cardBytes();
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaPointerGetAttributes(cudaPointerAttributes *Out,
                                               const void *Pointer) {
  if (!Out)
    return done(cudaErrorInvalidValue);
  void *Same = const_cast<void *>(Pointer);
  *Out = {};
  Out->type = cudaMemoryTypeUnregistered;
  Out->device = -2;
  Out->hostPointer = Same;
  Arena::Block Device = deviceArena().find(Pointer);
  if (Device.Size && Device.Kind == ManagedMemory) {
    Out->type = cudaMemoryTypeManaged;
    Out->device = 0;
    Out->devicePointer = Same;
  } else if (pinnedArena().find(Pointer).Size ||
             Registered::get().holds(Pointer, 1)) {
    Out->type = cudaMemoryTypeHost;
    Out->device = 0;
    Out->devicePointer = Same;
  } else if (Device.Size || isMapped(Pointer, 1) || isInVariable(Pointer, 1)) {
    Out->type = cudaMemoryTypeDevice;
    Out->device = 0;
    Out->devicePointer = Same;
    Out->hostPointer = nullptr;
  }
  return done(cudaSuccess);
}

//===--- Advice: nothing to do, the memory is where it should be ----------===//

GPURT_API cudaError_t cudaMemPrefetchAsync(const void *Pointer, size_t Size,
                                           cudaMemLocation, unsigned,
                                           cudaStream_t) {
  cudaError_t Error = deadContext();
  if (Error == cudaSuccess && !isDeviceMemory(Pointer, Size))
    Error = cudaErrorInvalidValue;
  return done(Error);
}
GPURT_PER_THREAD(cudaMemPrefetchAsync, _ptsz)

GPURT_API cudaError_t cudaMemAdvise(const void *Pointer, size_t Size,
                                    cudaMemoryAdvise, cudaMemLocation) {
  cudaError_t Error = deadContext();
  if (Error == cudaSuccess && !isDeviceMemory(Pointer, Size))
    Error = cudaErrorInvalidValue;
  return done(Error);
}

GPURT_API cudaError_t cudaStreamAttachMemAsync(cudaStream_t, void *, size_t,
                                               unsigned) {
  return done(deadContext());
}
GPURT_PER_THREAD(cudaStreamAttachMemAsync, _ptsz)

//===--- Allocation in stream order ---------------------------------------===//

namespace {
cudaMemPool_t defaultPool() {
  static char Pool;
  return reinterpret_cast<cudaMemPool_t>(&Pool);
}

/// Refuses what a capture would make a memory node of.
cudaError_t enterPool(cudaStream_t Stream, const char *Call) {
  cudaError_t Error = enterUncaptured(Stream);
  if (Error != cudaErrorStreamCaptureUnsupported)
    return Error;
  say(std::string(Call) +
      " in a stream capture is not available on the CPU device");
  return cudaErrorNotSupported;
}
} // namespace

GPURT_API cudaError_t cudaMallocAsync(void **Pointer, size_t Size,
                                      cudaStream_t Stream) {
  if (cudaError_t Error = enterPool(Stream, "cudaMallocAsync"))
    return done(Error);
  return done(allocate(Pointer, Size, DeviceMemory));
}
GPURT_PER_THREAD(cudaMallocAsync, _ptsz)

GPURT_API cudaError_t cudaMallocFromPoolAsync(void **Pointer, size_t Size,
                                              cudaMemPool_t Pool,
                                              cudaStream_t Stream) {
  if (Pool != defaultPool())
    return done(cudaErrorInvalidValue);
  return cudaMallocAsync(Pointer, Size, Stream);
}
GPURT_PER_THREAD(cudaMallocFromPoolAsync, _ptsz)

GPURT_API cudaError_t cudaFreeAsync(void *Pointer, cudaStream_t Stream) {
  if (cudaError_t Error = enterPool(Stream, "cudaFreeAsync"))
    return done(Error);
  return cudaFree(Pointer);
}
GPURT_PER_THREAD(cudaFreeAsync, _ptsz)

GPURT_API cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t *Pool, int) {
  *Pool = defaultPool();
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaDeviceGetMemPool(cudaMemPool_t *Pool, int) {
  *Pool = defaultPool();
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaMemPoolTrimTo(cudaMemPool_t Pool, size_t) {
  return done(Pool == defaultPool() ? cudaSuccess : cudaErrorInvalidValue);
}

GPURT_API cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t Pool,
                                              cudaMemPoolAttr, void *) {
  return done(Pool == defaultPool() ? cudaSuccess : cudaErrorInvalidValue);
}
