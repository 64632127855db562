//===- plain-counter.cu - A counter that all threads increment in plain memory ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fixed: atomicAdd.
// RUN: memory=weak seeds=1-1 policies=fair,run-to-block,pct
// REPORT: data race
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

template <bool Fixed> __global__ void count(int *Counter) {
  if (Fixed)
    atomicAdd(Counter, 1);
  else
    ++*Counter; // BUG
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int> Counter;
  return planted::run(Count, Args, 2, [&](bool Fixed) {
    Counter.clear();
    if (Fixed)
      count<true><<<2, 32>>>(Counter.Device);
    else
      count<false><<<2, 32>>>(Counter.Device);
  });
}
