//===- missing-syncthreads.cu - A tree of sums without its barrier --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The next level reads what a neighbour is still adding to. Fixed: __syncthreads
// in each turn.
// RUN: memory=weak seeds=1-2 policies=fair,pct
// REPORT: data race
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void sum(int *Out) {
  __shared__ int Part[64];
  Part[threadIdx.x] = 1;
  __syncthreads();
  for (unsigned Half = 32; Half; Half /= 2) {
    if (threadIdx.x < Half)
      Part[threadIdx.x] += Part[threadIdx.x + Half]; // BUG
    if (Fixed)
      __syncthreads();
  }
  if (threadIdx.x == 0)
    *Out = Part[0];
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int> Out;
  return planted::run(Count, Args, 2, [&](bool Fixed) {
    if (Fixed)
      sum<true><<<1, 64>>>(Out.Device);
    else
      sum<false><<<1, 64>>>(Out.Device);
  });
}
