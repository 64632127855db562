// At the program's end blocks that were never freed are listed by the place of
// their allocation, largest first, and written as JSON where asked. The exit
// code stays the program's own.
// RUN: %{build} -fgpu-rt-malloc=checked -o %t
// RUN: rm -f %t.json
// RUN: env GPURT_CHECKED_JSON=%t.json %{run} %t 2>&1 | FileCheck %s
// RUN: %{after-run} FileCheck --check-prefix=JSON --input-file=%t.json %s
// CHECK: ok: leaks
// CHECK-NEXT: gpurt: 1 block, 100000 bytes never freed, allocated at {{.*}}leaks-are-listed-by-site.cu:[[#@LINE+21]] in large()
// CHECK-NEXT: gpurt: 96 blocks, 4608 bytes never freed, allocated at {{.*}}leaks-are-listed-by-site.cu:[[#@LINE+10]] in make{{[^,]*}}, from {{.*}}leaks-are-listed-by-site.cu:[[#@LINE+14]] in small(void**)
// CHECK-NEXT: gpurt: 1 block, 300 bytes never freed, allocated at {{.*}}leaks-are-listed-by-site.cu:[[#@LINE+20]] in aligned()
// CHECK-NOT: gpurt:
// JSON: {"device": 0, "damages": [], "leaks": [{"blocks": 1, "bytes": 100000, "allocated": "{{[^"]*}}leaks-are-listed-by-site.cu:{{[0-9]+}} in large()"}, {"blocks": 96, "bytes": 4608,
// JSON-SAME: {"blocks": 1, "bytes": 300, "allocated": "{{[^"]*}} in aligned()"}]}
#include "check.h"

__device__ void *Kept;

__device__ __forceinline__ void *make(unsigned Size) {
  return malloc(Size);
}

__global__ void small(void **Blocks) {
  Blocks[threadIdx.x] = make(48);
}
__global__ void freeQuarter(void **Blocks) {
  if (threadIdx.x % 4 == 0)
    free(Blocks[threadIdx.x]);
}
__global__ void large() { Kept = malloc(100000); }
__global__ void aligned() { Kept = aligned_alloc(1024, 300); }

int main() {
  DeviceArray<void *> Blocks(128);
  small<<<1, 128>>>(Blocks);
  freeQuarter<<<1, 128>>>(Blocks);
  large<<<1, 1>>>();
  aligned<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  return finish("leaks");
}
