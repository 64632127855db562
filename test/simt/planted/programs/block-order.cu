//===- block-order.cu - A scan that trusts the order in which blocks start ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each block waits for the one before it, by blockIdx. CUDA promises no order: a
// chip full of later blocks waits for ever. Fixed: blocks take numbers as they
// start.
// RUN: seeds=1-5 policies=fair,warp-unfair,pct
// REPORT: livelock(.|\n)*blocks wait for a place
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct Scan {
  unsigned Tickets;
  unsigned Done[256];
};

template <bool Fixed> __global__ void scan(Scan *S) {
  unsigned Me = Fixed ? atomicAdd(&S->Tickets, 1) : blockIdx.x;
  while (Me && !look(&S->Done[Me - 1])) // BUG
    __nanosleep(100);
  atomicExch(&S->Done[Me], 1);
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<Scan> S;
  return planted::run(Count, Args, 2, [&](bool Fixed) {
    S.clear();
    if (Fixed)
      scan<true><<<128, 1>>>(S.Device);
    else
      scan<false><<<128, 1>>>(S.Device);
  });
}
