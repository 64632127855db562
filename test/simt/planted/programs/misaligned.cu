//===- misaligned.cu - A vector load from an address that is none ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sixteen bytes at a multiple of four. Fixed: a multiple of sixteen.
// RUN: seeds=1-1 policies=fair,run-to-block
// REPORT: misaligned address .*: access of 16 bytes needs a multiple of 16
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

__global__ void load(const int *From, int4 *Out) {
  *Out = *reinterpret_cast<const int4 *>(From); // BUG
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int[8]> Data;
  planted::Cell<int4> Out;
  return planted::run(Count, Args, 1, [&](bool Fixed) {
    load<<<1, 1>>>(*Data.Device + (Fixed ? 4 : 1), Out.Device);
  });
}
