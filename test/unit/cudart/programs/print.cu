//===- print.cu - Device printf -----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Device printf, in the order of one thread.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

__global__ void print() {
  printf("block %d of %d: %s %.2f %lld\n", int(blockIdx.x), int(gridDim.x),
         "text", 1.5, 1ll << 40);
}

int main() {
  print<<<1, 1>>>();
  CHECK(cudaDeviceSynchronize());
  return finish();
}
