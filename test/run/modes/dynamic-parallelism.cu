// Kernels that launch kernels (-fgpu-rdc): parent and children share the heap,
// and a child's failed assert reaches the host. The driver adds cudadevrt.
// The CPU device has no launch inside a launch.
// REQUIRES: cuda-device
// RUN: %{build} -fgpu-rdc -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: child(
// CHECK-SAME: Assertion `Block[0] != 13` failed.
// CHECK: ok: dynamic parallelism
#include "check.h"
#include <cassert>

__global__ void child(int *Block, int Value, unsigned long long *Sum) {
  Block[threadIdx.x] = Value + threadIdx.x;
  __syncthreads();
  assert(Block[0] != 13);
  int *Own = new int(Block[31 - threadIdx.x]);
  atomicAdd(Sum, (unsigned long long)*Own);
  delete Own;
  __syncthreads();
  // Allocated by the parent, freed by the last to need it.
  if (threadIdx.x == 0)
    free(Block);
}

__global__ void parent(int First, unsigned long long *Sum) {
  int *Block = (int *)malloc(32 * sizeof(int));
  int Value = First + threadIdx.x;
  child<<<1, 32>>>(Block, Value, Sum);
}

int main() {
  DeviceArray<unsigned long long> Sum(1);
  parent<<<1, 8>>>(100, Sum);
  MUST(cudaDeviceSynchronize());
  unsigned long long Want = 0;
  for (int V = 100; V < 108; ++V)
    for (int I = 0; I < 32; ++I)
      Want += V + I;
  expect(Sum.host()[0] == Want, "sum %llu, want %llu", Sum.host()[0], Want);
  parent<<<1, 8>>>(10, Sum);
  cudaError_t Error = cudaDeviceSynchronize();
  expect(Error == cudaErrorAssert, "%s", cudaGetErrorName(Error));
  nextKernelIsRight();
  return finish("dynamic parallelism");
}
