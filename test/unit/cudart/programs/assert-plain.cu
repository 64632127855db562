//===- assert-plain.cu - An assertion without gpu-rt ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiled without our passes: an assertion that fails is told in CUDA's own
// line and ends the context, as on a card. Nothing brings it back.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

#include <cassert>

__global__ void check(int *Out) {
  Out[blockIdx.x * blockDim.x + threadIdx.x] = 1;
  assert(threadIdx.x != 5);
}

int main() {
  int *Out;
  CHECK(cudaMallocManaged(&Out, 2 * 32 * sizeof(int)));
  check<<<2, 32>>>(Out);
  EXPECT(cudaDeviceSynchronize() == cudaErrorAssert);
  EXPECT(cudaGetLastError() == cudaErrorAssert);
  EXPECT(cudaGetLastError() == cudaErrorAssert);
  void *More = nullptr;
  EXPECT(cudaMalloc(&More, 8) == cudaErrorAssert);
  return finish();
}
