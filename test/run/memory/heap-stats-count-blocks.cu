// heap_stats counts what the program holds: blocks and bytes go up with malloc
// and down to zero with free, a refused call is counted, limits hold.
// RUN: %{build} -o %t
// RUN: env GPURT_HEAP_LIMIT=256M %{run} %t | FileCheck %s
// CHECK: ok: heap_stats
#include "blocks.h"
#include "gpurt/runtime.h"

__global__ void take(Block *Blocks, size_t Size) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Blocks[I] = Block{(unsigned char *)malloc(Size), Size, I};
  if (Blocks[I].At)
    fillBlock(Blocks[I]);
}

static gpurt_heap_statistics stats() {
  gpurt_heap_statistics S;
  expect(gpurt_heap_stats(&S) == GPURT_OK, "gpurt_heap_stats failed");
  return S;
}

int main() {
  expect(gpurt_heap_stats(nullptr) == GPURT_INVALID, "null was accepted");
  const unsigned Count = 1000;
  const size_t Size = 1000;
  DeviceArray<Block> Blocks(Count), Big(1);
  take<<<Count / 100, 100>>>(Blocks, Size);
  MUST(cudaDeviceSynchronize());
  gpurt_heap_statistics S = stats();
  expect(S.used_blocks == Count, "%llu blocks",
         (unsigned long long)S.used_blocks);
  expect(S.used_bytes >= Count * Size && S.used_bytes <= Count * Size * 9 / 8,
         "%llu bytes", (unsigned long long)S.used_bytes);
  expect(S.limit_bytes == (size_t)256 << 20, "limit %llu",
         (unsigned long long)S.limit_bytes);
  expect(S.committed_bytes >= S.used_bytes &&
             S.committed_bytes <= S.limit_bytes,
         "%llu committed", (unsigned long long)S.committed_bytes);

  unsigned long long Refused = S.failed_allocations;
  take<<<1, 1>>>(Big, (size_t)1 << 40);
  MUST(cudaDeviceSynchronize());
  S = stats();
  expect(S.failed_allocations == Refused + 1, "%llu refused",
         (unsigned long long)S.failed_allocations);

  expectBlocks(Blocks, Count);
  S = stats();
  expect(S.used_blocks == 0 && S.used_bytes == 0, "%llu blocks, %llu bytes",
         (unsigned long long)S.used_blocks, (unsigned long long)S.used_bytes);
  return finish("heap_stats");
}
