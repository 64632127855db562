// A thread that ends by its own `exit` gives back what it kept, and one of a
// kernel that has nothing to do with the heap gives back nothing.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: exit in a kernel that allocates
// CHECK: ok: exit in a kernel that does not
#include "blocks.h"

__device__ void endOdd() {
  if (threadIdx.x & 1)
    asm volatile("exit;");
}

__global__ void allocates(unsigned *Left) {
  void *Block = malloc(48);
  free(Block);
  free(malloc(48));
  endOdd();
  atomicAdd(Left, 1u);
}

__global__ void doesNot(unsigned *Left) {
  endOdd();
  atomicAdd(Left, 1u);
}

int main() {
  constexpr unsigned Threads = 64;
  DeviceArray<unsigned> Left(1);
  allocates<<<1, Threads>>>(Left);
  MUST(cudaDeviceSynchronize());
  expect(Left.host()[0] == Threads / 2, "%u threads went on", Left.host()[0]);
  if (finish("exit in a kernel that allocates"))
    return 1;
  doesNot<<<1, Threads>>>(Left);
  MUST(cudaDeviceSynchronize());
  expect(Left.host()[0] == Threads, "%u threads went on", Left.host()[0]);
  return finish("exit in a kernel that does not");
}
