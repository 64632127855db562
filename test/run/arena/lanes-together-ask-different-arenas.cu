// Lanes that run together ask different arenas, each picks one by a number: all
// get pieces of their own arena, in its buffer and in chunks of the heap.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: arenas
#include "pieces.h"
#include "gpurt/arena.h"

using gpurt::scope;

static const unsigned Arenas = 3;
static const size_t Bytes = 60000;
static __device__ gpurt::arena<scope::grid> Globals[Arenas];

template <scope S>
__device__ void take(gpurt::arena<S> (&All)[Arenas], char *Memory, bool Grows,
                     unsigned *Wrong) {
  for (unsigned I = threadIdx.x; I < Arenas; I += 32)
    All[I].init(Memory + I * Bytes, Bytes,
                Grows ? 4096 : gpurt::no_growth);
  __syncwarp();
  for (unsigned Turn = 0; Turn < 20; ++Turn) {
    // All one, two of them, all; and one lane that differs.
    unsigned Lane = threadIdx.x % 32, Mine = Lane % (1 + Turn % Arenas);
    Mine = Turn == 7 && Lane == 9 ? 2 : Mine;
    size_t Size = Turn % 4 == 3 ? 16 + Lane % 2 * 32 : 48;
    auto *P = (char *)(Turn % 4 == 0   ? All[Mine].allocate(48)
                       : Turn % 4 == 1 ? All[Mine].allocate(48, 64)
                                       : All[Mine].allocate_sync(~0u, Size));
    bool InBuffer = P >= Memory + Mine * Bytes && P + Size <= Memory + (Mine + 1) * Bytes;
    deviceExpect(P && InBuffer, Wrong);
    if (!P)
      continue;
    Block B{(unsigned char *)P, Size, threadIndex() + Turn};
    fillBlock(B);
    __syncwarp();
    deviceExpect(blockHolds(B), Wrong);
    __syncwarp();
  }
  // Until the buffers are full, and beyond.
  for (unsigned Turn = 0; Grows && Turn < 100; ++Turn) {
    unsigned Mine = (threadIdx.x + Turn) % Arenas;
    Block B{(unsigned char *)All[Mine].allocate(48), 48, threadIndex() + Turn};
    deviceExpect(B.At, Wrong);
    fillBlock(B);
    __syncwarp();
    deviceExpect(blockHolds(B), Wrong);
    __syncwarp();
  }
  if (threadIdx.x < Arenas)
    All[threadIdx.x].release();
  __syncwarp();
}

__global__ void work(char *Memory, bool Grows, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::warp> OfWarp[Arenas];
  __shared__ gpurt::arena<scope::block> OfBlock[Arenas];
  take(OfWarp, Memory, Grows, Wrong);
  take(OfBlock, Memory, Grows, Wrong);
  take(Globals, Memory, Grows, Wrong);
}

int main() {
  DeviceArray<unsigned> Wrong(1);
  DeviceArray<char> Memory(Arenas * Bytes);
  for (bool Grows : {false, true})
    work<<<1, 32>>>(Memory, Grows, Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after the kernels");
  return finish("arenas");
}
