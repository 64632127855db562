//===- stack-overflow.cu - A recursion that no stack can hold -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fixed: a depth that fits.
// RUN: seeds=1-1 policies=fair,run-to-block
// REPORT: stack overflow of a lane(.|\n)* at .*stack-overflow.cu:[0-9]+.* .sum.
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

__device__ __noinline__ int sum(int Depth, volatile int *Sink) {
  volatile int Local[64];
  Local[Depth % 64] = Depth;
  if (!Depth)
    return *Sink;
  return sum(Depth - 1, &Local[Depth % 64]) + Local[Depth % 64];
}

__global__ void recurse(int Depth, int *Out) { *Out = sum(Depth, Out); }

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int> Out;
  return planted::run(Count, Args, 1, [&](bool Fixed) {
    recurse<<<1, 1>>>(Fixed ? 10 : 100000, Out.Device);
  });
}
