// One lane of a warp fetches the first chunk of an arena, a long way; so the
// next call finds it apart from the others, and in that call they meet again
// with two masks. ptxas 13.0 takes an activemask for the same in all of them,
// and lanes waited for others that had gone.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: two calls
#include "pieces.h"
#include "gpurt/arena.h"

using gpurt::scope;

__device__ gpurt::arena<scope::grid> First, Second;

__global__ void meet(unsigned Rounds, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::block> Ours;
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    gpurt::arena_scope Scope(Ours);
    unsigned Tag = threadIndex() * 8 + Round;
    unsigned *Pieces[] = {Ours.make<unsigned>(Tag), First.make<unsigned>(Tag),
                          (unsigned *)Second.allocate(100, 128)};
    for (unsigned *P : Pieces)
      if (P)
        *P = Tag;
    __syncthreads();
    for (unsigned *P : Pieces)
      deviceExpect(P && *P == Tag, Wrong);
  }
}

__global__ void release() {
  First.release();
  Second.release();
}

int main() {
  DeviceArray<unsigned> Wrong(1);
  for (unsigned Launch = 0; Launch < sized(8u, 2u); ++Launch) {
    meet<<<sized(66, 2), 64>>>(4, Wrong);
    release<<<1, 1>>>();
  }
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong pieces", Wrong.host()[0]);
  expectEmptyHeap("after the launches");
  return finish("two calls");
}
