//===- pages-change-class.cu - Pages go from class to class ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Five pages for blocks of four classes and for whole pages: what one thread
// empties is retired and becomes another class's, or a block by itself, in the
// hands of a third. A thread that is refused stops.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

__global__ void change(unsigned Rounds, unsigned *Bad, unsigned *Taken) {
  const size_t Sizes[] = {8 << 10, 20 << 10, 28 << 10, 32 << 10, Page};
  Dice D;
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    uint64_t Who = globalThread() * 1000 + Round;
    Block First = take(Sizes[D.below(5)], Who);
    if (!First.At)
      return;
    atomicAdd(Taken, 1u);
    Block Second = D.below(4) == 0 ? take(First.Size, Who + 1) : Block{};
    if (!give(First, Who) || (Second.At && !give(Second, Who + 1)))
      atomicAdd(Bad, 1u);
  }
}

int main(int argc, char **argv) {
  constexpr unsigned Pages = 5;
  setHeap(Pages * Page, Pages * Page);
  Cells<unsigned> Bad, Taken;
  for (unsigned Launch = 0; Launch < 3; ++Launch) {
    change<<<3, 2>>>(rounds(argc, argv, 4), Bad, Taken);
    expectWholeHeap(Pages);
  }
  expect(!Bad[0], "%u damaged blocks", Bad[0]);
  expect(Taken[0] > 0, "no block at all");
  return finish();
}
