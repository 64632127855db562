// An arena that starts in the caller's buffer, in shared memory or on the
// stack, uses it before it takes a chunk; with no_growth it never takes one and
// gives null, and what is left still serves smaller pieces.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: buffer
#include "pieces.h"
#include "gpurt/arena.h"

using gpurt::scope;

__device__ bool lies(const void *P, const void *Buffer, size_t Bytes) {
  return (const char *)P >= (const char *)Buffer &&
         (const char *)P < (const char *)Buffer + Bytes;
}

__global__ void lane(unsigned *Wrong) {
  char Buffer[400];
  {
    gpurt::arena<> Arena(Buffer, sizeof Buffer);
    void *A = Arena.allocate(200), *B = Arena.allocate(200);
    deviceExpect(lies(A, Buffer, 400) && B && !lies(B, Buffer, 400), Wrong);
    Arena.release();
    deviceExpect(Arena.allocate(200) == A, Wrong);
  }
  gpurt::arena<> Fixed(Buffer, sizeof Buffer, gpurt::no_growth);
  void *A = Fixed.allocate(250);
  deviceExpect(lies(A, Buffer, 400) && !Fixed.allocate(250), Wrong);
  deviceExpect(lies(Fixed.allocate(50), Buffer, 400), Wrong);
  gpurt::arena<> Tiny(Buffer, 20, gpurt::no_growth), None(nullptr, 0);
  deviceExpect(!Tiny.allocate(1) && None.allocate(1), Wrong);
}

__global__ void block(unsigned *Wrong) {
  __shared__ gpurt::arena<scope::block> Arena;
  __shared__ alignas(16) char Buffer[4096];
  __shared__ unsigned Got, InBuffer;
  if (!threadIdx.x)
    Got = InBuffer = 0;
  {
    gpurt::arena_scope Scope(Arena, Buffer, sizeof Buffer, gpurt::no_growth);
    // 24 bytes at 8: a warp of 32 takes 768; a lane that is alone takes 32.
    while (void *P = Arena.allocate(24, 8)) {
      atomicAdd(&Got, 1u);
      deviceExpect(lies(P, Buffer, 4096) && (uintptr_t)P % 8 == 0, Wrong);
    }
    __syncthreads();
    deviceExpect(Got <= 4096 / 24 && Got >= 4096 / 32, Wrong);
    deviceExpect(Arena.statistics().reserved == 4096, Wrong);
    __syncthreads();
  }
  {
    gpurt::arena_scope Scope(Arena, Buffer, sizeof Buffer);
    for (unsigned I = 0; I < 4; ++I) {
      void *P = Arena.allocate(48);
      deviceExpect(P, Wrong);
      if (lies(P, Buffer, 4096))
        atomicAdd(&InBuffer, 1u);
    }
    __syncthreads();
    deviceExpect(InBuffer > 0 && InBuffer <= 4096 / 48, Wrong);
    deviceExpect(Arena.statistics().reserved > 4096, Wrong);
    // Nobody may leave, and free, while others still look.
  }
}

int main() {
  DeviceArray<unsigned> Wrong(1);
  lane<<<sized(16, 2), 32>>>(Wrong);
  block<<<sized(16, 2), 64>>>(Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after the kernels");
  return finish("buffer");
}
