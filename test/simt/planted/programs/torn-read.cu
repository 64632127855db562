//===- torn-read.cu - Sixteen bytes that are read in two parts ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One instruction, and to PTX two accesses of 8 bytes: the reader may see one
// new half. Fixed: the pair is packed into 8 bytes, which are one access.
// RUN: seeds=1-5 policies=fair,pct
// REPORT: Assertion `First == Second` failed
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct alignas(16) Pair {
  unsigned long long First, Second;
};

__device__ void storeBoth(Pair *P, unsigned long long First,
                          unsigned long long Second) {
  asm volatile("st.volatile.global.v2.u64 [%0], {%1, %2};" ::"l"(P), "l"(First),
               "l"(Second)
               : "memory");
}

__device__ Pair loadBoth(const Pair *P) {
  Pair Seen;
  asm volatile("ld.volatile.global.v2.u64 {%0, %1}, [%2];"
               : "=l"(Seen.First), "=l"(Seen.Second)
               : "l"(P)
               : "memory");
  return Seen;
}

template <bool Fixed> __device__ void write(Pair *P, unsigned Value) {
  unsigned long long High = Fixed ? static_cast<unsigned long long>(Value) : 0;
  storeBoth(P, Value | High << 32, Fixed ? 0 : Value);
}

template <bool Fixed> __device__ void read(const Pair *P) {
  Pair Seen = loadBoth(P);
  unsigned long long First = Fixed ? Seen.First & ~0u : Seen.First;
  unsigned long long Second = Fixed ? Seen.First >> 32 : Seen.Second;
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
