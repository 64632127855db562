//===- shared-out-of-bounds.cu - An index beyond a shared array -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The next shared array lies there, so nothing faults. Fixed: the index stays
// inside.
// RUN: seeds=1-1 policies=fair,run-to-block
// REPORT: write of 4 bytes out of bounds, right behind the end of the 128 bytes of '.*Left
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void shift(int *Out) {
  __shared__ int Left[32];
  __shared__ int Right[32];
  Left[threadIdx.x] = Right[threadIdx.x] = 0;
  __syncthreads();
  Left[Fixed ? (threadIdx.x + 1) % 32 : threadIdx.x + 1] = 1; // BUG
  __syncthreads();
  Out[threadIdx.x] = Left[threadIdx.x] + Right[threadIdx.x];
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int[32]> Out;
  return planted::run(Count, Args, 2, [&](bool Fixed) {
    if (Fixed)
      shift<true><<<1, 32>>>(*Out.Device);
    else
      shift<false><<<1, 32>>>(*Out.Device);
  });
}
