//===- Limits.cpp - How much heap and stack the program has ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Limits.h. cudaLimitMallocHeapSize is ours alone: CUDA would set memory
// of that size aside for its own heap, which nothing in the program uses.
// Other limits go to CUDA.
// Test: test/unit/LimitsTest.cpp
//===----------------------------------------------------------------------===//
#include "Limits.h"
#include "Device.h"
#include "Observe.h"
#include "Options.h"
#include "Process.h"

#include <algorithm>

using namespace gpurt::runtime;

namespace {

/// What the program set, by device; 0 if nothing. Relaxed: the number is all.
std::atomic<uint64_t> ProgramLimits[MaxDevices];

/// Whether a device's limit of the stack has LibraryStack in it. Relaxed: a
/// program that sets limits while another thread first uses the device may get
/// either.
std::atomic<bool> HasRoom[MaxDevices];

bool isOurs(cudaLimit Which, int &Ordinal) {
  return (Which == cudaLimitMallocHeapSize || Which == cudaLimitStackSize) &&
         !isForkedChild() && cudaGetDevice(&Ordinal) == cudaSuccess &&
         Ordinal < MaxDevices;
}

/// \returns what of the limit of the stack is not the program's.
uint64_t roomOnStack(int Ordinal) {
  return HasRoom[Ordinal].load(std::memory_order_relaxed) ? LibraryStack : 0;
}

} // namespace

uint64_t gpurt::runtime::heapLimit(int Ordinal, uint64_t CardBytes) {
  uint64_t Set = ProgramLimits[Ordinal].load(std::memory_order_relaxed);
  uint64_t Limit = Set ? Set : CardBytes;
  if (const auto &Most = Options::get().HeapLimit)
    Limit = std::min(Limit, *Most);
  return Limit;
}

void gpurt::runtime::forgetProgramLimits(int Ordinal) {
  ProgramLimits[Ordinal].store(0, std::memory_order_relaxed);
  HasRoom[Ordinal].store(false, std::memory_order_relaxed);
}

void gpurt::runtime::makeRoomOnStack(int Ordinal) {
  size_t Now = 0;
  if (!roomOnStack(Ordinal) &&
      __real_cudaDeviceGetLimit(&Now, cudaLimitStackSize) == cudaSuccess &&
      __real_cudaDeviceSetLimit(cudaLimitStackSize, Now + LibraryStack) ==
          cudaSuccess)
    HasRoom[Ordinal].store(true, std::memory_order_relaxed);
}

void gpurt::runtime::retrySqueezedHeaps(Relief Why) {
  if (isForkedChild())
    return;
  for (int Ordinal : DeviceState::live())
    if (DeviceState &Device = DeviceState::of(Ordinal); Device.isSqueezed())
      Device.retry(Why);
}

extern "C" {

cudaError_t __wrap_cudaDeviceSetLimit(cudaLimit Which, size_t Value) {
  int Ordinal = 0;
  if (!isOurs(Which, Ordinal))
    return __real_cudaDeviceSetLimit(Which, Value);
  if (Which == cudaLimitStackSize)
    return __real_cudaDeviceSetLimit(Which, Value + roomOnStack(Ordinal));
  // Asks CUDA for nothing but its opinion of the device.
  size_t Unused = 0;
  if (cudaError_t Error = __real_cudaDeviceGetLimit(&Unused, Which))
    return Error;
  ProgramLimits[Ordinal].store(std::max<size_t>(Value, 1),
                               std::memory_order_relaxed);
  RelaxedCapture Capture;
  OwnErrors Errors;
  DeviceState::of(Ordinal).renewLimit();
  return cudaSuccess;
}

cudaError_t __wrap_cudaDeviceGetLimit(size_t *Value, cudaLimit Which) {
  cudaError_t Error = __real_cudaDeviceGetLimit(Value, Which);
  int Ordinal = 0;
  if (Error != cudaSuccess || !isOurs(Which, Ordinal))
    return Error;
  if (Which == cudaLimitStackSize) {
    *Value -= std::min<size_t>(*Value, roomOnStack(Ordinal));
    return Error;
  }
  size_t Free = 0, Total = 0;
  Error = cudaMemGetInfo(&Free, &Total);
  if (Error == cudaSuccess)
    *Value = heapLimit(Ordinal, Total);
  return Error;
}

cudaError_t __wrap_cudaFree(void *Pointer) {
  cudaError_t Error = __real_cudaFree(Pointer);
  if (Error == cudaSuccess)
    retrySqueezedHeaps(Relief::Freed);
  return observed(Error);
}

cudaError_t __wrap_cudaFreeArray(cudaArray_t Array) {
  cudaError_t Error = __real_cudaFreeArray(Array);
  if (Error == cudaSuccess)
    retrySqueezedHeaps(Relief::Freed);
  return observed(Error);
}

cudaError_t __wrap_cudaFreeMipmappedArray(cudaMipmappedArray_t Array) {
  cudaError_t Error = __real_cudaFreeMipmappedArray(Array);
  if (Error == cudaSuccess)
    retrySqueezedHeaps(Relief::Freed);
  return observed(Error);
}

cudaError_t __wrap_cudaMemPoolTrimTo(cudaMemPool_t Pool, size_t Keep) {
  cudaError_t Error = __real_cudaMemPoolTrimTo(Pool, Keep);
  if (Error == cudaSuccess)
    retrySqueezedHeaps(Relief::Freed);
  return Error;
}

} // extern "C"
