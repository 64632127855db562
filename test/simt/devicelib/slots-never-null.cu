//===- slots-never-null.cu - A page each is never too much ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As many pages as threads, and each thread holds one block at a time, of a
// class of its choice or of a whole page. So there is always a page for it,
// free or empty or on its way, and null would be wrong, whatever moves
// meanwhile: blocks come free behind a search and are taken before it, or are
// freed next to a page whose owner is half way through a set's levels.
// Then with two threads and two pages, where each chance comes more often.
// One thread a block: under warp-unfair a lane may be kept from a page by a
// sibling that is never run again, and is refused when its patience ends.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

constexpr unsigned Blocks = 4, Few = 2;

__global__ void leavePages(unsigned Pages, void **Kept) {
  *Kept = malloc((Blocks - Pages) * Page);
}

__global__ void freeIt(void **Kept) { free(*Kept); }

__global__ void change(unsigned Rounds, unsigned *Bad, unsigned *Refused) {
  const size_t Sizes[] = {16 << 10, 24 << 10, 32 << 10, Page};
  Dice D;
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    Block Mine = take(Sizes[D.below(4)], globalThread());
    if (!Mine.At)
      atomicAdd(Refused, 1u);
    else if (!give(Mine, globalThread()))
      atomicAdd(Bad, 1u);
  }
}

int main(int argc, char **argv) {
  setHeap(Blocks * Page, Blocks * Page);
  Cells<unsigned> Bad, Refused;
  Cells<void *> Kept;
  change<<<Blocks, 1>>>(rounds(argc, argv, 20), Bad, Refused);
  leavePages<<<1, 1>>>(Few, Kept);
  change<<<Few, 1>>>(rounds(argc, argv, 80), Bad, Refused);
  freeIt<<<1, 1>>>(Kept);
  must(cudaDeviceSynchronize(), "the kernels");
  expect(!Bad[0], "%u damaged blocks", Bad[0]);
  expect(!Refused[0], "%u blocks were refused", Refused[0]);
  expectEmptyHeap();
  return finish();
}
