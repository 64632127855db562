//===- torn-read.cu - Sixteen bytes that are read in two parts ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pair of 8 bytes each is two accesses: the reader may see one new half.
// Fixed: the pair is packed into 8 bytes, which are one access.
// RUN: seeds=1-5 policies=fair,pct
// REPORT: Assertion `First == Second` failed
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct alignas(16) Pair {
  volatile unsigned long long First, Second;
};

template <bool Fixed> __device__ void write(Pair *P, unsigned Value) {
  if (Fixed) {
    P->First = Value | static_cast<unsigned long long>(Value) << 32;
    return;
  }
  P->First = Value;
  P->Second = Value;
}

template <bool Fixed> __device__ void read(Pair *P) {
  unsigned long long First = P->First, Second;
  if (Fixed) {
    Second = First >> 32;
    First &= ~0u;
  } else {
    Second = P->Second;
  }
  assert(First == Second); // BUG
}

template <bool Fixed> __global__ void race(Pair *P) {
  for (unsigned I = 1; I != 8; ++I)
    if (blockIdx.x == 0)
      write<Fixed>(P, I);
    else
      read<Fixed>(P);
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<Pair> P;
  return planted::run(Count, Args, 20, [&](bool Fixed) {
    P.clear();
    if (Fixed)
      race<true><<<2, 1>>>(P.Device);
    else
      race<false><<<2, 1>>>(P.Device);
  });
}
