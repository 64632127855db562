// Three translation units without -fgpu-rdc are three GPU modules, yet one
// heap: a block made in one is read in the second and freed in the third.
// RUN: %{build} %{inputs}/heap-unit-b.cu %{inputs}/heap-unit-c.cu -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: one heap for three modules
#include "blocks.h"

void checkInUnitB(Block *Blocks, unsigned Count, unsigned *Bad);
void freeInUnitC(Block *Blocks, unsigned Count);

__global__ void takeInUnitA(Block *Blocks) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Block B{(unsigned char *)malloc(200), 200, I};
  if (B.At)
    fillBlock(B);
  Blocks[I] = B;
}

int main() {
  const unsigned Count = sized(128, 2) * 128;
  DeviceArray<Block> Blocks(Count), Again(Count);
  DeviceArray<unsigned> Bad(1);
  takeInUnitA<<<Count / 128, 128>>>(Blocks);
  checkInUnitB(Blocks, Count, Bad);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "unit b: %u damaged or null", Bad.host()[0]);
  // Unit b allocated beside us: no block of its own may be one of ours.
  expect(expectDisjoint(Blocks.host()) == Count, "null in unit a");
  freeInUnitC(Blocks, Count);
  takeInUnitA<<<Count / 128, 128>>>(Again);
  MUST(cudaDeviceSynchronize());
  expectBlocks(Again, Count);
  return finish("one heap for three modules");
}
