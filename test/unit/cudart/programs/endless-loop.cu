//===- endless-loop.cu - Loops in which nothing stops ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two blocks never end and touch no memory. The third one has its turn even so,
// and the launch is ended with both places.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

__global__ void loop(unsigned *Word) {
  if (blockIdx.x == 0)
    while (true) {
    }
  if (blockIdx.x == 1) {
    unsigned X = *Word, All = 0;
    while (X != 1) {
      All |= X;
      X = X % 2 ? 3 * X + 1 : X / 2; // from 0 it never comes to 1
    }
    *Word = All;
  }
  if (blockIdx.x == 2)
    printf("the third block\n");
}

int main() {
  unsigned *Word;
  CHECK(cudaMalloc(&Word, sizeof *Word));
  CHECK(cudaMemset(Word, 0, sizeof *Word));
  loop<<<3, 1>>>(Word);
  CHECK(cudaGetLastError());
  EXPECT(cudaDeviceSynchronize() == cudaErrorLaunchTimeout);
  return finish();
}
