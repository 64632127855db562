// Many lanes allocate and free in a heap with little more room than they hold
// at once: the quarantine is full all the time, and no malloc fails for it.
// RUN: %{build} -fgpu-rt-malloc=checked -o %t
// RUN: env GPURT_HEAP_LIMIT=3M %{run} %t 2>&1 | FileCheck %s
// CHECK-NOT: gpurt:
// CHECK: ok: malloc under pressure
// CHECK-NOT: gpurt:
#include "check.h"
#include <string_view>

__global__ void churn(unsigned Rounds, size_t Size, unsigned *Failed) {
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    char *Block = (char *)malloc(Size + threadIdx.x * 16);
    if (!Block) {
      atomicAdd(Failed, 1);
      continue;
    }
    Block[0] = Block[Size - 1] = (char)Round;
    keep(Block);
    free(Block);
  }
}

int main() {
  DeviceArray<unsigned> Failed(1);
  // Slots of 20 KiB, three in a page. 64 lanes hold one block each, and one
  // each that they are about to give back, in 43 of 48 pages.
  churn<<<2, 32>>>(sized(500, 10), 19000, Failed);
  MUST(cudaDeviceSynchronize());
  // Where warps progress and not each lane, a lane that has memory in its hands
  // may never run while its sibling looks for it (Patience in alloc/Pages.h).
  const char *Policy = getenv("GPURT_POLICY");
  if (!Policy || Policy != std::string_view("warp-unfair"))
    expect(Failed.host()[0] == 0, "%u failed", Failed.host()[0]);
  return finish("malloc under pressure");
}
