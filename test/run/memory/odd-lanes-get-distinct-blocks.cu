// Only the odd lanes allocate, then only the even ones: whoever happens to be
// together need not be a whole warp.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: odd lanes, then even lanes
#include "blocks.h"

__global__ void take(Block *Blocks) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Block B{nullptr, 48, I};
  if (threadIdx.x & 1)
    B.At = (unsigned char *)malloc(48);
  else if (I % 4 == 0)
    B.At = (unsigned char *)malloc(48);
  if (B.At)
    fillBlock(B);
  Blocks[I] = B;
}

int main() {
  const unsigned Grid = sized(100, 2), Threads = 96;
  DeviceArray<Block> Blocks(Grid * Threads);
  take<<<Grid, Threads>>>(Blocks);
  MUST(cudaDeviceSynchronize());
  // Half of the lanes are odd, half of the even ones divide by four.
  expectBlocks(Blocks, Grid * Threads * 3 / 4);
  return finish("odd lanes, then even lanes");
}
