//===- hoisted-flag.cu - A flag that is not volatile ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A loop that only looks at plain memory may be assumed to end, and is removed.
// Fixed: each look is an access.
// RUN: seeds=1-5 policies=fair,warp-unfair,pct
// REPORT: Assertion `Seen == 42` failed
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct Box {
  int Flag, Data;
};

template <bool Fixed> __global__ void wait(Box *B) {
  if (blockIdx.x == 1) {
    put(&B->Data, 42);
    __threadfence();
    atomicExch(&B->Flag, 1);
    return;
  }
  while (!(Fixed ? look(&B->Flag) : B->Flag))
    ;
  __threadfence();
  int Seen = look(&B->Data);
  assert(Seen == 42); // BUG
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<Box> B;
  return planted::run(Count, Args, 10, [&](bool Fixed) {
    B.clear();
    if (Fixed)
      wait<true><<<2, 1>>>(B.Device);
    else
      wait<false><<<2, 1>>>(B.Device);
  });
}
