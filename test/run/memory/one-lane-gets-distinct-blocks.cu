// One lane of each warp allocates while its siblings have nothing to do: the
// allocator must not wait for lanes that never come.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: one lane
#include "blocks.h"

__global__ void take(Block *Blocks, unsigned Lane, unsigned PerWarp) {
  unsigned Thread = blockIdx.x * blockDim.x + threadIdx.x;
  if (Thread % 32 != Lane)
    return;
  for (unsigned I = 0; I < PerWarp; ++I) {
    unsigned Owner = Thread / 32 * PerWarp + I;
    Block B{(unsigned char *)malloc(40), 40, Owner};
    if (B.At)
      fillBlock(B);
    Blocks[Owner] = B;
  }
}

int main() {
  const unsigned Grid = sized(64, 2), Threads = 128, PerWarp = 20;
  const unsigned Warps = Grid * Threads / 32;
  for (unsigned Lane : {0u, 7u, 31u}) {
    DeviceArray<Block> Blocks(Warps * PerWarp);
    take<<<Grid, Threads>>>(Blocks, Lane, PerWarp);
    MUST(cudaDeviceSynchronize());
    expectBlocks(Blocks, Warps * PerWarp);
  }
  return finish("one lane");
}
