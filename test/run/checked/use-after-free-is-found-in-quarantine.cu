// A write to a freed block is reported by whoever needs its memory: here the
// frees that push it out. All three places are named.
// RUN: %{build} -fgpu-rt-malloc=checked -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: use-after-free-is-found-in-quarantine.cu:[[#@LINE+17]]: pushOut(): block: [0,0,0], thread: [0,0,0] write to 0x{{[0-9a-f]+}}, 8 bytes into the freed 24 bytes at 0x{{[0-9a-f]+}}.
// CHECK-NEXT: #0 pushOut() at {{.*}}use-after-free-is-found-in-quarantine.cu:[[#@LINE+16]]
// CHECK-NEXT: gpurt: freed at {{.*}}use-after-free-is-found-in-quarantine.cu:[[#@LINE+10]] in give()
// CHECK-NEXT: gpurt: allocated at {{.*}}use-after-free-is-found-in-quarantine.cu:[[#@LINE+8]] in take()
// CHECK: ok: use after free
// CHECK-NOT: gpurt:
#include "check.h"
#include "gpurt/runtime.h"

__device__ long long *Kept;

__global__ void take() { Kept = new long long[3]; }
__global__ void give() { delete[] Kept; }
__global__ void write() { Kept[1] = 7; }
__global__ void pushOut() {
  for (int I = 0; I < 5000; ++I) {
    void *Block = malloc(16);
    free(Block);
  }
}

int main() {
  take<<<1, 1>>>();
  give<<<1, 1>>>();
  write<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  pushOut<<<1, 1>>>();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  if (expect(Info, "no panic")) {
    expect(Info->kind == GPURT_PANIC_USE_AFTER_FREE, "kind %d", Info->kind);
    expect(Info->operand == Info->block_address + 8, "operand %llx",
           (unsigned long long)Info->operand);
  }
  nextKernelIsRight();
  return finish("use after free");
}
