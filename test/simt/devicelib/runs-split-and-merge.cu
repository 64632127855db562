//===- runs-split-and-merge.cu - Large blocks side by side ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs of one to three pages, aligned ones too, where the bitmap of free pages
// goes from its first word to its second; made longer or shorter; freed by
// their owner or by another thread. A thread that is refused stops. At the end
// neighbours have merged: one block takes all. One thread a block, as in
// slots-never-null.cu. Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

constexpr unsigned Below = 61, Pages = Below + 12, Hands = 2;

__global__ void takeBelow(void **Kept) { *Kept = malloc(Below * Page); }

__global__ void change(uint64_t **Table, unsigned Rounds, unsigned *Bad) {
  Dice D;
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    uint64_t Who = globalThread();
    size_t Size = (1 + D.below(3)) * Page;
    Block Mine{nullptr, Size};
    if (D.below(4))
      Mine = take(Size, Who);
    else if ((Mine.At = static_cast<uint64_t *>(aligned_alloc(2 * Page, Size))))
      Mine.write(Who);
    if (!Mine.At)
      return;
    if (!D.below(3)) {
      size_t New = (1 + D.below(4)) * Page;
      if (void *Resized = realloc(Mine.At, New)) {
        Mine = {static_cast<uint64_t *>(Resized), New};
        if (Mine.At[0] != Who)
          atomicAdd(Bad, 1u);
        Mine.write(Who);
      }
    }
    if (D.below(2)) {
      // The length goes along in the second word.
      Mine.At[1] = Mine.Size;
      Mine.At = swapHands(&Table[D.below(Hands)], Mine.At);
      if (!Mine.At)
        continue;
      Who = Mine.At[0];
      Mine.Size = Mine.At[1];
    }
    if (!give(Mine, Who))
      atomicAdd(Bad, 1u);
  }
}

__global__ void freeRest(uint64_t **Table, void **Kept) {
  for (unsigned I = 0; I < Hands; ++I)
    free(Table[I]);
  free(*Kept);
}

__global__ void takeAll(unsigned *Got) {
  void *All = malloc(Pages * Page);
  keep(All);
  *Got = All != nullptr;
  free(All);
}

int main(int argc, char **argv) {
  setHeap(Pages * Page, Pages * Page);
  Cells<uint64_t *, Hands> Table;
  Cells<void *> Kept;
  Cells<unsigned> Bad, Got;
  takeBelow<<<1, 1>>>(Kept);
  change<<<6, 1>>>(Table, rounds(argc, argv, 8), Bad);
  freeRest<<<1, 1>>>(Table, Kept);
  takeAll<<<1, 1>>>(Got);
  must(cudaDeviceSynchronize(), "the kernels");
  expect(!Bad[0], "%u damaged blocks", Bad[0]);
  expect(Got[0], "the heap is in pieces");
  expectEmptyHeap();
  return finish();
}
