//===- volatile-increment.cu - An increment that is a read and a write ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two threads read the same value and one addition is lost. Fixed: atomicAdd.
// RUN: seeds=1-3 policies=fair,warp-unfair,pct
// REPORT: Assertion `Total == gridDim.x` failed
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct Counter {
  int Value;
  unsigned Ended;
};

template <bool Fixed> __global__ void count(Counter *C) {
  if (Fixed)
    atomicAdd(&C->Value, 1);
  else
    *const_cast<volatile int *>(&C->Value) =
        *const_cast<volatile int *>(&C->Value) + 1;
  __threadfence();
  if (atomicAdd(&C->Ended, 1) != gridDim.x - 1)
    return;
  __threadfence();
  int Total = look(&C->Value);
  assert(Total == gridDim.x); // BUG
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<Counter> C;
  return planted::run(Count, Args, 20, [&](bool Fixed) {
    C.clear();
    if (Fixed)
      count<true><<<4, 1>>>(C.Device);
    else
      count<false><<<4, 1>>>(C.Device);
  });
}
