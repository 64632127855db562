// Of many lanes that free one block at the same time exactly one succeeds; each
// other panics and knows where the block was allocated and freed first.
// RUN: %{build} -fgpu-rt-malloc=checked -fgpu-rt-panic=thread -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: second free of 0x
// CHECK-NEXT: #0 give(
// CHECK-NEXT: gpurt: freed at {{.*}} in give(
// CHECK-NEXT: gpurt: allocated at {{.*}} in take(
// CHECK-NEXT: gpurt: 62 more threads panicked
// CHECK: ok: racing frees
// CHECK-NOT: gpurt:
#include "check.h"
#include "gpurt/runtime.h"

__device__ void *Kept;
__device__ unsigned Winners;

__global__ void take() { Kept = malloc(40); }
__global__ void give() {
  free(Kept);
  atomicAdd(&Winners, 1);
}

int main() {
  take<<<1, 1>>>();
  give<<<2, 32>>>();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  unsigned Count = 0;
  MUST(cudaMemcpyFromSymbol(&Count, Winners, sizeof Count));
  expect(Count == 1, "%u frees succeeded", Count);
  const gpurt::panic_info *Info = gpurt::last_panic();
  if (expect(Info, "no panic"))
    expect(Info->kind == GPURT_PANIC_DOUBLE_FREE, "kind %d", Info->kind);
  nextKernelIsRight();
  return finish("racing frees");
}
