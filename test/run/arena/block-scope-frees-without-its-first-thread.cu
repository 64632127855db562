// Threads of a block end by a panic while the block shares an arena, thread 0
// among them: those that are left still free it when they leave the scope.
// RUN: %{clangxx} %{gpurt} -fgpu-rt-panic=thread -O2 %s -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: {{Assertion.*threadIdx.x % 5}}
// CHECK: ok: block scope
#include "pieces.h"
#include "gpurt/arena.h"
#include <cassert>

using gpurt::scope;

__global__ void work(unsigned *Wrong) {
  __shared__ gpurt::arena<scope::block> Arena;
  gpurt::arena_scope Scope(Arena, 256);
  Block B{(unsigned char *)Arena.allocate(100), 100, threadIdx.x};
  deviceExpect(B.At, Wrong);
  fillBlock(B);
  assert(threadIdx.x % 5);
  Block C{(unsigned char *)Arena.allocate(60), 60, threadIdx.x + 7};
  deviceExpect(C.At, Wrong);
  fillBlock(C);
  deviceExpect(blockHolds(B) && blockHolds(C), Wrong);
}

int main() {
  DeviceArray<unsigned> Wrong(1);
  work<<<sized(32, 2), 64>>>(Wrong);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  (void)cudaGetLastError();
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after the panics");
  nextKernelIsRight();
  return finish("block scope");
}
