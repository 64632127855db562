// Threads create objects, destroy those of others and create again: no object
// is given twice, slots come back, capacity stays within what was live, and the
// statistics add up.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: objects
#include "pieces.h"
#include "gpurt/pool.h"

struct Item {
  unsigned Owner, Check;
  __device__ explicit Item(unsigned Owner) : Owner(Owner), Check(~Owner) {}
};

static __device__ gpurt::pool<Item> Items;

__global__ void create(Item **All) {
  unsigned T = threadIndex();
  All[T] = Items.create(T);
}

/// Each destroys another's: with 37 and a power of two all are covered.
__global__ void destroy(Item **All, unsigned Count, unsigned Mod,
                        unsigned *Wrong) {
  unsigned I = threadIndex() * 37 % Count;
  Item *Mine = All[I];
  deviceExpect(Mine && Mine->Owner == I && Mine->Check == ~I, Wrong);
  if (I % Mod == 0) {
    Items.destroy(Mine);
    All[I] = nullptr;
  }
}

__global__ void refill(Item **All) {
  unsigned T = threadIndex();
  if (!All[T])
    All[T] = Items.create(T);
}

__global__ void churn(unsigned *Wrong) {
  unsigned T = threadIndex();
  for (unsigned I = 0; I < 5 + T % 4; ++I) {
    Item *Mine = Items.create(T * 100 + I);
    if (T % 3 == I % 3)
      Items.destroy(Items.create(5u));
    deviceExpect(Mine && Mine->Owner == T * 100 + I && Mine->Check == ~Mine->Owner,
                 Wrong);
    Items.destroy(Mine);
  }
}

__global__ void statistics(gpurt::pool_statistics *Out) {
  *Out = Items.statistics();
}
__global__ void release() { Items.release(); }

int main() {
  const unsigned Grid = sized(256, 4), Threads = 64, Count = Grid * Threads;
  DeviceArray<Item *> All(Count);
  DeviceArray<unsigned> Wrong(1);
  DeviceArray<gpurt::pool_statistics> Out(1);
  auto Read = [&] {
    statistics<<<1, 1>>>(Out);
    MUST(cudaDeviceSynchronize());
    return Out.host()[0];
  };
  create<<<Grid, Threads>>>(All);
  gpurt::pool_statistics Full = Read();
  expect(Full.live == Count && Full.peak == Count, "%zu live, peak %zu",
         Full.live, Full.peak);
  expect(Full.capacity >= Count && Full.capacity <= 4 * Count + 64,
         "%zu slots", Full.capacity);
  for (unsigned Round = 0; Round < 3; ++Round) {
    destroy<<<Grid, Threads>>>(All, Count, 2, Wrong);
    expect(Read().live == Count / 2, "half: %zu live", Read().live);
    refill<<<Grid, Threads>>>(All);
    expect(Read().live == Count, "refilled: %zu live", Read().live);
  }
  // A slot that was passed by while others took it may cost one more segment.
  expect(Read().capacity <= 2 * Full.capacity + 64, "%zu slots",
         Read().capacity);
  destroy<<<Grid, Threads>>>(All, Count, 1, Wrong);
  churn<<<Grid, Threads>>>(Wrong);
  gpurt::pool_statistics End = Read();
  expect(End.live == 0 && End.peak >= Count && End.peak <= End.capacity,
         "%zu live, peak %zu", End.live, End.peak);
  create<<<1, Threads>>>(All);
  release<<<1, 1>>>();
  expect(Read().live == 0 && Read().capacity == 0, "after release");
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after release");
  return finish("objects");
}
