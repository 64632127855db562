// With destructors::run an arena destroys what make() made, last made first,
// once, on reset, rewind and release; with destructors::skip never.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: destructors
#include "pieces.h"
#include "gpurt/arena.h"

using gpurt::destructors;
using gpurt::scope;

struct Noisy {
  unsigned *Log, *Count, Id;
  __device__ Noisy(unsigned *Log, unsigned *Count, unsigned Id)
      : Log(Log), Count(Count), Id(Id) {}
  __device__ ~Noisy() { Log[atomicAdd(Count, 1u)] = Id; }
};
struct alignas(128) Wide : Noisy {
  using Noisy::Noisy;
};

__global__ void lane(unsigned *Wrong) {
  unsigned Log[16], Count = 0;
  {
    gpurt::arena<scope::lane, destructors::run> Arena;
    Arena.make<Noisy>(Log, &Count, 0u);
    auto Here = Arena.mark();
    deviceExpect((uintptr_t)Arena.make<Wide>(Log, &Count, 1u) % 128 == 0, Wrong);
    Arena.make<int>(5);
    Arena.make<Noisy>(Log, &Count, 2u);
    Arena.rewind(Here);
    deviceExpect(Count == 2 && Log[0] == 2 && Log[1] == 1, Wrong);
    Arena.make<Noisy>(Log, &Count, 3u);
    Arena.reset();
    deviceExpect(Count == 4 && Log[2] == 3 && Log[3] == 0, Wrong);
    Arena.reset();
    deviceExpect(Count == 4, Wrong);
    Arena.make<Noisy>(Log, &Count, 4u);
  }
  deviceExpect(Count == 5 && Log[4] == 4, Wrong);
  {
    gpurt::arena<> Arena;
    Arena.make<Noisy>(Log, &Count, 6u);
  }
  deviceExpect(Count == 5, Wrong);
}

__global__ void block(unsigned *Logs, unsigned *Counts, unsigned *Wrong) {
  __shared__ gpurt::arena<scope::block, destructors::run> Arena;
  unsigned *Log = Logs + blockIdx.x * blockDim.x * 2;
  unsigned *Count = Counts + blockIdx.x;
  {
    gpurt::arena_scope Scope(Arena);
    for (unsigned I = 0; I < 2; ++I)
      if (I == 0 || threadIdx.x % 3)
        deviceExpect(
            Arena.make<Noisy>(Log, Count, threadIdx.x * 2 + I), Wrong);
  }
  unsigned Want = blockDim.x * 2 - (blockDim.x + 2) / 3;
  deviceExpect(*Count == Want, Wrong);
  unsigned Mine = 0;
  for (unsigned I = 0; I < Want; ++I)
    Mine += Log[I] / 2 == threadIdx.x;
  deviceExpect(Mine == 1 + (threadIdx.x % 3 != 0), Wrong);
}

int main() {
  const unsigned Grid = sized(16, 2), Threads = 96;
  DeviceArray<unsigned> Wrong(1), Logs(Grid * Threads * 2), Counts(Grid);
  lane<<<sized(16, 2), 32>>>(Wrong);
  block<<<Grid, Threads>>>(Logs, Counts, Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after the kernels");
  return finish("destructors");
}
