// Arenas of a lane, a warp, a block and the grid, in code that lanes take apart.
// REQUIRES: nvdisasm
// RUN: %{cubin} %s -o %t.cubin
// RUN: %{sass} %t.cubin > %t.sass
// RUN: %{check-masks} %t.sass | FileCheck %s
// CHECK: 0 faults in {{[1-9][0-9]*}} collectives
#include "gpurt/arena.h"

using gpurt::scope;

__device__ gpurt::arena<scope::grid> Everybodys;

__global__ void kernel(void **Out, int N) {
  gpurt::arena<> Mine;
  Out[0] = Mine.allocate(N);
  __shared__ gpurt::arena<scope::warp> OfWarp;
  __shared__ gpurt::arena<scope::block> OfBlock;
  gpurt::arena_scope Warp(OfWarp);
  gpurt::arena_scope Block(OfBlock);
  if (N > threadIdx.x)
    Out[1] = OfWarp.allocate(N);
  Out[2] = OfBlock.allocate(N, 64);
  for (int I = threadIdx.x; I < N; ++I)
    Out[I] = Everybodys.allocate(I);
}
