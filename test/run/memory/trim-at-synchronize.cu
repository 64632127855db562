// With GPURT_HEAP_KEEP the heap gives back what it does not need whenever the
// program waits for the device; blocks that are held stay as they are.
// RUN: %{build} -o %t
// RUN: env GPURT_HEAP_KEEP=2M GPURT_HEAP_INITIAL=2M %{run} %t | FileCheck %s
// CHECK: ok: trim at synchronize
#include "blocks.h"
#include "gpurt/runtime.h"

__global__ void takeAndFree(Block *Kept) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  if (Kept) {
    Kept[I] = Block{(unsigned char *)malloc(500), 500, I};
    if (Kept[I].At)
      fillBlock(Kept[I]);
  }
  void *Gone = malloc(70000);
  keep(Gone);
  free(Gone);
}

int main() {
  DeviceArray<Block> Kept(64);
  takeAndFree<<<2, 32>>>(nullptr);
  MUST(cudaDeviceSynchronize());
  size_t Empty = gpurt::heap_stats().committed_bytes;
  expect(Empty == 2 << 20, "%zu bytes behind an empty heap", Empty);
  takeAndFree<<<2, 32>>>(Kept);
  for (int Round = 0; Round < 3; ++Round) {
    MUST(cudaDeviceSynchronize());
    gpurt::heap_statistics Stats = gpurt::heap_stats();
    expect(Stats.used_blocks == 64, "%llu blocks",
           (unsigned long long)Stats.used_blocks);
    takeAndFree<<<2, 32>>>(nullptr);
  }
  expectBlocks(Kept, 64);
  Empty = gpurt::heap_stats().committed_bytes;
  expect(Empty == 2 << 20, "%zu bytes behind an empty heap at the end", Empty);
  return finish("trim at synchronize");
}
