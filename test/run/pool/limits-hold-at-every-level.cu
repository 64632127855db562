// A tree of pools: no pool is over its limit at any moment, a request that an
// ancestor refuses leaves no trace, each level counts what is below it, and
// destroying a child gives everything back.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: limits
#include "pieces.h"
#include "gpurt/pool.h"

using gpurt::memory_pool;

static __device__ memory_pool Root, Left, Right, Leaf;

__global__ void init() {
  Root.init(nullptr, 64 << 10);
  Left.init(&Root, 48 << 10);
  Right.init(&Root, 48 << 10);
  Leaf.init(&Left, 16 << 10);
}

__device__ void within(const memory_pool &Pool, unsigned *Wrong) {
  gpurt::memory_pool_statistics Now = Pool.statistics();
  deviceExpect(Now.used <= Now.limit && Now.peak <= Now.limit, Wrong);
}

__global__ void press(Block *Blocks, unsigned Turns, unsigned *Wrong) {
  unsigned T = threadIndex();
  memory_pool &Mine = T % 3 == 0 ? Left : T % 3 == 1 ? Right : Leaf;
  Block Kept{nullptr, 0, T};
  for (unsigned I = 0; I < Turns; ++I) {
    size_t Size = 16 << (T + I) % 8;
    Block B{(unsigned char *)Mine.allocate(Size, 16 << I % 3), Size, T};
    within(Root, Wrong);
    within(Mine, Wrong);
    if (B.At) {
      deviceExpect((uintptr_t)B.At % (16 << I % 3) == 0, Wrong);
      fillBlock(B);
    }
    if (Kept.At) {
      deviceExpect(blockHolds(Kept), Wrong);
      Mine.deallocate(Kept.At);
    }
    Kept = B;
  }
  Blocks[T] = Kept;
}

__global__ void statistics(gpurt::memory_pool_statistics *Out) {
  Out[0] = Root.statistics();
  Out[1] = Left.statistics();
  Out[2] = Right.statistics();
  Out[3] = Leaf.statistics();
}

__global__ void exact(unsigned *Wrong) {
  // What is left to the limit can be had to the last byte, and no more.
  size_t Left0 = Leaf.statistics().limit - Leaf.statistics().used;
  size_t Above = Left.statistics().limit - Left.statistics().used;
  size_t Top = Root.statistics().limit - Root.statistics().used;
  size_t Most = Left0 < Above ? Left0 : Above;
  Most = (Most < Top ? Most : Top) / 16 * 16;
  deviceExpect(!Leaf.allocate(Most + 16), Wrong);
  if (Most) {
    void *P = Leaf.allocate(Most);
    deviceExpect(P && !Leaf.allocate(1), Wrong);
    Leaf.deallocate(P);
  }
  deviceExpect(!Leaf.allocate(~size_t(0)) && !Leaf.allocate(0, size_t(1) << 60),
               Wrong);
  void *Null = nullptr;
  Leaf.deallocate(Null);
}

__global__ void destroyLeaf() { Leaf.destroy(); }
__global__ void destroyMiddle() {
  Left.destroy();
  Right.destroy();
}

int main() {
  const unsigned Grid = sized(16, 2), Threads = 96;
  DeviceArray<Block> Blocks(Grid * Threads);
  DeviceArray<unsigned> Wrong(1);
  DeviceArray<gpurt::memory_pool_statistics> Out(4);
  auto Read = [&] {
    statistics<<<1, 1>>>(Out);
    MUST(cudaDeviceSynchronize());
    return Out.host();
  };
  init<<<1, 1>>>();
  press<<<Grid, Threads>>>(Blocks, sized(50, 6), Wrong);
  auto Now = Read();
  expectDisjoint(Blocks.host());
  size_t Sum[4] = {}, Held[4] = {};
  auto Host = Blocks.host();
  for (unsigned T = 0; T < Host.size(); ++T) {
    size_t Size = Host[T].At ? Host[T].Size : 0;
    unsigned Pool = T % 3 == 0 ? 1 : T % 3 == 1 ? 2 : 3;
    Held[Pool] += Size != 0;
    Sum[0] += Size;
    Sum[Pool] += Size;
    if (Pool == 3)
      Sum[1] += Size;
  }
  for (unsigned I = 0; I < 4; ++I)
    expect(Now[I].used == Sum[I] && Now[I].blocks == Held[I],
           "pool %u: %zu bytes in %zu blocks, want %zu in %zu", I, Now[I].used,
           Now[I].blocks, Sum[I], Held[I]);
  expect(Now[0].failures == 0 && Now[3].failures > 0, "failures %zu",
         Now[3].failures);
  exact<<<1, 1>>>(Wrong);
  destroyLeaf<<<1, 1>>>();
  Now = Read();
  expect(Now[0].used == Sum[0] - Sum[3] && Now[1].used == Sum[1] - Sum[3],
         "after the leaf: %zu and %zu", Now[0].used, Now[1].used);
  destroyMiddle<<<1, 1>>>();
  expect(Read()[0].used == 0, "root: %zu", Read()[0].used);
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after the tree");
  return finish("limits");
}
