// A heap whose free memory all waits in the quarantine still has it: blocks of
// another size, and one as large as most of the heap, are found at once.
// RUN: %{build} -fgpu-rt-malloc=checked -o %t
// RUN: env GPURT_HEAP_LIMIT=4M %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: quarantine gives way
// CHECK-NOT: gpurt:
#include "blocks.h"
#include "gpurt/runtime.h"

__global__ void fill(void **Blocks, unsigned Most, size_t Size,
                     unsigned *Count) {
  while (*Count < Most && (Blocks[*Count] = malloc(Size)))
    ++*Count;
}
__global__ void give(void **Blocks, const unsigned *Count) {
  for (unsigned I = 0; I < *Count; ++I)
    free(Blocks[I]);
}

static unsigned filled(size_t Size) {
  const unsigned Most = 4096;
  DeviceArray<void *> Blocks(Most);
  DeviceArray<unsigned> Count(1);
  fill<<<1, 1>>>(Blocks, Most, Size, Count);
  give<<<1, 1>>>(Blocks, Count);
  MUST(cudaDeviceSynchronize());
  return Count.host()[0];
}

int main() {
  unsigned First = filled(4000);
  expect(First > 900, "%u blocks", First);
  for (size_t Size : {30000, 200000, 3000000, 4000}) {
    unsigned Count = filled(Size);
    expect(Count >= (3 << 20) / Size, "%u blocks of %zu bytes", Count, Size);
    if (Size == 4000)
      expect(Count == First, "%u blocks, %u at first", Count, First);
  }
  return finish("quarantine gives way");
}
