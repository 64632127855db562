// All threads of a block, or lanes of a warp, end by a panic inside the scope
// of their arena, some of them late: the last one frees what it holds. Others
// of the block have a scope of their own and go on.
// RUN: %{clangxx} %{gpurt} -fgpu-rt-panic=thread -O2 %s -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// RUN: %{clangxx} %{gpurt} -fgpu-rt-malloc=checked -O0 %s -o %t.checked
// RUN: %{run} %t.checked 2>&1 | FileCheck %s
// CHECK: {{Assertion.*nobody}}
// CHECK: ok: nobody left
#include "pieces.h"
#include "gpurt/arena.h"
#include <cassert>

using gpurt::scope;

template <scope S>
__device__ void use(gpurt::arena<S> &Arena, unsigned *Wrong) {
  for (size_t Size : {100, 40, 3000, 100000}) {
    Block B{(unsigned char *)Arena.allocate(Size), Size, threadIndex()};
    deviceExpect(B.At, Wrong);
    fillBlock(B);
    deviceExpect(blockHolds(B), Wrong);
  }
}

__global__ void block(unsigned Left, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::block> Arena;
  gpurt::arena_scope Scope(Arena, 256);
  assert(threadIdx.x % 3 && "nobody is left");
  use(Arena, Wrong);
  __syncthreads();
  assert(threadIdx.x < Left && "nobody is left");
}

__global__ void warp(unsigned *Wrong) {
  __shared__ gpurt::arena<scope::warp> Arenas[2];
  gpurt::arena_scope Scope(Arenas[threadIdx.x / 32], 0xffffffffu, 256);
  use(Arenas[threadIdx.x / 32], Wrong);
  assert((threadIdx.x / 32 || threadIdx.x % 5) && "nobody is left");
  use(Arenas[threadIdx.x / 32], Wrong);
  assert(threadIdx.x / 32 && "nobody is left");
}

int main() {
  DeviceArray<unsigned> Wrong(1);
  auto ExpectFreed = [&](const char *What) {
    expect(cudaDeviceSynchronize() == cudaErrorAssert, "%s: no error", What);
    (void)cudaGetLastError();
    expect(!Wrong.host()[0], "%s: %u wrong in kernels", What, Wrong.host()[0]);
    expectEmptyHeap(What);
  };
  for (unsigned Left : {0, 2, 20}) {
    block<<<sized(64, 2), 48>>>(Left, Wrong);
    ExpectFreed("block");
  }
  block<<<1, 1>>>(0, Wrong);
  ExpectFreed("block of one");
  warp<<<sized(64, 2), 64>>>(Wrong);
  ExpectFreed("warp");
  nextKernelIsRight();
  return finish("nobody left");
}
