// A pool<T> with a parent takes its segments from it, smaller ones when the
// limit is near, gives null at the limit, goes on after objects came back, and
// returns everything on release, also by destructors.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: typed pool
#include "pieces.h"
#include "gpurt/pool.h"

static __device__ unsigned Destroyed;

struct alignas(64) Item {
  char Bytes[64];
  __device__ ~Item() { atomicAdd(&Destroyed, 1u); }
};

static __device__ gpurt::memory_pool Parent;
static __device__ gpurt::pool<Item> Items;

__global__ void init() {
  Parent.init(nullptr, 20 << 10);
  Items.init(&Parent);
}

__global__ void fill(Item **All, unsigned Room, unsigned *Got) {
  for (;;) {
    Item *One = Items.create();
    if (!One)
      return;
    unsigned I = atomicAdd(Got, 1u);
    if (I < Room)
      All[I] = One;
  }
}

__global__ void again(Item **All, unsigned *Wrong) {
  Items.destroy(All[3]);
  Item *One = Items.create();
  deviceExpect(One == All[3], Wrong); // there is no other
  deviceExpect(!Items.create() && (uintptr_t)One % 64 == 0, Wrong);
  gpurt::pool_statistics Now = Items.statistics();
  deviceExpect(Now.live == Now.capacity && Now.peak == Now.live, Wrong);
}

__global__ void release(unsigned *Wrong) {
  unsigned Live = Items.statistics().live, Before = Destroyed;
  Items.release();
  deviceExpect(Destroyed == Before + Live, Wrong);
  deviceExpect(Parent.statistics().used == 0, Wrong);
  Parent.destroy();
}

int main() {
  const unsigned Room = 512;
  DeviceArray<Item *> All(Room);
  DeviceArray<unsigned> Got(1), Wrong(1);
  init<<<1, 1>>>();
  fill<<<2, 64>>>(All, Room, Got);
  MUST(cudaDeviceSynchronize());
  // 20 KiB hold 320 items, or 160 in segments of one, whose head takes as much.
  expect(Got.host()[0] >= 160 && Got.host()[0] <= 320, "%u items",
         Got.host()[0]);
  again<<<1, 1>>>(All, Wrong);
  release<<<1, 1>>>(Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after release");
  return finish("typed pool");
}
