//===- dangling-run.cu - A run freed through an old pointer ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One thread frees a run and takes another of another length, which comes to
// the same place, while a second thread frees the first run again. Either call
// of free may panic, or the second frees the new run; but never does it give
// back as many pages as the old run had: afterwards each page is there once.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

constexpr unsigned Pages = 4;

__global__ void takeFirst(size_t Size, void **Run) { *Run = malloc(Size); }

/// Thread 0 leaves the new run in \p Run, thread 1 frees what was there.
__global__ void freeTwice(void *Old, size_t NewSize, void **Run) {
  free(Old);
  if (blockIdx.x == 0) {
    *Run = malloc(NewSize);
    keep(*Run);
  }
}

__global__ void freeIt(void *Run) { free(Run); }

/// One thread takes \p Pages blocks of a page and one of all.
__global__ void takeAll(unsigned *Missing, unsigned *TooMany) {
  void *Held[Pages + 1];
  for (unsigned I = 0; I <= Pages; ++I) {
    Held[I] = malloc(Page);
    keep(Held[I]);
  }
  for (unsigned I = 0; I < Pages; ++I)
    *Missing += !Held[I];
  *TooMany = Held[Pages] != nullptr;
  for (unsigned I = 0; I <= Pages; ++I)
    free(Held[I]);
  void *Whole = malloc(Pages * Page);
  keep(Whole);
  *Missing += !Whole;
  free(Whole);
}

static void race(size_t OldPages, size_t NewPages) {
  Cells<void *> Run;
  takeFirst<<<1, 1>>>(OldPages * Page, Run);
  must(cudaDeviceSynchronize(), "the first kernel");
  void *Old = Run[0];
  must(cudaMemset(Run, 0, sizeof(void *)), "cudaMemset");
  freeTwice<<<2, 1>>>(Old, NewPages * Page, Run);
  bool Panicked = cudaDeviceSynchronize() != cudaSuccess;
  gpurt_clear_panic();
  size_t Used = gpurt::heap_stats().used_bytes;
  expect(Used == 0 || (Panicked && Used == NewPages * Page),
         "%zu bytes are in use", Used);
  if (Used)
    freeIt<<<1, 1>>>(Run[0]);
  Cells<unsigned> Missing, TooMany;
  takeAll<<<1, 1>>>(Missing, TooMany);
  must(cudaDeviceSynchronize(), "the last kernel");
  expect(!Missing[0], "%u blocks are missing", Missing[0]);
  expect(!TooMany[0], "a page is there twice");
  expectEmptyHeap();
}

int main() {
  setHeap(Pages * Page, Pages * Page);
  race(1, 3);
  race(3, 1);
  return finish();
}
