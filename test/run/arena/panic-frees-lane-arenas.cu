// Threads end by a panic in the midst of scopes, with arenas that hold chunks,
// large pieces and buffers, while others of their warps go on: all that the
// arenas held is free then, and the pieces of the others are whole.
// RUN: %{clangxx} %{gpurt} -fgpu-rt-panic=thread -O2 %s -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// RUN: %{clangxx} %{gpurt} -fgpu-rt-panic=grid -O0 %s -o %t.grid
// RUN: %{run} %t.grid 2>&1 | FileCheck %s
// RUN: %{clangxx} %{gpurt} -fgpu-rt-malloc=checked -O2 %s -o %t.checked
// RUN: %{run} %t.checked 2>&1 | FileCheck %s
// CHECK: {{Assertion.*Depth}}
// CHECK: ok: lane arenas
#include "pieces.h"
#include "gpurt/arena.h"
#include <cassert>

using gpurt::destructors;
using gpurt::scope;

static __device__ gpurt::arena<scope::grid> Everybodys;
static __device__ unsigned Destroyed;

struct Noisy {
  __device__ ~Noisy() { atomicAdd(&Destroyed, 1u); }
};

template <typename Arena>
__device__ Block take(Arena &From, size_t Size, unsigned *Wrong) {
  Block B{(unsigned char *)From.allocate(Size), Size, threadIndex()};
  deviceExpect(B.At, Wrong);
  fillBlock(B);
  return B;
}

/// \p Ends: at which depth the thread ends; its own arenas nest on each.
__device__ __noinline__ void nest(unsigned Depth, unsigned Ends,
                                  unsigned *Wrong) {
  alignas(16) char Memory[128];
  gpurt::arena<scope::lane> Small(64 << Depth), Late(128);
  gpurt::arena<scope::lane> Buffered(Memory, sizeof Memory, 100);
  gpurt::arena<scope::lane, destructors::run> Objects;
  Block Before = take(Small, 40, Wrong);
  {
    gpurt::arena_scope Scope(Small);
    take(Small, 300, Wrong);
    Buffered.allocate(32);
    assert(Depth != Ends || threadIdx.x % 3);
    take(Small, 70000, Wrong); // no slot
    Objects.make<Noisy>();
    take(Buffered, 200, Wrong);
    if (Depth < 2)
      nest(Depth + 1, Ends, Wrong);
    take(Late, 10, Wrong); // enters last, leaves before Small
    assert(Depth != Ends || threadIdx.x % 3 != 1);
  }
  take(Small, 200, Wrong);
  Buffered.release();
  Objects.release();
  take(Buffered, 500, Wrong);
  assert(Depth || Ends != 7);
  deviceExpect(blockHolds(Before), Wrong);
}

__global__ void __launch_bounds__(1024)
work(unsigned Ends, Block *Kept, unsigned *Wrong) {
  Kept[threadIndex()] = take(Everybodys, 24, Wrong);
  void *Other = malloc(48);
  keep(Other);
  free(Other);
  nest(0, Ends, Wrong);
}

__global__ void release() { Everybodys.release(); }

/// \returns how many objects were destroyed.
static unsigned run(unsigned Ends, unsigned Blocks, unsigned Threads) {
  unsigned None = 0, Count;
  MUST(cudaMemcpyToSymbol(Destroyed, &None, sizeof None));
  DeviceArray<unsigned> Wrong(1);
  DeviceArray<Block> Kept(Blocks * Threads);
  work<<<Blocks, Threads>>>(Ends, Kept, Wrong);
  expect(cudaDeviceSynchronize() == (Ends == 9 ? cudaSuccess : cudaErrorAssert),
         "end at depth %u: another error", Ends);
  (void)cudaGetLastError();
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  std::vector<Block> Pieces = Kept.host(); // of the grid's arena: untouched
  expectDisjoint(Pieces);
  release<<<1, 1>>>();
  MUST(cudaMemcpyFromSymbol(&Count, Destroyed, sizeof Count));
  expectEmptyHeap("after the panics");
  return Count;
}

int main() {
  // nest's own frames; what the heap takes is not the program's matter.
  MUST(cudaDeviceSetLimit(cudaLimitStackSize, 4096));
  unsigned Blocks = sized(100, 2), Threads = sized(256, 40);
  for (unsigned Ends : {0, 1, 2, 7})
    run(Ends, Blocks, Threads);
  expect(run(9, Blocks, Threads) == 3 * Blocks * Threads, "not all destroyed");
  // So many threads that each keeps no more than one slot at hand.
  run(1, 1, sized(1024, 520));
  nextKernelIsRight();
  return finish("lane arenas");
}
