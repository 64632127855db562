//===- uninitialised-shared.cu - A shared counter that nobody sets to zero ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// On a card it often is zero, from the block before. Fixed: it is set.
// RUN: seeds=1-1 policies=fair,warp-unfair,run-to-block,pct
// REPORT: read of uninitialised shared memory
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void count(int *Out) {
  __shared__ int Sum;
  if (Fixed && threadIdx.x == 0)
    Sum = 0;
  __syncthreads();
  atomicAdd(&Sum, 1); // BUG
  __syncthreads();
  if (threadIdx.x == 0)
    *Out = Sum;
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int> Out;
  return planted::run(Count, Args, 3, [&](bool Fixed) {
    if (Fixed)
      count<true><<<2, 64>>>(Out.Device);
    else
      count<false><<<2, 64>>>(Out.Device);
  });
}
