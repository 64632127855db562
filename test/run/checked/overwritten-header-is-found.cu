// A write far enough before a block to hit what malloc keeps there does not
// send free astray.
// RUN: %{build} -fgpu-rt-malloc=checked -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK-COUNT-5: what malloc keeps before 0x{{[0-9a-f]+}} was overwritten.
// CHECK: ok: overwritten headers
// CHECK-NOT: gpurt:
#include "check.h"
#include "gpurt/runtime.h"

__device__ long long *Kept;

// The header's five words; one flipped bit each.
__global__ void hit(int Word) {
  Kept = (long long *)malloc(100);
  keep(Kept);
  Kept[Word] ^= 1ll << 17;
}
__global__ void give() { free(Kept); }

int main() {
  for (int Word = -8; Word < -3; ++Word) {
    hit<<<1, 1>>>(Word);
    give<<<1, 1>>>();
    expect(cudaDeviceSynchronize() == cudaErrorAssert, "word %d: no error",
           Word);
    const gpurt::panic_info *Info = gpurt::last_panic();
    if (expect(Info, "no panic"))
      expect(Info->kind == GPURT_PANIC_OVERRUN, "word %d: kind %d", Word,
             Info->kind);
  }
  nextKernelIsRight();
  return finish("overwritten headers");
}
