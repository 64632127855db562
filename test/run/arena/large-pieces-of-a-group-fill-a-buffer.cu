// Pieces of a whole warp follow each other in a buffer, however large they are
// together, until there is no room; then lanes get what is left one by one. A
// piece too large for a chunk's rest leaves the rest to smaller ones. Sizes are
// numbers that the compiler sees, and others, equal and not.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: large pieces
#include "pieces.h"
#include "gpurt/arena.h"

using gpurt::scope;

static __device__ gpurt::arena<scope::grid> Global;

enum Way { Seen, Hidden, Sync };

struct Memory {
  char *Begin;
  size_t Bytes;
  unsigned *Given; ///< a bit for each piece
};

/// By the lanes of one warp, each a few times more than there is room for.
template <size_t Size, scope S>
__device__ void fill(gpurt::arena<S> &Arena, Memory M, Way How,
                     unsigned *Wrong) {
  volatile size_t Some = Size;
  size_t Most = M.Bytes / Size;
  unsigned Count = 0;
  for (size_t I = threadIdx.x; I < Most / 32 * 32 + 64; I += 32) {
    char *P = (char *)(How == Seen     ? Arena.allocate(Size)
                       : How == Hidden ? Arena.allocate(Some)
                                       : Arena.allocate_sync(~0u, Size));
    if (!P)
      continue;
    ++Count;
    size_t At = size_t(P - M.Begin) / Size;
    deviceExpect(P == M.Begin + At * Size && At < Most, Wrong);
    deviceExpect(!(atomicOr(M.Given + At / 32, 1u << At % 32) >> At % 32 & 1),
                 Wrong);
    if (How == Sync && I < Most / 32 * 32)
      deviceExpect(At == I, Wrong);
  }
  deviceExpect(__reduce_add_sync(~0u, Count) == Most, Wrong);
  __syncwarp();
  deviceExpect(Arena.statistics().used == Most * Size, Wrong);
  __syncwarp();
  if (threadIdx.x == 0)
    Arena.reset();
  for (size_t I = threadIdx.x; I <= Most / 32; I += 32)
    M.Given[I] = 0;
  __syncwarp();
}

template <scope S>
__device__ void fillAll(gpurt::arena<S> &Arena, Memory M, Way How,
                        unsigned *Wrong) {
  if (threadIdx.x == 0)
    Arena.init(M.Begin, M.Bytes, gpurt::no_growth);
  __syncwarp();
  fill<16>(Arena, M, How, Wrong);
  fill<48>(Arena, M, How, Wrong);
  fill<256>(Arena, M, How, Wrong);
  fill<2048>(Arena, M, How, Wrong); // as many as one add may take
  fill<2064>(Arena, M, How, Wrong);
  fill<5008>(Arena, M, How, Wrong);
}

__global__ void buffers(Memory M, Way How, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::warp> OfWarp;
  __shared__ gpurt::arena<scope::block> OfBlock;
  fillAll(OfWarp, M, How, Wrong);
  fillAll(OfBlock, M, How, Wrong);
  fillAll(Global, M, How, Wrong);
}

/// A lane's piece of a quarter of the chunk goes on to the next one; a larger
/// one does not, and smaller ones then use what is left.
__global__ void rest(unsigned *Wrong) {
  __shared__ gpurt::arena<scope::warp> Arena;
  gpurt::arena_scope Scope(Arena, 0xffffffffu, 4096);
  if (threadIdx.x == 0) {
    char *A = (char *)Arena.allocate(1024);
    char *B = (char *)Arena.allocate(2560); // fits: 512 bytes are left
    char *C = (char *)Arena.allocate(1040); // of its own
    char *D = (char *)Arena.allocate(512);
    char *E = (char *)Arena.allocate(1024); // of the next chunk
    char *F = (char *)Arena.allocate(16);
    deviceExpect(A && B == A + 1024 && C && D == B + 2560, Wrong);
    deviceExpect(C < A || C >= A + 4096, Wrong);
    deviceExpect(E && F == E + 1024, Wrong);
    deviceExpect(Arena.statistics().reserved < 4096 + 8192 + 1200, Wrong);
  }
  __syncwarp();
}

/// Sizes that differ lie one after the other, in one chunk or another.
__global__ void unequal(unsigned *Wrong) {
  __shared__ gpurt::arena<scope::block> Arena;
  gpurt::arena_scope Scope(Arena, 8192);
  unsigned Lane = threadIdx.x % 32;
  for (unsigned Turn = 0; Turn < 8; ++Turn) {
    size_t Size = 16 * (1 + (Lane + Turn) % 7);
    auto P = (uintptr_t)Arena.allocate_sync(~0u, Size);
    auto Before = __shfl_up_sync(~0u, (unsigned long long)P + Size, 1);
    deviceExpect(P && (!Lane || P == Before), Wrong);
    Block B{(unsigned char *)P, Size, threadIndex()};
    fillBlock(B);
    __syncthreads();
    deviceExpect(blockHolds(B), Wrong);
  }
}

int main() {
  DeviceArray<unsigned> Wrong(1);
  size_t Bytes = sized(1 << 20, 170000) / 16 * 16;
  DeviceArray<char> Buffer(Bytes);
  DeviceArray<unsigned> Given(Bytes / 512 + 1);
  for (Way How : {Seen, Hidden, Sync})
    buffers<<<1, 32>>>({Buffer, Bytes, Given}, How, Wrong);
  rest<<<1, 32>>>(Wrong);
  unequal<<<sized(32, 2), 64>>>(Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after the kernels");
  return finish("large pieces");
}
