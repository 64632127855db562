//===- missing-fence.cu - A volatile flag before data that no fence orders ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// volatile keeps the compiler from moving the accesses, not the chip. Fixed:
// __threadfence on both sides.
// RUN: memory=weak seeds=1-3 policies=fair,pct
// REPORT: data race
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct Box {
  int Data, Flag;
};

template <bool Fixed> __global__ void pass(Box *B, int *Out) {
  volatile int *Flag = &B->Flag;
  if (blockIdx.x == 0) {
    B->Data = 42;
    if (Fixed)
      __threadfence();
    *Flag = 1;
    return;
  }
  while (!*Flag)
    ;
  if (Fixed)
    __threadfence();
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
