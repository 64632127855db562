// Some threads write to blocks of the heap and free them while others take
// pieces from arenas whose chunks are made of that memory: whoever gets a piece
// comes after all that was written there before, and finds what it wrote.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: recycled
#include "pieces.h"
#include "gpurt/arena.h"

using gpurt::scope;

static __device__ gpurt::arena<scope::grid> Global;

__global__ void init() { Global.init(2048); }
__global__ void reset() { Global.release(); }

__device__ void heapWork(unsigned Turns, unsigned *Wrong) {
  for (unsigned I = 0; I < Turns; ++I) {
    Block B{(unsigned char *)malloc(2048 << I % 3), 64, threadIndex() + I};
    deviceExpect(B.At, Wrong);
    if (!B.At)
      continue;
    fillBlock(B);
    deviceExpect(blockHolds(B), Wrong);
    free(B.At);
  }
}

template <scope S>
__device__ void arenaWork(gpurt::arena<S> &Arena, unsigned Turns,
                          unsigned *Wrong) {
  for (unsigned I = 0; I < Turns; ++I) {
    size_t Size = I % 3 ? 48 : 300;
    Block B{(unsigned char *)Arena.allocate(Size), Size, threadIndex() + I};
    deviceExpect(B.At, Wrong);
    if (!B.At)
      continue;
    fillBlock(B);
    deviceExpect(blockHolds(B), Wrong);
  }
}

__global__ void work(unsigned Turns, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::block> Arena;
  for (unsigned Round = 0; Round < 2; ++Round) {
    gpurt::arena_scope Scope(Arena, 2048);
    switch (threadIdx.x / 8 % 4) {
    case 0:
      heapWork(Turns, Wrong);
      break;
    case 1:
      arenaWork(Arena, Turns, Wrong);
      break;
    case 2:
      arenaWork(Global, Turns, Wrong);
      break;
    case 3: {
      gpurt::arena<> Mine(2048 - sizeof(gpurt::arena_chunk));
      arenaWork(Mine, Turns, Wrong);
    }
    }
  }
}

int main() {
  DeviceArray<unsigned> Wrong(1);
  init<<<1, 1>>>();
  for (unsigned Round = 0; Round < 2; ++Round) {
    work<<<sized(64, 2), 64>>>(sized(40, 4), Wrong);
    reset<<<1, 1>>>();
  }
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after release");
  return finish("recycled");
}
