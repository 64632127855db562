//===- Verify.h - Are blocks apart, whole, and where? -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A warp a block. Every word of every block is written before the first one is
// read, so that two blocks that share a byte show as a wrong word in one of
// them. Also: 16-byte alignment, and the span from the lowest to the highest.
// A heap that hands a block out twice must be seen: test/tools/bench/planted-*.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_DEVICE_VERIFY_H
#define GPURT_TOOLS_BENCH_DEVICE_VERIFY_H

#include "HeapKernels.h"

namespace gpurt::bench {

constexpr uint32_t WarpThreads = 32, VerifyThreads = 256;

__device__ inline uint32_t patternWord(uint32_t Owner, uint32_t Index) {
  return Owner * 0x9e3779b9u + Index;
}

static __global__ void writePatterns(uint32_t Blocks, uint32_t Size,
                                     uint32_t Seed, Records R) {
  uint32_t Owner = threadNumber() / WarpThreads;
  if (Owner >= Blocks || !R.Blocks[Owner])
    return;
  uint32_t *Words = static_cast<uint32_t *>(R.Blocks[Owner]);
  uint32_t Count = sizeFor(Owner, Seed, Size) / 4;
  for (uint32_t J = threadIdx.x % WarpThreads; J < Count; J += WarpThreads)
    Words[J] = patternWord(Owner, J);
}

/// Counts damaged blocks in Errors.
static __global__ void checkPatterns(uint32_t Blocks, uint32_t Size,
                                     uint32_t Seed, Records R) {
  uint32_t Owner = threadNumber() / WarpThreads;
  if (Owner >= Blocks || !R.Blocks[Owner])
    return; // all lanes of the warp, or none
  uint32_t Lane = threadIdx.x % WarpThreads;
  const uint32_t *Words = static_cast<uint32_t *>(R.Blocks[Owner]);
  uint32_t Bytes = sizeFor(Owner, Seed, Size);
  auto Start = reinterpret_cast<unsigned long long>(Words);
  bool IsBad = Start % 16 != 0;
  for (uint32_t J = Lane; J < Bytes / 4; J += WarpThreads)
    IsBad |= Words[J] != patternWord(Owner, J);
  bool AnyBad = __any_sync(~0u, IsBad);
  if (Lane != 0)
    return;
  if (AnyBad)
    atomicAdd(&R.Totals->Errors, 1u);
  atomicMin(&R.Totals->Lowest, Start);
  atomicMax(&R.Totals->Highest, Start + Bytes);
  atomicAdd(&R.Totals->Requested, (unsigned long long)Bytes);
}

inline void verifyBlocks(uint32_t Blocks, uint32_t Size, uint32_t Seed,
                         const Records &R) {
  constexpr uint32_t WarpsInBlock = VerifyThreads / WarpThreads;
  uint32_t Grid = (Blocks + WarpsInBlock - 1) / WarpsInBlock;
  writePatterns<<<Grid, VerifyThreads>>>(Blocks, Size, Seed, R);
  checkPatterns<<<Grid, VerifyThreads>>>(Blocks, Size, Seed, R);
}

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_DEVICE_VERIFY_H
