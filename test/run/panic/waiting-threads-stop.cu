// A thread panics while others of its grid wait for what will never come: a
// flag, a lock whose owner is gone, all blocks at cg::grid.sync(), a list
// without end. They end too, and the next kernel works.
// RUN: %{clangxx} %{gpurt} -Xarch_device -mllvm=-gpurt-cancel=used -I%{cuda}/include/cccl -O2 %s -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// RUN: %{clangxx} %{gpurt} -Xarch_device -mllvm=-gpurt-cancel=used -I%{cuda}/include/cccl -O0 %s -o %t.O0
// RUN: %{run} %t.O0 2>&1 | FileCheck %s
// CHECK: ok: waiting threads
#include "check.h"
#include <cassert>
#include <cooperative_groups.h>

namespace cg = cooperative_groups;

__device__ volatile unsigned Flag;
__device__ unsigned Lock;

__global__ void onFlag(unsigned *Through) {
  assert(blockIdx.x != 1);
  while (!Flag)
    ;
  atomicAdd(Through, 1u);
}

/// The owner of the lock panics.
__global__ void onLock(unsigned *Through) {
  bool Owner = blockIdx.x == 1 && threadIdx.x == 0;
  if (Owner)
    while (atomicCAS(&Lock, 0u, 1u))
      ;
  assert(!Owner);
  if (threadIdx.x == 0)
    while (!atomicAdd(&Lock, 0u) || atomicCAS(&Lock, 0u, 1u))
      __nanosleep(100);
  __syncthreads();
  if (threadIdx.x == 0 && !Owner)
    atomicAdd(Through, 1u);
}

/// One thread of each block waits for the other blocks. When it ends its block's
/// barrier lets the others go, so these go on as if all had come.
__global__ void onGrid() {
  assert(blockIdx.x != 1);
  cg::this_grid().sync();
}

struct Node {
  Node *Next;
};

/// The list is a ring.
__global__ void onList(Node *Ring, unsigned *Through) {
  assert(blockIdx.x != 1);
  for (volatile Node *At = Ring; At; At = At->Next)
    ;
  atomicAdd(Through, 1u);
}

template <typename Launch> static void stops(const char *What, Launch Do) {
  DeviceArray<unsigned> Through(1);
  Do(Through);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "%s: no panic", What);
  (void)cudaGetLastError();
  expect(!Through.host()[0], "%s: %u went on", What, Through.host()[0]);
}

int main() {
  unsigned Blocks = sized(132, 3), Threads = sized(256, 33);
  stops("flag", [&](unsigned *Through) { onFlag<<<Blocks, Threads>>>(Through); });
  stops("lock", [&](unsigned *Through) { onLock<<<Blocks, 32>>>(Through); });
  stops("grid", [&](unsigned *) {
    MUST(cudaLaunchCooperativeKernel((void *)onGrid, dim3(sized(132, 2)),
                                     dim3(sized(64, 32)), nullptr, 0, nullptr));
  });
  Node *Ring;
  MUST(cudaMalloc((void **)&Ring, sizeof(Node)));
  Node Itself{Ring};
  MUST(cudaMemcpy(Ring, &Itself, sizeof(Node), cudaMemcpyHostToDevice));
  stops("list",
        [&](unsigned *Through) { onList<<<Blocks, Threads>>>(Ring, Through); });
  nextKernelIsRight();
  return finish("waiting threads");
}
