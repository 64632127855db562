//===- runs-never-null.cu - A page each is never too much, in runs --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As many pages as threads, and each thread holds one block of a page at a
// time: null would be wrong. It holds under weak memory too, for all free pages
// are bits of one word, which all threads see change in one order.
// One thread a block, as in slots-never-null.cu.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

constexpr unsigned Blocks = 4;

__global__ void change(unsigned Rounds, unsigned *Bad, unsigned *Refused) {
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    Block Mine = take(Page, globalThread());
    if (!Mine.At)
      atomicAdd(Refused, 1u);
    else if (!give(Mine, globalThread()))
      atomicAdd(Bad, 1u);
  }
}

int main(int argc, char **argv) {
  setHeap(Blocks * Page, Blocks * Page);
  Cells<unsigned> Bad, Refused;
  change<<<Blocks, 1>>>(rounds(argc, argv, 10), Bad, Refused);
  must(cudaDeviceSynchronize(), "the kernel");
  expect(!Bad[0], "%u damaged blocks", Bad[0]);
  expect(!Refused[0], "%u blocks were refused", Refused[0]);
  expectEmptyHeap();
  return finish();
}
