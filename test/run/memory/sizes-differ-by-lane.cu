// The lanes of a warp ask for different sizes in the same call: slots of many
// classes and runs of pages side by side.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: sizes 1 to 8192 by lane
// CHECK: ok: sizes 1 byte to 1 MiB by lane
#include "blocks.h"

__global__ void takeSmall(Block *Blocks) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  size_t Size = 1 + (I * 2654435761u >> 7) % 8192;
  Block B{(unsigned char *)malloc(Size), Size, I};
  if (B.At)
    fillBlock(B);
  Blocks[I] = B;
}

__global__ void takePowers(Block *Blocks) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  size_t Size = (size_t)1 << (threadIdx.x % 21);
  Block B{(unsigned char *)malloc(Size), Size, I};
  if (B.At)
    fillBlock(B);
  Blocks[I] = B;
}

int main() {
  {
    const unsigned Grid = sized(132, 1);
    DeviceArray<Block> Blocks(Grid * 128);
    takeSmall<<<Grid, 128>>>(Blocks);
    MUST(cudaDeviceSynchronize());
    expectBlocks(Blocks, Blocks.size());
  }
  if (finish("sizes 1 to 8192 by lane"))
    return 1;
  const unsigned Grid = sized(32, 1);
  DeviceArray<Block> Blocks(Grid * 42);
  takePowers<<<Grid, 42>>>(Blocks);
  MUST(cudaDeviceSynchronize());
  expectBlocks(Blocks, Blocks.size());
  return finish("sizes 1 byte to 1 MiB by lane");
}
