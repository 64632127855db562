//===- activemask-as-barrier.cu - activemask taken for the whole warp -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// After a branch the lanes need not be together again: activemask says who
// happens to be. Fixed: __syncwarp, and the mask that is meant.
// RUN: seeds=1-5 policies=fair,warp-unfair,pct
// REPORT: Assertion `Sum == 32` failed
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void count(int *Out) {
  unsigned Mask = ~0u;
  if (threadIdx.x % 2)
    atomicAdd(Out, 1);
  if (!Fixed)
    Mask = __activemask();
  unsigned Sum = __reduce_add_sync(Mask, 1);
  assert(Sum == 32); // BUG
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int> Out;
  return planted::run(Count, Args, 10, [&](bool Fixed) {
    Out.clear();
    if (Fixed)
      count<true><<<1, 32>>>(Out.Device);
    else
      count<false><<<1, 32>>>(Out.Device);
  });
}
