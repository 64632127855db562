// Lanes of a warp end by a panic while the warp shares an arena, the one that
// made it among them: those that are left free it. One warp is left by all of
// its lanes but the last; the grid's arena stays as it is.
// RUN: %{clangxx} %{gpurt} -fgpu-rt-panic=thread -O2 %s -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// RUN: env GPURT_MEMORY=%if cpu-device %{weak%} %else %{%} %{run} %t 2>&1 | FileCheck %s
// CHECK: {{Assertion.*stays}}
// CHECK: ok: warp scope
#include "pieces.h"
#include "gpurt/arena.h"
#include <cassert>

using gpurt::scope;

static __device__ gpurt::arena<scope::grid> Everybodys;

__device__ bool stays() {
  unsigned Lane = threadIdx.x % 32;
  return threadIdx.x / 32 ? Lane == 31 : Lane % 4;
}

__global__ void work(Block *Kept, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::warp> Arenas[2];
  gpurt::arena_scope Scope(Arenas[threadIdx.x / 32], 0xffffffffu, 256);
  Block B{(unsigned char *)Arenas[threadIdx.x / 32].allocate(100), 100,
          threadIndex()};
  Block Piece{(unsigned char *)Everybodys.allocate(40), 40, threadIndex()};
  deviceExpect(B.At && Piece.At, Wrong);
  fillBlock(B);
  fillBlock(Piece);
  Kept[threadIndex()] = Piece;
  assert(stays());
  Block C{(unsigned char *)Arenas[threadIdx.x / 32].allocate(600), 600,
          threadIndex() + 7};
  deviceExpect(C.At, Wrong);
  fillBlock(C);
  deviceExpect(blockHolds(B) && blockHolds(C), Wrong);
}

__global__ void release() { Everybodys.release(); }

int main() {
  DeviceArray<unsigned> Wrong(1);
  DeviceArray<Block> Kept(sized(32, 2) * 64);
  work<<<sized(32, 2), 64>>>(Kept, Wrong);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  (void)cudaGetLastError();
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectPieces(Kept, Kept.size());
  release<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  expectEmptyHeap("after the panics");
  nextKernelIsRight();
  return finish("warp scope");
}
