// A write before a block is reported when it is reallocated.
// RUN: %{build} -fgpu-rt-malloc=checked -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: underrun-is-found-at-realloc.cu:[[#@LINE+11]]: resize(): block: [0,0,0], thread: [0,0,0] write to 0x{{[0-9a-f]+}}, 4 bytes before the 40 bytes at 0x{{[0-9a-f]+}}.
// CHECK-NEXT: #0 resize() at {{.*}}underrun-is-found-at-realloc.cu:[[#@LINE+10]]:42
// CHECK-NEXT: gpurt: allocated at {{.*}}underrun-is-found-at-realloc.cu:[[#@LINE+7]] in take()
// CHECK: ok: underrun
#include "check.h"
#include "gpurt/runtime.h"

__device__ int *Kept;

__global__ void take() { Kept = new int[10]; }
__global__ void write(int Index) { Kept[Index] = 7; }
__global__ void resize() { Kept = (int *)realloc(Kept, 80); }

int main() {
  take<<<1, 1>>>();
  write<<<1, 1>>>(-1);
  resize<<<1, 1>>>();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  if (expect(Info, "no panic"))
    expect(Info->kind == GPURT_PANIC_OVERRUN, "kind %d", Info->kind);
  nextKernelIsRight();
  return finish("underrun");
}
