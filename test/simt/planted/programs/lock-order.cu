//===- lock-order.cu - Two locks that are taken in two orders -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each thread has one and waits for the other. Fixed: everyone begins with the
// first.
// RUN: seeds=1-5 policies=fair,warp-unfair,pct
// REPORT: livelock
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

__device__ void lock(int *L) {
  while (atomicCAS(L, 0, 1)) // BUG
    __nanosleep(20);
}

template <bool Fixed> __global__ void transfer(int *Locks) {
  unsigned First = Fixed ? 0 : blockIdx.x;
  lock(&Locks[First]);
  lock(&Locks[1 - First]);
  atomicExch(&Locks[1 - First], 0);
  atomicExch(&Locks[First], 0);
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int[2]> Locks;
  return planted::run(Count, Args, 20, [&](bool Fixed) {
    Locks.clear();
    if (Fixed)
      transfer<true><<<2, 1>>>(*Locks.Device);
    else
      transfer<false><<<2, 1>>>(*Locks.Device);
  });
}
