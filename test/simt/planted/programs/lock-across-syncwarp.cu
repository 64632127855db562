//===- lock-across-syncwarp.cu - A warp that meets while one lane has the lock ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The owner waits for its siblings at __syncwarp, they wait for the lock.
// Fixed: the lock is given back before the lanes meet.
// RUN: seeds=1-3 policies=fair,pct
// REPORT: livelock(.|\n)*waits in syncwarp .* at .*%bug%
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void add(int *Lock, int *Sum) {
  while (atomicCAS(Lock, 0, 1))
    __nanosleep(20);
  __threadfence();
  put(Sum, look(Sum) + 1);
  __threadfence();
  if (Fixed)
    atomicExch(Lock, 0);
  __syncwarp(); // BUG
  if (!Fixed)
    atomicExch(Lock, 0);
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int> Lock, Sum;
  return planted::run(Count, Args, 5, [&](bool Fixed) {
    Lock.clear();
    if (Fixed)
      add<true><<<2, 32>>>(Lock.Device, Sum.Device);
    else
      add<false><<<2, 32>>>(Lock.Device, Sum.Device);
  });
}
