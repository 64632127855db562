//===- malloc-pairs.cu - Work in shared memory alone ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each lane allocates and frees one block again and again, which its magazine
// in shared memory serves: no other memory changes, and that is no livelock.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

__global__ void pairs(int Count, int Size) {
  for (int I = 0; I < Count; ++I) {
    auto *P = static_cast<volatile unsigned *>(malloc(Size));
    *P = threadIdx.x;
    free(const_cast<unsigned *>(P));
  }
}

int main() {
  pairs<<<1, 32>>>(5000, 16);
  CHECK(cudaDeviceSynchronize());
  return finish();
}
