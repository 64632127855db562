//===- wrong-scope.cu - A fence for the block where another block reads ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// __threadfence_block orders nothing for other blocks. Fixed: __threadfence.
// RUN: memory=weak seeds=1-3 policies=fair,pct
// REPORT: data race
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct Box {
  int Data, Flag;
};

template <bool Fixed> __device__ void fence() {
  if (Fixed)
    __threadfence();
  else
    __threadfence_block();
}

template <bool Fixed> __global__ void pass(Box *B, int *Out) {
  if (blockIdx.x == 0) {
    B->Data = 42;
    fence<Fixed>();
    atomicExch(&B->Flag, 1);
    return;
  }
  while (!atomicAdd(&B->Flag, 0))
    ;
  fence<Fixed>();
  *Out = B->Data; // BUG
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<Box> B;
  planted::Cell<int> Out;
  return planted::run(Count, Args, 5, [&](bool Fixed) {
    B.clear();
    if (Fixed)
      pass<true><<<2, 1>>>(B.Device, Out.Device);
    else
      pass<false><<<2, 1>>>(B.Device, Out.Device);
  });
}
