//===- missing-syncwarp.cu - Lanes that read what a sibling has yet to write ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Since Volta the lanes of a warp are not in step. Fixed: __syncwarp between
// the write and the read.
// RUN: seeds=1-3 policies=fair,warp-unfair,pct
// REPORT: read of uninitialised shared memory
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void swap(int *Out) {
  __shared__ int Slot[32];
  Slot[threadIdx.x] = int(threadIdx.x);
  if (Fixed)
    __syncwarp();
  Out[threadIdx.x] = Slot[threadIdx.x ^ 1]; // BUG
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int[32]> Out;
  return planted::run(Count, Args, 10, [&](bool Fixed) {
    if (Fixed)
      swap<true><<<1, 32>>>(*Out.Device);
    else
      swap<false><<<1, 32>>>(*Out.Device);
  });
}
