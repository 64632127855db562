//===- null-pointer.cu - A pointer that nobody set ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fixed: it is set.
// RUN: seeds=1-1 policies=fair,run-to-block
// REPORT: illegal address 0x8: read of 4 bytes, a null pointer
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct List {
  int Values[2];
  int Length;
};

__global__ void length(const List *L, int *Out) {
  *Out = L->Length; // BUG
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<List> L;
  planted::Cell<int> Out;
  return planted::run(Count, Args, 1, [&](bool Fixed) {
    length<<<1, 1>>>(Fixed ? L.Device : nullptr, Out.Device);
  });
}
