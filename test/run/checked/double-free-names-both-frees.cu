// The second free of a block is reported with the places where it was
// allocated and first freed, and the next kernel is right.
// RUN: %{build} -fgpu-rt-malloc=checked -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: double-free-names-both-frees.cu:[[#@LINE+12]]: giveAgain(): block: [0,0,0], thread: [0,0,0] second free of 0x{{[0-9a-f]+}}.
// CHECK-NEXT: #0 giveAgain() at {{.*}}double-free-names-both-frees.cu:[[#@LINE+11]]:31
// CHECK-NEXT: gpurt: freed at {{.*}}double-free-names-both-frees.cu:[[#@LINE+9]] in give()
// CHECK-NEXT: gpurt: allocated at {{.*}}double-free-names-both-frees.cu:[[#@LINE+7]] in take()
// CHECK: ok: double free
#include "check.h"
#include "gpurt/runtime.h"

__device__ void *Kept;

__global__ void take() { Kept = malloc(100); }
__global__ void give() { free(Kept); }
__global__ void giveAgain() { free(Kept); }

int main() {
  take<<<1, 1>>>();
  give<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  void *Pointer = nullptr;
  MUST(cudaMemcpyFromSymbol(&Pointer, Kept, sizeof Pointer));
  giveAgain<<<1, 1>>>();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  if (expect(Info, "no panic")) {
    expect(Info->kind == GPURT_PANIC_DOUBLE_FREE, "kind %d", Info->kind);
    expect(Info->block_address == (uint64_t)Pointer, "block %llx",
           (unsigned long long)Info->block_address);
    expect(Info->block_size == 100, "size %llu",
           (unsigned long long)Info->block_size);
  }
  nextKernelIsRight();
  return finish("double free");
}
