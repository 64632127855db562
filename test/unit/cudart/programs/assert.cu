//===- assert.cu - A panic ------------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An assertion that fails in one thread: the report has its line, the next
// call that waits returns cudaErrorAssert, and the device goes on. Compiled
// with our passes.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

#include <cassert>

__global__ void check(int *Out) {
  assert(threadIdx.x != 5);
  Out[threadIdx.x] = 1;
}

int main() {
  int *Out;
  CHECK(cudaMallocManaged(&Out, 32 * sizeof(int)));
  for (int I = 0; I != 32; ++I)
    Out[I] = 0;
  check<<<1, 32>>>(Out);
  EXPECT(cudaDeviceSynchronize() == cudaErrorAssert);
  for (int I = 0; I != 32; ++I)
    EXPECT(Out[I] == (I != 5));
  return finish();
}
