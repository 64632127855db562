//===- HeapKernels.h - The kernels of a heap's benchmark --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each kernel is a template over the heap, so that every heap is measured by
// the same code. A heap is a handle that a kernel takes by value:
//   struct Heap {
//     __device__ void *malloc(size_t Size);
//     __device__ void free(void *Block);
//   };
// Payload is volatile and every block's address is stored: LLVM removes a
// malloc whose block nobody needs.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_DEVICE_HEAPKERNELS_H
#define GPURT_TOOLS_BENCH_DEVICE_HEAPKERNELS_H

#include "Clock.h"

#include <cstddef>
#include <cstdint>

namespace gpurt::bench {

/// A test's totals. Full, which all threads of a fill read, has a line alone.
struct Tally {
  uint32_t Nulls, Errors, Deadlines;
  alignas(128) uint32_t Full;
  alignas(128) unsigned long long Lowest;
  unsigned long long Highest, Requested, Operations;
};

/// Where the threads of a test leave what they saw: one entry a thread.
struct Records {
  void **Blocks;
  uint32_t *AllocCycles, *FreeCycles;
  Tally *Totals;
};

constexpr uint32_t MixedSizes = 0; // as a test's size: 16..8192 by thread
constexpr uint32_t LargestMixed = 8192;

__host__ __device__ inline uint32_t scrambled(uint32_t X) {
  X ^= X >> 16;
  X *= 0x7feb352du;
  X ^= X >> 15;
  X *= 0x846ca68bu;
  return X ^ X >> 16;
}

/// Bytes that thread \p I asks for.
__host__ __device__ inline uint32_t sizeFor(uint32_t I, uint32_t Seed,
                                            uint32_t Size) {
  return Size != MixedSizes ? Size
                            : 16u + scrambled(I * 2654435761u + Seed) % 8177u;
}

__device__ inline uint32_t threadNumber() {
  return blockIdx.x * blockDim.x + threadIdx.x;
}

__device__ inline void publish(void **Place, void *Block) {
  *static_cast<void *volatile *>(Place) = Block;
}

__device__ inline void touch(void *Block, uint32_t Index, uint32_t Value) {
  static_cast<volatile uint32_t *>(Block)[Index] = Value;
}

//===--- Latency ----------------------------------------------------------===//

/// One block a thread: allocated, touched at both ends, freed.
template <class Heap>
__global__ void allocTouchFree(Heap H, uint32_t Threads, uint32_t Size,
                               Records R) {
  uint32_t I = threadNumber();
  if (I >= Threads)
    return;
  uint64_t Asked = cycles();
  void *Block = H.malloc(Size);
  uint64_t Got = cyclesAfter(Block);
  publish(R.Blocks + I, Block);
  uint64_t Returns = Got, Returned = Got;
  if (Block) {
    touch(Block, 0, I);
    touch(Block, Size / 4 - 1, I);
    Returns = cycles();
    H.free(Block);
    Returned = cycles();
  } else {
    atomicAdd(&R.Totals->Nulls, 1u);
  }
  R.AllocCycles[I] = uint32_t(Got - Asked);
  R.FreeCycles[I] = uint32_t(Returned - Returns);
}

constexpr uint32_t SteadyPairs = 68, WarmUpPairs = 4;

/// SteadyPairs pairs a thread; records the mean of all but the first few.
template <class Heap>
__global__ void steadyPairs(Heap H, uint32_t Threads, uint32_t Size,
                            Records R) {
  uint32_t I = threadNumber();
  if (I >= Threads)
    return;
  uint64_t InAlloc = 0, InFree = 0;
  for (uint32_t Pair = 0; Pair != SteadyPairs; ++Pair) {
    uint64_t Asked = cycles();
    void *Block = H.malloc(Size);
    uint64_t Got = cyclesAfter(Block);
    publish(R.Blocks + I, Block);
    uint64_t Returns = Got, Returned = Got;
    if (Block) {
      touch(Block, 0, I);
      Returns = cycles();
      H.free(Block);
      Returned = cycles();
    } else {
      atomicAdd(&R.Totals->Nulls, 1u);
    }
    if (Pair >= WarmUpPairs) {
      InAlloc += Got - Asked;
      InFree += Returned - Returns;
    }
  }
  R.AllocCycles[I] = uint32_t(InAlloc / (SteadyPairs - WarmUpPairs));
  R.FreeCycles[I] = uint32_t(InFree / (SteadyPairs - WarmUpPairs));
}

/// \p Pairs pairs a thread without a clock read, for throughput.
template <class Heap>
__global__ void plainPairs(Heap H, uint32_t Threads, uint32_t Size,
                           uint32_t Pairs, Records R) {
  uint32_t I = threadNumber();
  if (I >= Threads)
    return;
  uint32_t Nulls = 0;
  for (uint32_t Pair = 0; Pair != Pairs; ++Pair) {
    void *Block = H.malloc(Size);
    if (Block) {
      touch(Block, 0, I);
      H.free(Block);
    } else {
      ++Nulls;
    }
  }
  if (Nulls)
    atomicAdd(&R.Totals->Nulls, Nulls);
}

//===--- Separate kernels -------------------------------------------------===//

template <class Heap>
__global__ void allocOnce(Heap H, uint32_t Threads, uint32_t Size,
                          uint32_t Seed, Records R) {
  uint32_t I = threadNumber();
  if (I >= Threads)
    return;
  uint32_t Bytes = sizeFor(I, Seed, Size);
  uint64_t Asked = cycles();
  void *Block = H.malloc(Bytes);
  uint64_t Got = cyclesAfter(Block);
  publish(R.Blocks + I, Block);
  R.AllocCycles[I] = uint32_t(Got - Asked);
  if (!Block)
    atomicAdd(&R.Totals->Nulls, 1u);
}

template <class Heap>
__global__ void freeOnce(Heap H, uint32_t Threads, Records R) {
  uint32_t I = threadNumber();
  if (I >= Threads)
    return;
  void *Block = R.Blocks[I];
  uint64_t Returns = 0, Returned = 0;
  if (Block) {
    Returns = cycles();
    H.free(Block);
    Returned = cycles();
  }
  R.FreeCycles[I] = uint32_t(Returned - Returns);
}

//===--- Churn ------------------------------------------------------------===//

constexpr uint32_t ChurnRounds = 20, ChurnLive = 4;

/// Each thread holds up to ChurnLive blocks and takes and frees at random. A
/// block carries its owner's number and place in its first 16 bytes.
template <class Heap>
__global__ void churn(Heap H, uint32_t Threads, uint32_t Size, Records R) {
  uint32_t I = threadNumber();
  if (I >= Threads)
    return;
  uint32_t *Held[ChurnLive] = {};
  uint32_t Operations = 0, Nulls = 0;
  bool IsBad = false;
  auto Release = [&](uint32_t K) {
    volatile uint32_t *Block = Held[K];
    IsBad |= Block[0] != I || Block[3] != (I ^ K);
    H.free(Held[K]);
    Held[K] = nullptr;
    ++Operations;
  };
  for (uint32_t Round = 0; Round != ChurnRounds; ++Round) {
#pragma unroll
    for (uint32_t K = 0; K != ChurnLive; ++K) {
      uint32_t Chance = scrambled(I * 97u + Round * 31337u + K * 7919u);
      if (Held[K]) {
        if (Chance & 1)
          Release(K);
        continue;
      }
      uint32_t Bytes = Size != MixedSizes ? Size : 16u + (Chance >> 8) % 8177u;
      Held[K] = static_cast<uint32_t *>(H.malloc(Bytes));
      ++Operations;
      if (Held[K]) {
        touch(Held[K], 0, I);
        touch(Held[K], 3, I ^ K);
      } else {
        ++Nulls;
      }
    }
  }
#pragma unroll
  for (uint32_t K = 0; K != ChurnLive; ++K)
    if (Held[K])
      Release(K);
  if (IsBad)
    atomicAdd(&R.Totals->Errors, 1u);
  if (Nulls)
    atomicAdd(&R.Totals->Nulls, Nulls);
  atomicAdd(&R.Totals->Operations, (unsigned long long)Operations);
}

//===--- Fill -------------------------------------------------------------===//

/// So many threads that saw null are enough to call the heap full; the rest
/// need not all walk the failing path.
constexpr uint32_t EnoughNulls = 4096;

/// Allocates until null. The blocks of a thread are a list through themselves.
template <class Heap>
__global__ void fillUp(Heap H, uint32_t Size, uint64_t Limit, Records R) {
  uint32_t I = threadNumber();
  uint64_t Start = nanoseconds();
  volatile uint32_t *Full = &R.Totals->Full;
  void *Head = nullptr;
  uint64_t Bytes = 0;
  uint32_t Count = 0;
  for (;;) {
    uint32_t Next = sizeFor(I * 131071u + Count, 77u, Size);
    void **Block = static_cast<void **>(H.malloc(Next));
    if (!Block) {
      atomicAdd(&R.Totals->Full, 1u);
      break;
    }
    *Block = Head;
    Head = Block;
    Bytes += Next;
    ++Count;
    if (nanoseconds() - Start > Limit) {
      atomicAdd(&R.Totals->Deadlines, 1u);
      break;
    }
    if (*Full >= EnoughNulls)
      break;
  }
  R.Blocks[I] = Head;
  atomicAdd(&R.Totals->Requested, (unsigned long long)Bytes);
  atomicAdd(&R.Totals->Operations, (unsigned long long)Count);
}

template <class Heap> __global__ void freeLists(Heap H, Records R) {
  void *Block = R.Blocks[threadNumber()];
  while (Block) {
    void *Next = *static_cast<void **>(Block);
    H.free(Block);
    Block = Next;
  }
}

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_DEVICE_HEAPKERNELS_H
