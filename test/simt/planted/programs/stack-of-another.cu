//===- stack-of-another.cu - A pointer to another thread's local memory ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// On a GPU the address means something else to each thread. Fixed: shared memory.
// RUN: seeds=1-1 policies=fair,run-to-block
// REPORT: illegal address .*: read of 4 bytes, the stack of another thread
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void lend(int **Where, int *Out) {
  __shared__ int Common;
  int Own = 7;
  if (threadIdx.x == 0) {
    Common = 7;
    *Where = Fixed ? &Common : &Own;
  }
  __syncthreads();
  Out[threadIdx.x] = **Where; // BUG
  __syncthreads();
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int *> Where;
  planted::Cell<int[32]> Out;
  return planted::run(Count, Args, 1, [&](bool Fixed) {
    if (Fixed)
      lend<true><<<1, 32>>>(Where.Device, *Out.Device);
    else
      lend<false><<<1, 32>>>(Where.Device, *Out.Device);
  });
}
