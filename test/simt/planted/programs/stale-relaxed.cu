//===- stale-relaxed.cu - Two relaxed words that arrive in the other order ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Both accesses are atomic, so there is no race; the second store may be seen
// first all the same. Fixed: a fence on both sides.
// RUN: memory=weak seeds=1-5 policies=fair,pct
// REPORT: Assertion `Data == 42` failed
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct Box {
  int Data, Flag;
};

template <bool Fixed> __global__ void pass(Box *B) {
  if (blockIdx.x == 0) {
    put(&B->Data, 42);
    if (Fixed)
      __threadfence();
    put(&B->Flag, 1);
    return;
  }
  while (!look(&B->Flag))
    ;
  if (Fixed)
    __threadfence();
  int Data = look(&B->Data);
  assert(Data == 42); // BUG
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<Box> B;
  return planted::run(Count, Args, 40, [&](bool Fixed) {
    B.clear();
    if (Fixed)
      pass<true><<<2, 1>>>(B.Device);
    else
      pass<false><<<2, 1>>>(B.Device);
  });
}
