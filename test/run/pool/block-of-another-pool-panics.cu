// To give a block to a pool that did not give it is a panic.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: gpurt::memory_pool: free of what is no block of this pool
// CHECK: ok: block-of-another-pool-panics
#include "misuse.h"
#include "gpurt/pool.h"

static __device__ gpurt::memory_pool Mine, Other;
static __device__ void *Block1;

__global__ void before() { Block1 = Mine.allocate(100); }
__global__ void misuse() { Other.deallocate(Block1); }
__global__ void after() {
  if (Mine.statistics().used != 112)
    __trap();
  Mine.deallocate(Block1);
  Mine.destroy();
}

int main() {
  return expectPanic(before, misuse, after, "block-of-another-pool-panics");
}
