//===- waits-for-sibling.cu - Lanes of one warp that compete for a spin lock ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// On hardware whose lanes share one program counter the lanes that spin keep
// the owner from going on. Fixed: one lane takes the lock for its warp.
// RUN: seeds=1-5 policies=warp-unfair
// REPORT: livelock
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

__device__ void addLocked(int *Lock, int *Sum, int Value) {
  while (atomicCAS(Lock, 0, 1)) // BUG
    ;
  __threadfence();
  put(Sum, look(Sum) + Value);
  __threadfence();
  atomicExch(Lock, 0);
}

template <bool Fixed> __global__ void add(int *Lock, int *Sum) {
  if (!Fixed)
    addLocked(Lock, Sum, 1);
  else if (threadIdx.x % 32 == 0)
    addLocked(Lock, Sum, 32);
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int> Lock, Sum;
  return planted::run(Count, Args, 5, [&](bool Fixed) {
    Lock.clear();
    if (Fixed)
      add<true><<<1, 64>>>(Lock.Device, Sum.Device);
    else
      add<false><<<1, 64>>>(Lock.Device, Sum.Device);
  });
}
