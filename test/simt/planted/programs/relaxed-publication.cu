//===- relaxed-publication.cu - A pointer that is published without a release ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader may see the flag and not yet the data. Fixed: the flag is stored with
// release and read with acquire.
// RUN: memory=weak seeds=1-3 policies=fair,pct
// REPORT: data race
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct Box {
  int Data, Flag;
};

template <bool Fixed> __global__ void pass(Box *B, int *Out) {
  constexpr int Store = Fixed ? __ATOMIC_RELEASE : __ATOMIC_RELAXED;
  constexpr int Load = Fixed ? __ATOMIC_ACQUIRE : __ATOMIC_RELAXED;
  if (blockIdx.x == 0) {
    B->Data = 42;
    __scoped_atomic_store_n(&B->Flag, 1, Store, __MEMORY_SCOPE_DEVICE);
    return;
  }
  while (!__scoped_atomic_load_n(&B->Flag, Load, __MEMORY_SCOPE_DEVICE))
    ;
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
