// malloc, free and new leave a kernel few enough registers for the largest
// block, though nothing says how large its blocks are.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// RUN: %{build} -fgpu-rt-malloc=checked -o %t.checked
// RUN: %{run} %t.checked | FileCheck %s
// CHECK: ok: 1024 threads
#include "blocks.h"

__global__ void exchange(Block *Blocks, unsigned *Bad) {
  unsigned I = threadIdx.x;
  Block B{(unsigned char *)malloc(16 + I), 16 + I, I};
  fillBlock(B);
  Blocks[I] = B;
  __syncthreads();
  Block Other = Blocks[blockDim.x - 1 - I];
  if (!blockHolds(Other))
    atomicAdd(Bad, 1u);
  free(Other.At);
  int *Number = new int(int(I));
  keep(Number);
  if (*Number != int(I))
    atomicAdd(Bad, 1u);
  delete Number;
}

int main() {
  DeviceArray<Block> Blocks(1024);
  DeviceArray<unsigned> Bad(1);
  exchange<<<1, 1024>>>(Blocks, Bad);
  MUST(cudaGetLastError());
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "%u damaged blocks", Bad.host()[0]);
  return finish("1024 threads");
}
