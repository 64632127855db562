// Every lane of every warp calls malloc at once: each gets memory of its own,
// aligned to 16 bytes, and nobody else writes into it.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: all lanes
#include "blocks.h"

__global__ void take(Block *Blocks, size_t Size) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Block B{(unsigned char *)malloc(Size), Size, I};
  if (B.At)
    fillBlock(B);
  Blocks[I] = B;
}

int main() {
  const unsigned Grid = sized(132, 2), Threads = sized(256, 64);
  for (size_t Size : {1, 16, 24, 64, 100, 1000, 4096}) {
    DeviceArray<Block> Blocks(Grid * Threads);
    take<<<Grid, Threads>>>(Blocks, Size);
    MUST(cudaDeviceSynchronize());
    expectBlocks(Blocks, Grid * Threads);
  }
  return finish("all lanes");
}
