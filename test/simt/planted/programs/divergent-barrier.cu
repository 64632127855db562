//===- divergent-barrier.cu - A barrier that half of a warp meets elsewhere ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each half of the warp calls a __syncthreads of its own. Fixed: one call that
// all threads come to.
// RUN: seeds=1-1 policies=fair,warp-unfair,run-to-block,pct
// REPORT: barrier in divergent code
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void meet(int *Out) {
  __shared__ int Slot[64];
  Slot[threadIdx.x] = 1;
  if (Fixed) {
    __syncthreads();
  } else if (threadIdx.x % 2) {
    __syncthreads(); // BUG
    Slot[threadIdx.x] += 2;
  } else {
    __syncthreads(); // BUG
    Slot[threadIdx.x] += 3;
  }
  Out[threadIdx.x] = Slot[threadIdx.x];
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int[64]> Out;
  return planted::run(Count, Args, 2, [&](bool Fixed) {
    if (Fixed)
      meet<true><<<1, 64>>>(*Out.Device);
    else
      meet<false><<<1, 64>>>(*Out.Device);
  });
}
