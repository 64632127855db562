//===- illegal-address.cu - A kernel that leaves its memory -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A store behind an allocation: the launch succeeds, the next call that waits
// does not, and the context stays dead.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

__global__ void store(int *Where, int I) { Where[I] = 1; }

int main() {
  int *Device;
  CHECK(cudaMalloc(&Device, 256));
  store<<<1, 1>>>(Device, 70);
  EXPECT(cudaGetLastError() == cudaSuccess);
  EXPECT(cudaDeviceSynchronize() == cudaErrorIllegalAddress);
  EXPECT(cudaGetLastError() == cudaErrorIllegalAddress);
  EXPECT(cudaFree(Device) == cudaErrorIllegalAddress);
  return finish();
}
