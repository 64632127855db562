//===- FakeCuda.cpp - The fake's world, devices, memory and errors --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See FakeCuda.h.
//===----------------------------------------------------------------------===//
#include "FakeState.h"

#include <cstdlib>
#include <cstring>

using namespace fake;

World &World::get() {
  // Never destroyed: the runtime's exit handler still calls us.
  static World *const Only = new World;
  return *Only;
}

int World::enter(const char *Name) {
  std::lock_guard Guard(Lock);
  ++Calls[Name];
  auto Found = Failures.find(Name);
  if (Found == Failures.end() || Found->second.second == 0)
    return 0;
  --Found->second.second;
  return Found->second.first;
}

int &fake::currentDevice() {
  thread_local int Device = 0;
  return Device;
}

cudaError_t &fake::lastError() {
  thread_local cudaError_t Error = cudaSuccess;
  return Error;
}

cudaStreamCaptureMode &fake::captureMode() {
  thread_local cudaStreamCaptureMode Mode = cudaStreamCaptureModeGlobal;
  return Mode;
}

cudaError_t fake::note(cudaError_t Error) {
  if (Error != cudaSuccess)
    lastError() = Error;
  return Error;
}

cudaError_t fake::enter(const char *Name) {
  World &W = World::get();
  int Error = W.enter(Name);
  if (!W.With.HasDriver)
    Error = cudaErrorInsufficientDriver;
  return note(cudaError_t(Error));
}

cudaError_t fake::enterUnsafe(const char *Name) {
  World &W = World::get();
  {
    std::lock_guard Guard(W.Lock);
    if (W.Capturing && captureMode() != cudaStreamCaptureModeRelaxed) {
      W.Violations.push_back(std::string(Name) + " during a capture");
      return note(cudaErrorStreamCaptureUnsupported);
    }
  }
  return enter(Name);
}

void fake::soil(void *Start, size_t Size) {
  // A byte in each 64 is enough to find what is not cleared.
  for (size_t I = 0; I < Size; I += 64)
    static_cast<unsigned char *>(Start)[I] = 0xCD;
}

void fake::copyWords(void *To, const void *From, size_t Size) {
  auto *Dst = static_cast<unsigned char *>(To);
  auto *Src = static_cast<unsigned char *>(const_cast<void *>(From));
  while (Size) {
    bool Aligned = reinterpret_cast<uintptr_t>(Dst) % 8 == 0 &&
                   reinterpret_cast<uintptr_t>(Src) % 8 == 0 && Size >= 8;
    if (!Aligned) {
      *Dst++ = *Src++;
      --Size;
      continue;
    }
    std::atomic_ref(*reinterpret_cast<uint64_t *>(Dst))
        .store(std::atomic_ref(*reinterpret_cast<uint64_t *>(Src)).load());
    Dst += 8;
    Src += 8;
    Size -= 8;
  }
}

//===----------------------------------------------------------------------===//
// The test's side
//===----------------------------------------------------------------------===//

void fake::start(const Setup &With) {
  joinKernels();
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  W.With = With;
  W.Failures.clear();
  W.Calls.clear();
  W.Violations.clear();
  W.Capturing = false;
  W.StackLimit = 1024;
  W.BeforeCopy = W.AfterWait = nullptr;
  W.Programs.clear();
  W.Handles.clear();
  W.HeapLimit.clear();
  currentDevice() = 0;
  lastError() = cudaSuccess;
}

std::vector<std::string> fake::leaks() {
  joinKernels();
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  std::vector<std::string> Left;
  auto Note = [&](const char *What, size_t Count) {
    if (Count)
      Left.push_back(std::to_string(Count) + " " + What);
  };
  Note("device allocations", W.Allocations.size());
  Note("pinned allocations", W.Pinned.size());
  Note("streams", W.Streams.size());
  Note("reserved ranges", W.Reserved.size());
  Note("mappings", W.Mapped.size());
  Note("memory handles", W.Memory.size());
  return Left;
}

std::vector<std::string> fake::violations() {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  return W.Violations;
}

