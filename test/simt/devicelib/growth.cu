//===- growth.cu - The host brings memory while threads wait --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The heap starts with two MiB; four threads of four blocks ask for more until
// six are there, all at once, large blocks and small. Nobody is refused what
// the limit allows, and everybody what it does not.
// One thread a block, as in slots-never-null.cu.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

constexpr size_t MiB = 1 << 20, LargeSize = 5 * MiB / 4, SmallSize = 1024;

struct Pair {
  uint64_t *Large, *Small;
};

__global__ void grow(Pair *Kept, unsigned *Bad) {
  uint64_t Who = globalThread();
  Kept[Who] = {take(LargeSize, Who).At, take(SmallSize, Who).At};
  void *TooLarge = malloc(8 * MiB);
  keep(TooLarge);
  if (TooLarge)
    atomicAdd(Bad, 1u);
}

__global__ void giveAll(const Pair *Kept, unsigned *Bad) {
  uint64_t Who = globalThread();
  auto [Large, Small] = Kept[Who];
  if (!Large || !give({Large, LargeSize}, Who))
    atomicAdd(Bad, 1u);
  if (!Small || !give({Small, SmallSize}, Who))
    atomicAdd(Bad, 1u);
}

int main() {
  setHeap(6 * MiB, 2 * MiB);
  Cells<Pair, 4> Kept;
  Cells<unsigned> TooLarge, Bad;
  grow<<<4, 1>>>(Kept, TooLarge);
  giveAll<<<4, 1>>>(Kept, Bad);
  must(cudaDeviceSynchronize(), "the kernels");
  expect(!TooLarge[0], "%u blocks beyond the limit", TooLarge[0]);
  expect(!Bad[0], "%u blocks were refused or damaged", Bad[0]);
  gpurt::heap_statistics Stats = gpurt::heap_stats();
  expect(Stats.committed_bytes >= 5 * MiB, "only %llu bytes came",
         (unsigned long long)Stats.committed_bytes);
  expectEmptyHeap();
  return finish();
}
