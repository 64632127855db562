// Lanes in branches and loops of different length share an arena of the warp,
// the block or the grid: no piece is given twice, across many chunks and with
// pieces too large for them.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: shared pieces
#include "pieces.h"
#include "gpurt/arena.h"

using gpurt::scope;

static const unsigned Most = 12;

template <scope S>
__device__ void work(gpurt::arena<S> &Arena, Block *Blocks) {
  unsigned T = threadIndex();
  for (unsigned I = 0; I < Most; ++I)
    Blocks[T * Most + I] = {nullptr, 0, 0};
  for (unsigned I = 0; I < 2 + T % (Most - 1); ++I) {
    Block B{nullptr, 0, T * Most + I};
    switch ((T + I) % 4) {
    case 0:
      B.Size = 16;
      B.At = (unsigned char *)Arena.allocate(16);
      break;
    case 1:
      B.Size = 1 + T % 100;
      B.At = (unsigned char *)Arena.allocate(B.Size, 64);
      break;
    case 2:
      B.Size = 3000;
      B.At = (unsigned char *)Arena.allocate(B.Size);
      break;
    case 3:
      continue;
    }
    if (B.At)
      fillBlock(B);
    Blocks[T * Most + I] = B;
  }
}

/// In the kernel, since the arena goes with it.
__device__ void check(const Block *Blocks, unsigned *Wrong) {
  unsigned T = threadIndex();
  for (unsigned I = 0; I < 2 + T % (Most - 1); ++I) {
    const Block &B = Blocks[T * Most + I];
    deviceExpect((T + I) % 4 == 3 || (B.At && blockHolds(B)), Wrong);
  }
}

__global__ void warps(Block *Blocks, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::warp> Arenas[2];
  auto &Mine = Arenas[threadIdx.x / 32];
  gpurt::arena_scope Scope(Mine, 0xffffffffu, 512);
  work(Mine, Blocks);
  __syncwarp();
  check(Blocks, Wrong);
}

__global__ void blocks(Block *Blocks, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::block> Arena;
  gpurt::arena_scope Scope(Arena, 1024);
  work(Arena, Blocks);
  __syncthreads();
  check(Blocks, Wrong);
}

static __device__ gpurt::arena<scope::grid> Global;

__global__ void init(size_t ChunkBytes) { Global.init(ChunkBytes); }
__global__ void grid(Block *Blocks) { work(Global, Blocks); }
__global__ void reset() { Global.reset(); }
__global__ void reserved(size_t *Bytes) { *Bytes = Global.statistics().reserved; }
__global__ void release() { Global.release(); }

static unsigned pieces(unsigned Threads) {
  unsigned Count = 0;
  for (unsigned T = 0; T < Threads; ++T)
    for (unsigned I = 0; I < 2 + T % (Most - 1); ++I)
      Count += (T + I) % 4 != 3;
  return Count;
}

int main() {
  const unsigned Grid = sized(64, 2), Threads = 64;
  DeviceArray<Block> Blocks(Grid * Threads * Most);
  DeviceArray<unsigned> Wrong(1);
  DeviceArray<size_t> Bytes(1);
  warps<<<Grid, Threads>>>(Blocks, Wrong);
  blocks<<<Grid, Threads>>>(Blocks, Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after the block scopes");
  init<<<1, 1>>>(4096);
  size_t Reserved = 0;
  for (unsigned Round = 0; Round < 3; ++Round) {
    grid<<<Grid, Threads>>>(Blocks);
    MUST(cudaDeviceSynchronize());
    expectPieces(Blocks, pieces(Grid * Threads));
    reserved<<<1, 1>>>(Bytes);
    MUST(cudaDeviceSynchronize());
    // Which lanes were together differs, and with it what is large.
    if (Round)
      expect(Bytes.host()[0] <= 4 * Reserved, "%zu bytes after %zu",
             Bytes.host()[0], Reserved);
    else
      Reserved = Bytes.host()[0];
    reset<<<1, 1>>>();
  }
  release<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  expectEmptyHeap("after release");
  return finish("shared pieces");
}
