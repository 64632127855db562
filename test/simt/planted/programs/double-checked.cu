//===- double-checked.cu - Initialisation behind a check that orders nothing ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who sees Ready without an acquire may see the table from before. Fixed: a fence
// behind the check.
// RUN: memory=weak seeds=1-3 policies=fair,pct
// REPORT: data race
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct Lazy {
  int Ready, Lock, Value;
};

template <bool Fixed> __device__ int get(Lazy *L) {
  if (!look(&L->Ready)) {
    while (atomicCAS(&L->Lock, 0, 1))
      __nanosleep(20);
    __threadfence();
    if (!look(&L->Ready)) {
      L->Value = 42;
      __threadfence();
      put(&L->Ready, 1);
    }
    __threadfence();
    atomicExch(&L->Lock, 0);
  } else if (Fixed) {
    __threadfence();
  }
  return L->Value; // BUG
}

template <bool Fixed> __global__ void use(Lazy *L, int *Out) {
  Out[blockIdx.x] = get<Fixed>(L) + get<Fixed>(L);
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<Lazy> L;
  planted::Cell<int[4]> Out;
  return planted::run(Count, Args, 10, [&](bool Fixed) {
    L.clear();
    if (Fixed)
      use<true><<<4, 1>>>(L.Device, *Out.Device);
    else
      use<false><<<4, 1>>>(L.Device, *Out.Device);
  });
}
