// Any size: the borders of every power of two up to 512 MiB, each block
// written at its ends, all alive together in groups; zero bytes can be freed.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: 1 byte to 512 MiB
#include "blocks.h"

__global__ void takeThree(Block *Blocks, size_t Size) {
  unsigned I = threadIdx.x;
  size_t Asked = Size - 1 + I;
  Block B{(unsigned char *)malloc(Asked), Asked, I + 1};
  if (B.At)
    fillBlock(B);
  Blocks[I] = B;
}

__global__ void zero(unsigned *Bad) {
  void *A = malloc(0);
  void *B = malloc(0);
  if (A && A == B)
    ++*Bad;
  free(A);
  free(B);
  free(nullptr);
}

int main() {
  for (size_t Size = 2; Size <= (size_t)512 << 20; Size *= 2) {
    DeviceArray<Block> Blocks(3);
    takeThree<<<1, 3>>>(Blocks, Size);
    MUST(cudaDeviceSynchronize());
    expectBlocks(Blocks, 3);
  }
  DeviceArray<unsigned> Bad(1);
  zero<<<1, 1>>>(Bad);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "two blocks of zero bytes at one address");
  return finish("1 byte to 512 MiB");
}
