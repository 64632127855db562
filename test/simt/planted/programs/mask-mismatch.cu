//===- mask-mismatch.cu - A shuffle whose mask names lanes that do not come ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Half of the warp shuffles, the mask says all; the others wait at a barrier.
// Fixed: the mask names those who come.
// RUN: seeds=1-3 policies=fair,warp-unfair,run-to-block,pct
// REPORT: mismatch|cannot meet
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void share(int *Out) {
  int Value = int(threadIdx.x);
  if (threadIdx.x < 16)
    Value = __shfl_xor_sync(Fixed ? 0xffffu : ~0u, Value, 1); // BUG
  __syncthreads();
  Out[threadIdx.x] = Value;
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int[32]> Out;
  return planted::run(Count, Args, 3, [&](bool Fixed) {
    if (Fixed)
      share<true><<<1, 32>>>(*Out.Device);
    else
      share<false><<<1, 32>>>(*Out.Device);
  });
}
