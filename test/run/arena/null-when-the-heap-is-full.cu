// When the heap is full an arena of each scope gives null, after it has used
// what was left for smaller chunks; after release all of it can be had again.
// The rest of a chunk that is too small for 1000 bytes stays unused.
// RUN: %{build} -o %t
// RUN: env GPURT_HEAP_LIMIT=%if cuda-device %{64M%} %else %{2M%} %{run} %t | FileCheck %s
// CHECK: ok: full heap
#include "pieces.h"
#include "gpurt/arena.h"

using gpurt::scope;

static __device__ gpurt::arena<scope::grid> Global;

__global__ void fillGrid(unsigned long long *Got) {
  while (char *P = (char *)Global.allocate(1000, 8)) {
    P[0] = P[999] = 1;
    atomicAdd(Got, 1000ull);
  }
}
__global__ void release() { Global.release(); }

__global__ void fillLane(unsigned long long *Got) {
  gpurt::arena<> Arena;
  while (char *P = (char *)Arena.allocate(1000, 8)) {
    P[0] = P[999] = 1;
    atomicAdd(Got, 1000ull);
  }
}

__global__ void fillBlock(unsigned long long *Got) {
  __shared__ gpurt::arena<scope::block> Arena;
  gpurt::arena_scope Scope(Arena);
  while (char *P = (char *)Arena.allocate(1000, 8)) {
    P[0] = P[999] = 1;
    atomicAdd(Got, 1000ull);
  }
}

int main() {
  const unsigned long long MiB = sized(64, 2);
  DeviceArray<unsigned long long> Got(4);
  for (unsigned Round = 0; Round < 2; ++Round) {
    fillGrid<<<2, 64>>>(Got + Round);
    MUST(cudaDeviceSynchronize());
    release<<<1, 1>>>();
    MUST(cudaDeviceSynchronize());
  }
  fillLane<<<1, 1>>>(Got + 2);
  fillBlock<<<1, 64>>>(Got + 3);
  MUST(cudaDeviceSynchronize());
  for (unsigned I = 0; I < 4; ++I) {
    unsigned long long Bytes = Got.host()[I];
    expect(Bytes > (MiB << 20) / 10 * 7 && Bytes < MiB << 20,
           "fill %u: %llu of %llu MiB", I, Bytes, MiB);
  }
  expectEmptyHeap("after release");
  return finish("full heap");
}
