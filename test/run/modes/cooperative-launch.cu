// A cooperative launch with grid.sync: blocks of one block are freed by
// another after the barrier, also when one thread has panicked before it and no
// other is to stop for that.
// RUN: %{clangxx} %{gpurt} -fgpu-rt-panic=thread -I%{cuda}/include/cccl -O2 %s -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: Assertion `
// CHECK: ok: cooperative
#include "blocks.h"
#include <cassert>
#include <cooperative_groups.h>

__global__ void exchange(Block *Blocks, unsigned *Bad, unsigned Victim) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  unsigned Count = gridDim.x * blockDim.x;
  Block B{(unsigned char *)malloc(120), 120, I};
  if (B.At)
    fillBlock(B);
  Blocks[I] = B;
  assert(I != Victim);
  cooperative_groups::this_grid().sync();
  Block Other = Blocks[Count - 1 - I];
  if (!Other.At || !blockHolds(Other))
    atomicAdd(Bad, 1u);
  free(Other.At);
}

static cudaError_t launch(Block *Blocks, unsigned *Bad, unsigned Victim) {
  void *Args[] = {&Blocks, &Bad, &Victim};
  MUST(cudaLaunchCooperativeKernel((const void *)exchange, dim3(sized(64, 4)),
                                   dim3(sized(128, 64)), Args, 0, nullptr));
  return cudaDeviceSynchronize();
}

int main() {
  DeviceArray<Block> Blocks(sized(64, 4) * sized(128, 64));
  DeviceArray<unsigned> Bad(1);
  cudaError_t Error = launch(Blocks, Bad, ~0u);
  expect(Error == cudaSuccess, "%s", cudaGetErrorName(Error));
  Error = launch(Blocks, Bad, sized(1000, 100));
  expect(Error == cudaErrorAssert, "%s", cudaGetErrorName(Error));
  expect(!Bad.host()[0], "%u damaged or null", Bad.host()[0]);
  nextKernelIsRight();
  return finish("cooperative");
}
