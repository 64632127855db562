//===- lanes-keep-slots.cu - Magazines and blocks that change hands -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A heap so large that lanes keep what they free. Threads of several blocks
// pass blocks of few sizes to each other, so that a lane frees what it
// remembers from before another had it, and is given what it remembers. Some
// threads end early. Afterwards nothing is kept by anyone: a thread alone gets
// the whole heap.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

constexpr size_t Pages = 64;
constexpr unsigned Hands = 3;

__global__ void change(uint64_t **Table, unsigned Rounds, unsigned *Bad) {
  const size_t Sizes[] = {16, 16, 48, 512};
  Dice D;
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    if (!D.below(16))
      return;
    size_t Size = Sizes[D.below(4)];
    Block Mine = take(Size, globalThread());
    if (!Mine.At) {
      atomicAdd(Bad, 1u);
      return;
    }
    uint64_t Who = globalThread();
    if (Size == 16 && D.below(2)) {
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
  setHeap(Pages * Page, Pages * Page);
  Cells<uint64_t *, Hands> Table;
  Cells<unsigned> Bad;
  change<<<3, 4>>>(Table, rounds(argc, argv, 6), Bad);
  freeRest<<<1, Hands>>>(Table);
  must(cudaDeviceSynchronize(), "the kernels");
  expect(!Bad[0], "%u damaged or missing blocks", Bad[0]);
  expectEmptyHeap();
  return finish();
}
