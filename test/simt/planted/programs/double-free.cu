//===- double-free.cu - A block of the device heap that is freed twice ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two lanes believe that they own the same block. Fixed: one of them frees it.
// RUN: seeds=1-3 policies=fair,pct
// REPORT: %bug%.* second free of 0x
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void share() {
  __shared__ char *Block;
  if (threadIdx.x == 0)
    Block = static_cast<char *>(malloc(64));
  __syncthreads();
  char *Mine = Block;
  if (!Fixed || threadIdx.x == 32)
    if (threadIdx.x % 32 == 0)
      free(Mine); // BUG
}

} // namespace

int main(int Count, char **Args) {
  return planted::run(Count, Args, 3, [&](bool Fixed) {
    if (Fixed)
      share<true><<<1, 64>>>();
    else
      share<false><<<1, 64>>>();
  });
}
