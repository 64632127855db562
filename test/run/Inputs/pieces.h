//===- pieces.h - Pieces of arenas and pools with their owner's pattern ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Block (blocks.h) for memory that is not freed piece by piece, and the heap's
// own word that nothing was left behind.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_PIECES_H
#define GPURT_TEST_PIECES_H

#include "blocks.h"
#include "gpurt/runtime.h"

__device__ inline unsigned threadIndex() {
  return blockIdx.x * blockDim.x + threadIdx.x;
}

/// Counts in a kernel what expect() counts on the host.
__device__ inline void deviceExpect(bool Right, unsigned *Wrong) {
  if (!Right)
    atomicAdd(Wrong, 1u);
}

/// Counts pieces whose pattern is damaged.
static __global__ void countDamaged(const Block *Blocks, unsigned Count,
                                    unsigned *Bad) {
  unsigned I = threadIndex();
  if (I < Count && Blocks[I].At && !blockHolds(Blocks[I]))
    atomicAdd(Bad, 1u);
}

/// Host: as expectBlocks, but frees nothing.
inline void expectPieces(const DeviceArray<Block> &Blocks, size_t Want,
                         size_t Align = 16) {
  size_t Got = expectDisjoint(Blocks.host(), Align);
  expect(Got == Want, "%zu pieces, want %zu", Got, Want);
  DeviceArray<unsigned> Bad(1);
  unsigned Count = (unsigned)Blocks.size();
  countDamaged<<<(Count + 127) / 128, 128>>>(Blocks, Count, Bad);
  MUST(cudaDeviceSynchronize());
  expect(Bad.host()[0] == 0, "%u damaged pieces", Bad.host()[0]);
}

/// Host: every block went back to the heap.
inline void expectEmptyHeap(const char *When) {
  gpurt::heap_statistics Heap = gpurt::heap_stats();
  expect(Heap.used_blocks == 0, "%s: %llu blocks left", When,
         (unsigned long long)Heap.used_blocks);
}

#endif // GPURT_TEST_PIECES_H
