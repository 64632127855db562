// What a thread printed before it failed appears, and so does what the others
// print after: stock CUDA may lose both.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK-DAG: about to fail in 2
// CHECK-DAG: still here in 3
// CHECK-DAG: ok: printf
#include "check.h"
#include <cassert>

__global__ void talk() {
  if (threadIdx.x == 2) {
    printf("about to fail in %u\n", threadIdx.x);
    assert(threadIdx.x == 100);
  }
  if (threadIdx.x == 3)
    printf("still here in %u\n", threadIdx.x);
}

int main() {
  talk<<<1, 4>>>();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  nextKernelIsRight();
  return finish("printf");
}
