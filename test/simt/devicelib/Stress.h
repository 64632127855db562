//===- Stress.h - What the stress programs share ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Small kernels that make the device library's threads meet in every way, for
// an engine that then tries many schedules. Payload is written plain, at once
// after malloc and at once before free, with no fence of our own between: so a
// race detector sees each order that the allocator owes its callers.
// Plain CUDA: the programs run on a GPU as well.
// Test: the programs of this folder
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_DEVICELIB_STRESS_H
#define GPURT_TEST_SIMT_DEVICELIB_STRESS_H

#include "gpurt/runtime.h"

#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cuda_runtime.h>
#include <string>

inline constexpr size_t Page = 64 << 10;

//===--- Host -------------------------------------------------------------===//

inline unsigned Wrong = 0;

__attribute__((format(printf, 2, 3))) inline void
expect(bool Right, const char *Format, ...) {
  if (Right || ++Wrong > 5)
    return;
  va_list Args;
  va_start(Args, Format);
  std::fputs("WRONG: ", stdout);
  std::vprintf(Format, Args);
  std::putchar('\n');
  va_end(Args);
}

inline void must(cudaError_t Error, const char *What) {
  if (Error == cudaSuccess)
    return;
  std::printf("WRONG: %s: %s\n", What, cudaGetErrorName(Error));
  std::fflush(stdout);
  std::_Exit(1);
}

/// Before any other call: the heap has \p Limit bytes, and \p Initial of them
/// from the start.
inline void setHeap(size_t Limit, size_t Initial) {
  setenv("GPURT_HEAP_INITIAL", std::to_string(Initial).c_str(), 1);
  must(cudaDeviceSetLimit(cudaLimitMallocHeapSize, Limit), "the heap's limit");
}

/// Rounds of each thread: argv[1], or what is enough for one of many runs.
inline unsigned rounds(int argc, char **argv, unsigned Default) {
  return argc > 1 ? unsigned(std::strtoul(argv[1], nullptr, 10)) : Default;
}

/// Device memory that starts as zeros and that the host reads by name.
template <typename T, size_t N = 1> class Cells {
  T *Data = nullptr;

public:
  Cells() {
    must(cudaMalloc(&Data, N * sizeof(T)), "cudaMalloc");
    must(cudaMemset(Data, 0, N * sizeof(T)), "cudaMemset");
  }
  Cells(const Cells &) = delete;
  Cells &operator=(const Cells &) = delete;
  operator T *() const { return Data; }
  T operator[](size_t I) const {
    T Value;
    must(cudaMemcpy(&Value, Data + I, sizeof(T), cudaMemcpyDeviceToHost),
         "cudaMemcpy");
    return Value;
  }
};

/// After every block was freed: the heap says so, and is whole.
inline void expectEmptyHeap() {
  gpurt::heap_statistics Stats = gpurt::heap_stats();
  expect(Stats.used_blocks == 0, "%llu blocks of %llu bytes are left",
         (unsigned long long)Stats.used_blocks,
         (unsigned long long)Stats.used_bytes);
}

inline int finish() {
  std::puts(Wrong ? "FAILED" : "ok");
  std::fflush(stdout);
  return Wrong != 0;
}

//===--- Device -----------------------------------------------------------===//

__device__ inline unsigned globalThread() {
  return blockIdx.x * blockDim.x + threadIdx.x;
}

/// A lane's random numbers; other ones under other seeds of the engine.
class Dice {
  uint32_t State;

public:
  __device__ Dice() : State((globalThread() + 1) * 0x9e3779b9u ^ clock()) {}
  __device__ uint32_t below(uint32_t Bound) {
    State = State * 1664525u + 1013904223u;
    return uint32_t(uint64_t(State) * Bound >> 32);
  }
};

/// A block, and who wrote its first and last word.
struct Block {
  uint64_t *At;
  size_t Size; ///< 8 or more, a multiple of 8

  __device__ uint64_t &last() const { return At[Size / 8 - 1]; }
  __device__ void write(uint64_t Who) const {
    At[0] = Who;
    last() = Who + Size;
  }
  /// \returns whether both words are \p Who's still.
  __device__ bool holds(uint64_t Who) const {
    return At[0] == Who && last() == Who + Size;
  }
};

/// Lets the optimizer assume that someone reads and keeps \p At. LLVM deletes
/// an allocation that nobody does, and then finds that it succeeded.
__device__ inline void keep(const void *At) {
  asm volatile("" ::"l"(At) : "memory");
}

/// malloc; the new owner's first accesses are these plain writes.
__device__ inline Block take(size_t Size, uint64_t Who) {
  Block New{static_cast<uint64_t *>(malloc(Size)), Size};
  keep(New.At);
  if (New.At)
    New.write(Who);
  return New;
}

/// free; the old owner's last accesses are these plain ones.
/// \returns whether the block was as \p Who left it.
__device__ inline bool give(const Block &Old, uint64_t Who) {
  bool Good = Old.holds(Who);
  Old.write(~Who);
  free(Old.At);
  return Good;
}

/// Hands what a block holds over to another thread: acquire and release.
__device__ inline uint64_t *swapHands(uint64_t **Place, uint64_t *Mine) {
  uint64_t *Theirs;
  asm volatile("atom.acq_rel.gpu.exch.b64 %0, [%1], %2;"
               : "=l"(Theirs)
               : "l"(Place), "l"(Mine)
               : "memory");
  return Theirs;
}

//===--- The heap as a whole ----------------------------------------------===//

inline constexpr unsigned MostPages = 8;

/// One thread takes every page of an empty heap, as slots and one by one, and
/// gives all back. A page that is in no set, or cannot be found, is missing.
static __global__ void takeEachPage(unsigned Pages, unsigned *Missing) {
  void *Held[2 * MostPages];
  for (unsigned I = 0; I < 2 * Pages; ++I) {
    Held[I] = malloc(Page / 2);
    keep(Held[I]);
    if (!Held[I])
      ++*Missing;
  }
  for (unsigned I = 0; I < 2 * Pages; ++I)
    free(Held[I]);
}

/// After every block was freed.
inline void expectWholeHeap(unsigned Pages) {
  Cells<unsigned> Missing;
  takeEachPage<<<1, 1>>>(Pages, Missing);
  must(cudaDeviceSynchronize(), "the kernels");
  expect(!Missing[0], "%u half pages are lost", Missing[0]);
  expectEmptyHeap();
}

#endif // GPURT_TEST_SIMT_DEVICELIB_STRESS_H
