// Lanes that ask with a mask get neighbouring pieces: an array in lane order
// where they ask alike, else each rounded up to 16 bytes; for any mask, with
// any alignment, for each scope.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: neighbours
#include "pieces.h"
#include "gpurt/arena.h"

using gpurt::scope;

template <scope S>
__device__ void neighbours(gpurt::arena<S> &Arena, unsigned Mask,
                           unsigned *Wrong) {
  unsigned Lane = threadIdx.x % 32;
  if (!(Mask >> Lane & 1))
    return;
  unsigned Rank = __popc(Mask & ((1u << Lane) - 1));
  int First = __ffs(Mask) - 1;
  Block Mine[16];
  unsigned Count = 0;
  for (size_t Align : {1, 4, 16, 256})
    for (size_t Size : {1, 4, 24, 200}) {
      auto P = (uintptr_t)Arena.allocate_sync(Mask, Size, Align);
      uintptr_t Base = __shfl_sync(Mask, (unsigned long long)P, First);
      size_t Stride = (Size + Align - 1) / Align * Align;
      deviceExpect(P && P % Align == 0 && P == Base + Rank * Stride, Wrong);
      Mine[Count] = {(unsigned char *)P, Size, threadIndex() * 16 + Count};
      fillBlock(Mine[Count++]);
    }
  for (const Block &B : Mine)
    deviceExpect(blockHolds(B), Wrong);
  // Different sizes: in lane order, one after the other.
  size_t Size = 1 + Lane * 5, Room = (Size + 15) / 16 * 16;
  auto P = (uintptr_t)Arena.allocate_sync(Mask, Size);
  deviceExpect(P && P % 16 == 0, Wrong);
  Block B{(unsigned char *)P, Size, threadIndex()};
  fillBlock(B);
  size_t Before = 0;
  for (unsigned I = 0; I < Lane; ++I)
    Before += Mask >> I & 1 ? (1 + I * 5 + 15) / 16 * 16 : 0;
  uintptr_t Base = __shfl_sync(Mask, (unsigned long long)P, First);
  deviceExpect(P == Base + Before, Wrong);
  __syncwarp(Mask);
  deviceExpect(blockHolds(B) && Room, Wrong);
  // One of them asks too much: the others get theirs.
  size_t Odd = (int)Lane == First ? ~size_t(0) - 5 : 8;
  void *Q = Arena.allocate_sync(Mask, Odd);
  deviceExpect((Q == nullptr) == ((int)Lane == First), Wrong);
}

static __device__ gpurt::arena<scope::grid> Global;

__global__ void warps(unsigned Mask, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::warp> Arenas[2];
  auto &Mine = Arenas[threadIdx.x / 32];
  gpurt::arena_scope Scope(Mine);
  neighbours(Mine, Mask, Wrong);
}

__global__ void blocks(unsigned Mask, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::block> Arena;
  gpurt::arena_scope Scope(Arena);
  neighbours(Arena, Mask, Wrong);
}

__global__ void grid(unsigned Mask, unsigned *Wrong) {
  neighbours(Global, Mask, Wrong);
}

__global__ void releaseGlobal() { Global.release(); }

int main() {
  DeviceArray<unsigned> Wrong(1);
  for (unsigned Mask : {0xffffffffu, 1u, 0x80000000u, 0x55555555u, 0x00f0f00eu}) {
    warps<<<sized(16, 1), 64>>>(Mask, Wrong);
    blocks<<<sized(16, 1), 64>>>(Mask, Wrong);
    grid<<<sized(16, 1), 64>>>(Mask, Wrong);
    MUST(cudaDeviceSynchronize());
  }
  releaseGlobal<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after the kernels");
  return finish("neighbours");
}
