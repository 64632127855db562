//===- deadlock.cu - A kernel that cannot end ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Half of the threads wait at a barrier that the others wait for elsewhere.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

__global__ void wait(volatile int *Flag) {
  if (threadIdx.x < 32) {
    while (!*Flag)
      __nanosleep(100);
  } else {
    asm volatile("barrier.sync 1, 64;" ::: "memory");
    *Flag = 1;
  }
}

int main() {
  int *Flag;
  CHECK(cudaMalloc(&Flag, sizeof(int)));
  CHECK(cudaMemset(Flag, 0, sizeof(int)));
  wait<<<1, 64>>>(Flag);
  CHECK(cudaGetLastError());
  EXPECT(cudaDeviceSynchronize() == cudaErrorLaunchTimeout);
  return finish();
}
