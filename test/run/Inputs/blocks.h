//===- blocks.h - Blocks with a pattern that says who owns them -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A Block carries its owner's number in every byte, so a block that two
// owners were given shows as a wrong byte; the host also compares addresses.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_BLOCKS_H
#define GPURT_TEST_BLOCKS_H

#include "check.h"
#include <algorithm>
#include <cstdint>

struct Block {
  unsigned char *At;
  size_t Size;
  unsigned Owner;
};

__host__ __device__ inline unsigned char patternByte(unsigned Owner,
                                                     size_t Index) {
  return (unsigned char)((Owner * 2654435761u >> 13) + Index * 7 + 1);
}

/// Writes the owner's pattern; a large block only at its ends and at one byte
/// of each 4 KiB, so that the whole of it is touched in reasonable time.
__device__ inline void fillBlock(const Block &B) {
  size_t Step = B.Size <= 65536 ? 1 : 4096;
  for (size_t I = 0; I < B.Size; I += Step)
    B.At[I] = patternByte(B.Owner, I);
  if (B.Size)
    B.At[B.Size - 1] = patternByte(B.Owner, B.Size - 1);
}

__device__ inline bool blockHolds(const Block &B) {
  size_t Step = B.Size <= 65536 ? 1 : 4096;
  for (size_t I = 0; I < B.Size; I += Step)
    if (B.At[I] != patternByte(B.Owner, I))
      return false;
  return !B.Size || B.At[B.Size - 1] == patternByte(B.Owner, B.Size - 1);
}

/// Counts blocks whose pattern is damaged, then frees all of them.
static __global__ void checkAndFree(Block *Blocks, unsigned Count,
                                    unsigned *Bad) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I >= Count || !Blocks[I].At)
    return;
  if (!blockHolds(Blocks[I]))
    atomicAdd(Bad, 1u);
  free(Blocks[I].At);
}

/// Host: all that hold memory are aligned and none reaches into the next.
/// \returns how many hold memory.
inline size_t expectDisjoint(std::vector<Block> Blocks, size_t Align = 16) {
  Blocks.erase(std::remove_if(Blocks.begin(), Blocks.end(),
                              [](const Block &B) { return !B.At; }),
               Blocks.end());
  std::sort(Blocks.begin(), Blocks.end(),
            [](const Block &A, const Block &B) { return A.At < B.At; });
  for (size_t I = 0; I < Blocks.size(); ++I) {
    expect((uintptr_t)Blocks[I].At % Align == 0, "%p of owner %u: not %zu",
           (void *)Blocks[I].At, Blocks[I].Owner, Align);
    if (I)
      expect(Blocks[I - 1].At + Blocks[I - 1].Size <= Blocks[I].At,
             "%p + %zu of owner %u reaches into %p of owner %u",
             (void *)Blocks[I - 1].At, Blocks[I - 1].Size, Blocks[I - 1].Owner,
             (void *)Blocks[I].At, Blocks[I].Owner);
  }
  return Blocks.size();
}

/// Host: verifies what a kernel left in \p Blocks and frees it on the device.
inline void expectBlocks(const DeviceArray<Block> &Blocks, size_t Want) {
  size_t Got = expectDisjoint(Blocks.host());
  expect(Got == Want, "%zu blocks, want %zu", Got, Want);
  DeviceArray<unsigned> Bad(1);
  unsigned Count = (unsigned)Blocks.size();
  checkAndFree<<<(Count + 127) / 128, 128>>>(Blocks, Count, Bad);
  MUST(cudaDeviceSynchronize());
  expect(Bad.host()[0] == 0, "%u blocks with a damaged pattern", Bad.host()[0]);
}

#endif // GPURT_TEST_BLOCKS_H