void fake::fail(const std::string &Name, int Error, int Times) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  W.Failures[Name] = {Error, Times};
}

void fake::beforeCopies(std::function<void()> Act) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  W.BeforeCopy = std::move(Act);
}

void fake::afterWaits(std::function<void()> Act) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  W.AfterWait = std::move(Act);
}

int fake::calls(const std::string &Name) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  return W.Calls[Name];
}

size_t fake::stackLimit() {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  return W.StackLimit;
}

void fake::setCapturing(bool On) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  W.Capturing = On;
}

//===----------------------------------------------------------------------===//
// Devices, memory, errors
//===----------------------------------------------------------------------===//

extern "C" {

cudaError_t cudaGetDevice(int *Device) {
  cudaError_t Error = enter("cudaGetDevice");
  *Device = currentDevice();
  return Error;
}

cudaError_t cudaSetDevice(int Device) {
  if (cudaError_t Error = enter("cudaSetDevice"))
    return Error;
  if (Device >= World::get().With.Devices)
    return note(cudaErrorInvalidDevice);
  currentDevice() = Device;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int *Count) {
  *Count = World::get().With.HasDriver ? World::get().With.Devices : 0;
  return enter("cudaGetDeviceCount");
}

cudaError_t cudaMemGetInfo(size_t *Free, size_t *Total) {
  if (cudaError_t Error = enter("cudaMemGetInfo"))
    return Error;
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  *Total = W.With.CardBytes;
  *Free = W.With.CardBytes - W.UsedBytes[currentDevice()];
  return cudaSuccess;
}

cudaError_t cudaMalloc(void **Pointer, size_t Size) {
  if (cudaError_t Error = enterUnsafe("cudaMalloc"))
    return Error;
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  uint64_t &Used = W.UsedBytes[currentDevice()];
  if (Used + Size > W.With.CardBytes)
    return note(cudaErrorMemoryAllocation);
  *Pointer = std::aligned_alloc(256, (Size + 255) / 256 * 256);
  soil(*Pointer, Size);
  Used += Size;
  W.Allocations[*Pointer] = {Size, currentDevice()};
  return cudaSuccess;
}

cudaError_t cudaFree(void *Pointer) {
  if (cudaError_t Error = enterUnsafe("cudaFree"))
    return Error;
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  auto Found = W.Allocations.find(Pointer);
  if (!Pointer)
    return cudaSuccess;
  if (Found == W.Allocations.end())
    return note(cudaErrorInvalidValue);
  W.UsedBytes[Found->second.second] -= Found->second.first;
  W.Allocations.erase(Found);
  std::free(Pointer);
  return cudaSuccess;
}

cudaError_t cudaHostAlloc(void **Pointer, size_t Size, unsigned) {
  if (cudaError_t Error = enterUnsafe("cudaHostAlloc"))
    return Error;
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  *Pointer = std::aligned_alloc(4096, (Size + 4095) / 4096 * 4096);
  soil(*Pointer, Size);
  W.Pinned[*Pointer] = Size;
  return cudaSuccess;
}

cudaError_t cudaFreeHost(void *Pointer) {
  if (cudaError_t Error = enterUnsafe("cudaFreeHost"))
    return Error;
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  if (W.Pinned.erase(Pointer))
    std::free(Pointer);
  return cudaSuccess;
}

cudaError_t cudaDeviceSynchronize() {
  cudaError_t Error = enterUnsafe("cudaDeviceSynchronize");
  joinKernels();
  std::function<void()> After;
  {
    std::lock_guard Guard(World::get().Lock);
    After = World::get().AfterWait;
  }
  if (After)
    After();
  return Error;
}

cudaError_t cudaDeviceReset() {
  if (cudaError_t Error = enter("cudaDeviceReset"))
    return Error;
  joinKernels();
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  W.StackLimit = 1024;
  for (auto &[Handle, Owner] : W.Programs)
    Owner->Images.erase(currentDevice());
  return cudaSuccess;
}

cudaError_t cudaDeviceGetLimit(size_t *Value, cudaLimit Which) {
  if (cudaError_t Error = enter("cudaDeviceGetLimit"))
    return Error;
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  *Value = Which == cudaLimitMallocHeapSize ? 8 << 20
           : Which == cudaLimitStackSize    ? W.StackLimit
                                            : 1024;
  return cudaSuccess;
}

cudaError_t cudaDeviceSetLimit(cudaLimit Which, size_t Value) {
  cudaError_t Error = enter("cudaDeviceSetLimit");
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  if (Error == cudaSuccess && Which == cudaLimitStackSize)
    W.StackLimit = Value;
  return Error;
}

cudaError_t cudaGetLastError() {
  cudaError_t Error = lastError();
  lastError() = cudaSuccess;
  return Error;
}

cudaError_t cudaPeekAtLastError() { return lastError(); }

const char *cudaGetErrorString(cudaError_t Error) {
  return Error == cudaSuccess ? "no error" : "fake error";
}

cudaError_t cudaThreadExchangeStreamCaptureMode(cudaStreamCaptureMode *Mode) {
  std::swap(*Mode, captureMode());
  return cudaSuccess;
}

//===----------------------------------------------------------------------===//
// Streams and events
//===----------------------------------------------------------------------===//

cudaError_t cudaStreamCreateWithFlags(cudaStream_t *Stream, unsigned Flags) {
  if (cudaError_t Error = enterUnsafe("cudaStreamCreateWithFlags"))
    return Error;
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  *Stream = reinterpret_cast<cudaStream_t>(W.NextHandle++ << 8 |
                                           uint64_t(currentDevice()));
  if (Flags & cudaStreamNonBlocking)
    W.Streams.insert(*Stream);
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t Stream) {
  cudaError_t Error = enter("cudaStreamDestroy");
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  W.Streams.erase(Stream);
  return Error;
}

cudaError_t cudaStreamGetDevice(cudaStream_t Stream, int *Device) {
  // Streams 0 to 2 are the current device's default streams.
  *Device = reinterpret_cast<uintptr_t>(Stream) <= 2
                ? currentDevice()
                : int(reinterpret_cast<uintptr_t>(Stream) & 0xff);
  return enter("cudaStreamGetDevice");
}

cudaError_t cudaMemcpyAsync(void *To, const void *From, size_t Size,
                            cudaMemcpyKind Kind, cudaStream_t Stream) {
  if (cudaError_t Error = enter("cudaMemcpyAsync"))
    return Error;
  World &W = World::get();
  std::function<void()> Before;
  {
    std::lock_guard Guard(W.Lock);
    Before = W.BeforeCopy;
    if (!W.Streams.count(Stream))
      W.Violations.push_back("copy on a stream that blocks");
    auto *Host = static_cast<char *>(
        Kind == cudaMemcpyHostToDevice ? const_cast<void *>(From) : To);
    auto Block = W.Pinned.upper_bound(Host);
    bool IsPinned =
        Block != W.Pinned.begin() &&
        Host + Size <= static_cast<char *>(std::prev(Block)->first) +
                           std::prev(Block)->second;
    if (!IsPinned)
      W.Violations.push_back("copy with pageable memory");
    for (auto &[Handle, Owner] : W.Programs)
      for (auto &[Device, Loaded] : Owner->Images)
        if (To == &Loaded->Content)
          ++Loaded->Writes;
  }
  if (Before)
    Before();
  copyWords(To, From, Size);
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t Stream) {
  cudaError_t Error = enter("cudaStreamSynchronize");
  // Kernels run on no stream of libgpurt.
  bool Ours;
  {
    std::lock_guard Guard(World::get().Lock);
    Ours = World::get().Streams.count(Stream);
  }
  if (!Ours)
    joinKernels();
  return Error;
}

cudaError_t
cudaGetDriverEntryPointByVersion(const char *Name, void **Function, unsigned,
                                 unsigned long long,
                                 cudaDriverEntryPointQueryResult *Result) {
  *Function = driverCall(Name);
  *Result = *Function ? cudaDriverEntryPointSuccess
                      : cudaDriverEntryPointSymbolNotFound;
  return enter("cudaGetDriverEntryPointByVersion");
}

} // extern "C"
