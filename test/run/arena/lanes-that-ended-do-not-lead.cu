// Lanes have ended by a panic, the first of the warp among them, and one more
// ends in the midst of an allocation: those that are left take pieces with
// allocate, and with allocate_sync under the mask of the whole warp.
// RUN: %{clangxx} %{gpurt} -fgpu-rt-panic=thread -O2 %s -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// RUN: env GPURT_MEMORY=%if cpu-device %{weak%} %else %{%} %{run} %t 2>&1 | FileCheck %s
// CHECK: {{Assertion.*is left}}
// CHECK: ok: leaders
#include "pieces.h"
#include "gpurt/arena.h"
#include <cassert>

using gpurt::scope;

static const unsigned Most = 8;
static __device__ gpurt::arena<scope::grid> Global;

template <scope S>
__device__ void take(gpurt::arena<S> &Arena, size_t Size, Block *&At,
                     unsigned *Wrong) {
  for (unsigned Sync = 0; Sync < 2; ++Sync) {
    Block B{(unsigned char *)(Sync ? Arena.allocate_sync(~0u, Size)
                                   : Arena.allocate(Size)),
            Size, threadIndex() * Most + unsigned(At - (Block *)nullptr)};
    deviceExpect(B.At, Wrong);
    fillBlock(B);
    *At++ = B;
  }
}

__global__ void work(Block *Kept, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::block> Arena;
  gpurt::arena_scope Scope(Arena, 1024);
  unsigned Lane = threadIdx.x % 32;
  assert(Lane != 0 && Lane != 7 && "lane is left");
  Block Mine[Most], *At = Mine;
  take(Arena, 48, At, Wrong);
  take(Arena, 16 + Lane % 3 * 40, At, Wrong);
  assert(Lane != 1 && "lane is left");
  take(Arena, 1000, At, Wrong);
  for (Block *B = Mine; B != At; ++B)
    deviceExpect(blockHolds(*B), Wrong);
  At = Kept + threadIndex() * 2;
  take(Global, 24, At, Wrong);
}

__global__ void release() { Global.release(); }

int main() {
  const unsigned Grid = sized(64, 2);
  DeviceArray<unsigned> Wrong(1);
  DeviceArray<Block> Kept(Grid * 64 * 2);
  work<<<Grid, 64>>>(Kept, Wrong);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  (void)cudaGetLastError();
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectPieces(Kept, Grid * 2 * 29 * 2, 8);
  release<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  expectEmptyHeap("after the panics");
  nextKernelIsRight();
  return finish("leaders");
}
