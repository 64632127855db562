// A write one byte past the end of a block is reported when the block is freed,
// with the byte and the place of the allocation.
// RUN: %{build} -fgpu-rt-malloc=checked -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: overrun-is-found-at-free.cu:[[#@LINE+14]]: give(): block: [0,0,0], thread: [0,0,0] write to 0x{{[0-9a-f]+}}, 0 bytes past the end of the 100 bytes at 0x{{[0-9a-f]+}}.
// CHECK-NEXT: #0 give() at {{.*}}overrun-is-found-at-free.cu:[[#@LINE+13]]:26
// CHECK-NEXT: gpurt: allocated at {{.*}}overrun-is-found-at-free.cu:[[#@LINE+7]] in take(unsigned int)
// CHECK: ok: overrun
#include "check.h"
#include "gpurt/runtime.h"

__device__ char *Kept;

__global__ void take(unsigned Size) { Kept = (char *)malloc(Size); }
__global__ void write(unsigned Size) {
  for (unsigned I = 0; I <= Size; ++I) // one too many
    Kept[I] = 7;
}
__global__ void give() { free(Kept); }

int main() {
  take<<<1, 1>>>(100);
  write<<<1, 1>>>(100);
  give<<<1, 1>>>();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  if (expect(Info, "no panic")) {
    expect(Info->kind == GPURT_PANIC_OVERRUN, "kind %d", Info->kind);
    expect(Info->operand == Info->block_address + 100, "operand %llx",
           (unsigned long long)Info->operand);
  }
  nextKernelIsRight();
  return finish("overrun");
}
