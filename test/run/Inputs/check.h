//===- check.h - What the programs of test/run share ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plain CUDA: MUST ends the program at the first CUDA error, expect counts
// what is wrong, finish prints the verdict that FileCheck and the exit code
// both see. DeviceArray is device memory that the host reads by copying, so
// no test needs managed memory.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_CHECK_H
#define GPURT_TEST_CHECK_H

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cuda_runtime.h>
#include <vector>

#define MUST(Call) must((Call), #Call, __FILE__, __LINE__)

inline void must(cudaError_t Error, const char *Call, const char *File,
                 int Line) {
  if (Error == cudaSuccess)
    return;
  std::printf("WRONG: %s:%d: %s: %s\n", File, Line, Call,
              cudaGetErrorName(Error));
  std::fflush(stdout);
  std::exit(1);
}

inline unsigned long &wrongCount() {
  static unsigned long Count = 0;
  return Count;
}

/// Prints the line if \p Right does not hold; the first ten are enough.
__attribute__((format(printf, 2, 3))) inline bool
expect(bool Right, const char *Format, ...) {
  if (Right)
    return true;
  if (++wrongCount() <= 10) {
    va_list Args;
    va_start(Args, Format);
    std::printf("WRONG: ");
    std::vprintf(Format, Args);
    std::printf("\n");
    va_end(Args);
  }
  return false;
}

/// Prints "ok: What" or how many expectations did not hold.
/// \returns the exit code of the program.
inline int finish(const char *What) {
  if (wrongCount())
    std::printf("FAILED: %s: %lu wrong\n", What, wrongCount());
  else
    std::printf("ok: %s\n", What);
  std::fflush(stdout);
  return wrongCount() ? 1 : 0;
}

template <typename T> class DeviceArray {
  T *Data = nullptr;
  size_t Count;

public:
  explicit DeviceArray(size_t Count) : Count(Count) {
    MUST(cudaMalloc(&Data, Count * sizeof(T)));
    MUST(cudaMemset(Data, 0, Count * sizeof(T)));
    // The memset is only ordered with the default stream; the tests' own
    // streams must see it too.
    MUST(cudaDeviceSynchronize());
  }
  ~DeviceArray() { cudaFree(Data); }
  DeviceArray(const DeviceArray &) = delete;
  DeviceArray &operator=(const DeviceArray &) = delete;

  operator T *() const { return Data; }
  size_t size() const { return Count; }
  std::vector<T> host() const {
    std::vector<T> Copy(Count);
    MUST(cudaMemcpy(Copy.data(), Data, Count * sizeof(T),
                    cudaMemcpyDeviceToHost));
    return Copy;
  }
};

/// Lets the optimizer assume that someone reads and keeps \p Block. LLVM
/// deletes an allocation that nobody does, and then finds that it succeeded.
__device__ inline void keep(const void *Block) {
  asm volatile("" ::"l"(Block) : "memory");
}

inline cudaDeviceProp deviceProperties() {
  cudaDeviceProp Props;
  MUST(cudaGetDeviceProperties(&Props, 0));
  return Props;
}

/// A size of the test: \p Card on a GPU, \p Small on a device with a handful of
/// multiprocessors, such as the CPU device, where a step takes a thousand times
/// as long. What is checked is the same.
template <typename T> T sized(T Card, T Small) {
  static const bool IsSmall = deviceProperties().multiProcessorCount < 16;
  return IsSmall ? Small : Card;
}

/// A kernel whose result is known: what "the next kernel is right" means.
static __global__ void sumUpTo(unsigned N, unsigned long long *Sum) {
  for (unsigned I = blockIdx.x * blockDim.x + threadIdx.x; I < N;
       I += gridDim.x * blockDim.x)
    atomicAdd(Sum, (unsigned long long)I + 1);
}

inline bool nextKernelIsRight(cudaStream_t Stream = nullptr) {
  const unsigned N = 10000;
  unsigned long long *Device = nullptr, Host = 0;
  MUST(cudaMalloc(&Device, sizeof Host));
  MUST(cudaMemsetAsync(Device, 0, sizeof Host, Stream));
  sumUpTo<<<8, 128, 0, Stream>>>(N, Device);
  MUST(cudaGetLastError());
  MUST(cudaMemcpyAsync(&Host, Device, sizeof Host, cudaMemcpyDeviceToHost,
                       Stream));
  MUST(cudaStreamSynchronize(Stream));
  MUST(cudaFree(Device));
  return expect(Host == 50005000ull, "next kernel: sum %llu, want 50005000",
                Host);
}

#endif // GPURT_TEST_CHECK_H
