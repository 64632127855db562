//===- fragmented-heap.cu - A heap worth a picture ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fills slabs of many sizes and large blocks, frees three of four small blocks
// and every second large one, and writes a map before and after.
//===----------------------------------------------------------------------===//
#include "gpurt/runtime.h"

#include <cstdio>

__device__ size_t sizeOf(unsigned I) {
  return I % 32 == 0 ? 100000 : 16u << I % 8;
}

__global__ void take(void **Blocks) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Blocks[I] = malloc(sizeOf(I));
}

__global__ void thin(void **Blocks) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  bool Stays = I % 32 == 0 ? I % 64 == 0 : I / 8 % 4 == 0;
  if (!Stays)
    free(Blocks[I]);
}

int main(int Argc, char **Argv) {
  const unsigned Grid = 16, Threads = 128;
  void **Blocks = nullptr;
  if (Argc != 3 || cudaMalloc(&Blocks, Grid * Threads * sizeof *Blocks))
    return 2;
  take<<<Grid, Threads>>>(Blocks);
  if (cudaDeviceSynchronize() || gpurt_heap_write_map(Argv[1]))
    return 1;
  thin<<<Grid, Threads>>>(Blocks);
  if (cudaDeviceSynchronize() || gpurt_heap_write_map(Argv[2]))
    return 1;
  std::printf("%llu blocks\n",
              (unsigned long long)gpurt::heap_stats().used_blocks);
}
