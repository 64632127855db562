//===- out-of-bounds.cu - A loop that takes one element too many ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// 100 bytes lie in a block of 256: hardware does not notice. Fixed: < in place
// of <=.
// RUN: seeds=1-1 policies=fair,run-to-block
// REPORT: illegal address .*: write of 4 bytes, right behind the end of 100 bytes of device memory
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void fill(int *Out, int Length) {
  for (int I = int(threadIdx.x); Fixed ? I < Length : I <= Length; I += 32)
    Out[I] = I; // BUG
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int[25]> Out;
  return planted::run(Count, Args, 2, [&](bool Fixed) {
    if (Fixed)
      fill<true><<<1, 32>>>(*Out.Device, 25);
    else
      fill<false><<<1, 32>>>(*Out.Device, 25);
  });
}
