//===- seqlock.cu - A sequence lock whose reader has no fence -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The data may be read behind the second look at the sequence. Fixed: a fence
// between them.
// RUN: memory=weak seeds=1-5 policies=fair,pct
// REPORT: Assertion `First == Second` failed
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct Record {
  unsigned Sequence, First, Second;
};

__device__ void write(Record *R, unsigned Value) {
  put(&R->Sequence, 2 * Value - 1);
  __threadfence();
  put(&R->First, Value);
  put(&R->Second, Value);
  __threadfence();
  put(&R->Sequence, 2 * Value);
}

template <bool Fixed> __device__ void read(Record *R) {
  unsigned Before = look(&R->Sequence);
  if (Fixed)
    __threadfence();
  unsigned First = look(&R->First), Second = look(&R->Second);
  if (Fixed)
    __threadfence();
  if (Before % 2 || look(&R->Sequence) != Before)
    return;
  assert(First == Second); // BUG
}

template <bool Fixed> __global__ void race(Record *R) {
  for (unsigned I = 1; I != 6; ++I)
    if (blockIdx.x == 0)
      write(R, I);
    else
      read<Fixed>(R);
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<Record> R;
  return planted::run(Count, Args, 60, [&](bool Fixed) {
    R.clear();
    if (Fixed)
      race<true><<<2, 1>>>(R.Device);
    else
      race<false><<<2, 1>>>(R.Device);
  });
}
