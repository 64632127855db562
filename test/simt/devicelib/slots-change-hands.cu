//===- slots-change-hands.cu - Few slots, many owners ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads of several blocks take and free blocks of one class in a heap of two
// pages, so that each slot soon has its next owner; every other block is freed
// by another thread than took it. A thread that is refused stops: under
// warp-unfair it would only keep its siblings waiting.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

constexpr size_t Size = 16 << 10; // four slots a page
constexpr unsigned Hands = 2;

__global__ void change(uint64_t **Table, unsigned Rounds, unsigned *Bad) {
  Dice D;
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    Block Mine = take(Size, globalThread());
    if (!Mine.At)
      return;
    uint64_t Who = globalThread();
    if (D.below(2)) {
      Mine.At = swapHands(&Table[D.below(Hands)], Mine.At);
      if (!Mine.At)
        continue;
      Who = Mine.At[0];
    }
    if (!give(Mine, Who))
      atomicAdd(Bad, 1u);
  }
}

__global__ void freeRest(uint64_t **Table) {
  free(Table[threadIdx.x]);
  Table[threadIdx.x] = nullptr;
}

int main(int argc, char **argv) {
  setHeap(2 * Page, 2 * Page);
  Cells<uint64_t *, Hands> Table;
  Cells<unsigned> Bad;
  change<<<3, 2>>>(Table, rounds(argc, argv, 4), Bad);
  freeRest<<<1, Hands>>>(Table);
  expectWholeHeap(2);
  expect(!Bad[0], "%u damaged blocks", Bad[0]);
  return finish();
}
