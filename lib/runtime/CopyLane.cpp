//===- CopyLane.cpp - Small copies on a stream of our own -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See CopyLane.h. All host data passes through the staging memory: a copy from
// pageable memory may synchronize in ways that CUDA does not promise.
// Test: test/unit/DeviceTest.cpp
//===----------------------------------------------------------------------===//
#include "CopyLane.h"

#include <algorithm>
#include <cstring>

using namespace gpurt::runtime;

static cudaError_t openStream(cudaStream_t &Stream) {
  return cudaStreamCreateWithFlags(&Stream, cudaStreamNonBlocking);
}

cudaError_t CopyPost::open() { return openStream(Stream); }

void CopyPost::close() {
  if (Stream)
    __real_cudaStreamDestroy(Stream);
  Stream = nullptr;
}

cudaError_t CopyPost::post(void *Device, const void *Pinned, size_t Size) {
  return cudaMemcpyAsync(Device, Pinned, Size, cudaMemcpyHostToDevice, Stream);
}

cudaError_t CopyLane::open() {
  std::lock_guard Guard(Lock);
  cudaError_t Error = openStream(Stream);
  if (Error != cudaSuccess)
    return Error;
  void *Memory = nullptr;
  Error = cudaHostAlloc(&Memory, StageSize, cudaHostAllocPortable);
  if (Error != cudaSuccess)
    return Error;
  Stage = static_cast<std::byte *>(Memory);
  return cudaSuccess;
}

void CopyLane::close() {
  std::lock_guard Guard(Lock);
  if (Stream)
    __real_cudaStreamDestroy(Stream);
  if (Stage)
    __real_cudaFreeHost(Stage);
  Stream = nullptr;
  Stage = nullptr;
}

cudaError_t CopyLane::write(void *Device, const void *Host, size_t Size) {
  std::lock_guard Guard(Lock);
  if (!Stage)
    return cudaErrorNotReady;
  for (size_t Done = 0; Done < Size;) {
    size_t Part = std::min(Size - Done, StageSize);
    std::memcpy(Stage, static_cast<const std::byte *>(Host) + Done, Part);
    cudaError_t Error =
        cudaMemcpyAsync(static_cast<std::byte *>(Device) + Done, Stage, Part,
                        cudaMemcpyHostToDevice, Stream);
    if (Error == cudaSuccess)
      Error = __real_cudaStreamSynchronize(Stream);
    if (Error != cudaSuccess)
      return Error;
    Done += Part;
  }
  return cudaSuccess;
}

cudaError_t CopyLane::read(void *Host, const void *Device, size_t Size) {
  std::lock_guard Guard(Lock);
  if (!Stage)
    return cudaErrorNotReady;
  for (size_t Done = 0; Done < Size;) {
    size_t Part = std::min(Size - Done, StageSize);
    cudaError_t Error =
        cudaMemcpyAsync(Stage, static_cast<const std::byte *>(Device) + Done,
                        Part, cudaMemcpyDeviceToHost, Stream);
    if (Error == cudaSuccess)
      Error = __real_cudaStreamSynchronize(Stream);
    if (Error != cudaSuccess)
      return Error;
    std::memcpy(static_cast<std::byte *>(Host) + Done, Stage, Part);
    Done += Part;
  }
  return cudaSuccess;
}

cudaError_t CopyLane::fill(void *Device, std::byte Value, size_t Size) {
  std::lock_guard Guard(Lock);
  if (!Stage)
    return cudaErrorNotReady;
  std::memset(Stage, int(Value), std::min(Size, StageSize));
  for (size_t Done = 0; Done < Size;) {
    size_t Part = std::min(Size - Done, StageSize);
    cudaError_t Error =
        cudaMemcpyAsync(static_cast<std::byte *>(Device) + Done, Stage, Part,
                        cudaMemcpyHostToDevice, Stream);
    if (Error != cudaSuccess)
      return Error;
    Done += Part;
  }
  return __real_cudaStreamSynchronize(Stream);
}
