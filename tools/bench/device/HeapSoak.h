//===- HeapSoak.h - Random calls without end, each block checked *- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Unlike churn, whose work is that of other allocators' tests: the sizes differ
// from launch to launch, blocks are freed by other threads and in other
// launches than took them, and a block is checked at both ends.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_DEVICE_HEAPSOAK_H
#define GPURT_TOOLS_BENCH_DEVICE_HEAPSOAK_H

#include "HeapKernels.h"

namespace gpurt::bench {

/// A block of 16 bytes or more that says what it is: its stamp and its length
/// stand in its first two words, both together in its last one.
struct Parcel {
  volatile uint32_t *Words;
  uint32_t Stamp;

  __device__ void wrap(uint32_t Bytes) const {
    Words[0] = Stamp;
    Words[1] = Bytes;
    Words[Bytes / 4 - 1] = Stamp ^ Bytes;
  }
  __device__ bool isWhole() const {
    uint32_t Bytes = Words[1];
    return Words[0] == Stamp && Bytes >= 16 && Bytes <= LargestMixed &&
           Words[Bytes / 4 - 1] == (Stamp ^ Bytes);
  }
  __device__ void *block() const { return const_cast<uint32_t *>(Words); }
};

/// Leaves \p Mine in \p Place and takes what was there.
__device__ inline Parcel changeHands(void **Place, Parcel Mine) {
  __threadfence();
  auto *Words = reinterpret_cast<volatile uint32_t *>(
      atomicExch(reinterpret_cast<unsigned long long *>(Place),
                 reinterpret_cast<unsigned long long>(Mine.Words)));
  __threadfence();
  return {Words, Words ? Words[0] : 0};
}

/// ChurnRounds rounds over ChurnLive blocks a thread. R.Blocks holds the blocks
/// that nobody has in hand.
template <class Heap>
__global__ void soak(Heap H, uint32_t Threads, uint32_t Turn, Records R) {
  uint32_t I = threadNumber();
  if (I >= Threads)
    return;
  Parcel Held[ChurnLive] = {};
  uint32_t Operations = 0, Nulls = 0, Errors = 0;
  auto Release = [&](Parcel &Old) {
    Errors += !Old.isWhole();
    H.free(Old.block());
    Old = {};
    ++Operations;
  };
  for (uint32_t Round = 0; Round != ChurnRounds; ++Round) {
#pragma unroll
    for (uint32_t K = 0; K != ChurnLive; ++K) {
      Parcel &Mine = Held[K];
      uint32_t Chance =
          scrambled(scrambled(Turn * ChurnRounds + Round) + I * ChurnLive + K);
      if (!Mine.Words) {
        uint32_t Bytes = sizeFor(I, Chance, MixedSizes);
        Mine = {static_cast<uint32_t *>(H.malloc(Bytes)), Chance};
        ++Operations;
        if (Mine.Words)
          Mine.wrap(Bytes);
        else
          ++Nulls;
      } else if (Chance % 8 < 4) {
        Release(Mine);
      } else if (Chance % 8 == 4) {
        Mine = changeHands(&R.Blocks[Chance / 8 % Threads], Mine);
      }
    }
  }
#pragma unroll
  for (Parcel &Mine : Held)
    if (Mine.Words)
      Release(Mine);
  if (Errors)
    atomicAdd(&R.Totals->Errors, Errors);
  if (Nulls)
    atomicAdd(&R.Totals->Nulls, Nulls);
  atomicAdd(&R.Totals->Operations, (unsigned long long)Operations);
}

/// After the last launch of soak.
template <class Heap>
__global__ void freeHandedOver(Heap H, uint32_t Threads, Records R) {
  uint32_t I = threadNumber();
  if (I >= Threads || !R.Blocks[I])
    return;
  Parcel Left{static_cast<uint32_t *>(R.Blocks[I]), 0};
  Left.Stamp = Left.Words[0];
  if (!Left.isWhole())
    atomicAdd(&R.Totals->Errors, 1u);
  H.free(Left.block());
}

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_DEVICE_HEAPSOAK_H
