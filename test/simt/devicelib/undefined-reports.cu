//===- undefined-reports.cu - Many lanes fail at one place ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All threads of a grid fail two checks that let them go on, while others end:
// one of them fills the record of each place, and none waits for it.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

#include <cassert>
#include <climits>

__global__ void fail(int Max, int *Out) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  int Sum = Max + int(threadIdx.x) + 1;
  assert(threadIdx.x != 3);
  Out[I] = Sum - Max - Max;
}

int main() {
  setHeap(2 * Page, 2 * Page);
  Cells<int, 12> Out;
  for (int Launch = 0; Launch < 2; ++Launch) {
    fail<<<3, 4>>>(INT_MAX, Out);
    expect(cudaDeviceSynchronize() == cudaErrorAssert, "no cudaErrorAssert");
    gpurt_clear_panic();
  }
  // As two's complement gives it.
  for (int I = 0; I < 12; ++I) {
    int Want = I % 4 == 3 ? 0 : int(unsigned(I % 4) + 1 - unsigned(INT_MAX));
    expect(Out[I] == Want, "thread %d wrote %d, want %d", I, Out[I], Want);
  }
  return finish();
}
