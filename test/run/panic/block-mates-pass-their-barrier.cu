// One thread fails before __syncthreads: the others of its block pass the
// barrier, __shfl_sync and __syncwarp, and finish with right results.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: block: [0,0,0], thread: [40,0,0] Assertion
// CHECK: ok: block mates
#include "check.h"
#include <cassert>

__global__ void work(int *Out) {
  __shared__ int Shared[128];
  Shared[threadIdx.x] = threadIdx.x;
  __syncthreads();
  assert(blockIdx.x != 0 || threadIdx.x != 40);
  __syncthreads();
  int Value = Shared[127 - threadIdx.x];
  __syncwarp();
  __syncthreads();
  Out[blockIdx.x * 128 + threadIdx.x] = Value + 1;
}

int main() {
  DeviceArray<int> Out(4 * 128);
  work<<<4, 128>>>(Out);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  std::vector<int> Host = Out.host();
  for (int I = 0; I < 4 * 128; ++I)
    expect(Host[I] == (I == 40 ? 0 : 128 - I % 128), "thread %d wrote %d", I,
           Host[I]);
  nextKernelIsRight();
  return finish("block mates");
}
