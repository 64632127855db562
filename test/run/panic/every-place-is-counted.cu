// More threads panic than there are records, at several places: each place has
// its exact count, in the report and in gpurt_panic_sites.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: gpurt: 511 more threads panicked
// CHECK-NEXT: gpurt: 384 threads at {{.*}}every-place-is-counted.cu:[[@LINE+13]]{{$}}
// CHECK-NEXT: gpurt: 96 threads at {{.*}}every-place-is-counted.cu:[[@LINE+15]]{{$}}
// CHECK-NEXT: gpurt: 32 threads at {{.*}}every-place-is-counted.cu:[[@LINE+13]]{{$}}
// CHECK: ok: places
#include "check.h"
#include "gpurt/runtime.h"
#include <cassert>
#include <cstring>

// 512 threads: lanes 0 to 23 of each warp, 24 and 25, the rest.
__global__ void fail(int Zero) {
  unsigned Lane = threadIdx.x % 32;
  if (Lane < 24)
    assert(Zero && "most");
  if (Lane < 26)
    __trap();
  abort();
}

int main() {
  for (unsigned Turn = 1; Turn <= 2; ++Turn) {
    fail<<<4, 128>>>(0);
    expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
    gpurt_panic_site Sites[4];
    expect(gpurt_panic_sites(Sites, 4) == 3, "places");
    unsigned long long Want[] = {384, 96, 32};
    for (int I = 0; I < 3; ++I) {
      expect(Sites[I].threads == Want[I], "turn %u, place %d: %llu", Turn, I,
             (unsigned long long)Sites[I].threads);
      expect(std::strstr(Sites[I].file, "every-place") != nullptr, "file '%s'",
             Sites[I].file);
    }
  }
  nextKernelIsRight();
  return finish("places");
}
