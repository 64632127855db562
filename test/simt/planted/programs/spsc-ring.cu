//===- spsc-ring.cu - A ring whose producer publishes without release -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The consumer may see the new head and the old slot. Fixed: fences around both
// counters.
// RUN: memory=weak seeds=1-3 policies=fair,pct
// REPORT: data race
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct Ring {
  unsigned Head, Tail;
  unsigned Slots[2];
};

template <bool Fixed> __global__ void flow(Ring *R, unsigned *Sum) {
  for (unsigned I = 0; I != 6; ++I) {
    if (blockIdx.x == 0) {
      while (I - look(&R->Tail) == 2)
        ;
      __threadfence();
      R->Slots[I % 2] = I;
      if (Fixed)
        __threadfence();
      put(&R->Head, I + 1);
    } else {
      while (look(&R->Head) == I)
        ;
      __threadfence();
      *Sum += R->Slots[I % 2]; // BUG
      __threadfence();
      put(&R->Tail, I + 1);
    }
  }
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<Ring> R;
  planted::Cell<unsigned> Sum;
  return planted::run(Count, Args, 5, [&](bool Fixed) {
    R.clear();
    if (Fixed)
      flow<true><<<2, 1>>>(R.Device, Sum.Device);
    else
      flow<false><<<2, 1>>>(R.Device, Sum.Device);
  });
}
