// A hundred panics one after the other, of changing kinds and in changing
// threads: each is reported exactly once and followed by a right kernel.
// RUN: %{build} -o %t
// RUN: %{run} %t > %t.out 2> %t.err
// RUN: %{after-run} FileCheck %s < %t.out
// RUN: %{after-run} grep -c "block: \[" %t.err | FileCheck --check-prefix=REPORTS %s
// CHECK: ok: 100 panics
// REPORTS: {{^}}100{{$}}
#include "check.h"
#include "gpurt/runtime.h"
#include <cassert>
#include <cstdint>

__global__ void fail(unsigned Turn) {
  if (threadIdx.x != Turn % 64)
    return;
  switch (Turn % 4) {
  case 0:
    assert(Turn > 1000 && "each turn");
    break;
  case 1:
    abort();
  case 2:
    __trap();
    break;
  case 3:
    free((void *)(uintptr_t)8);
  }
}

int main() {
  const gpurt_panic_kind Kinds[] = {GPURT_PANIC_ASSERT, GPURT_PANIC_ABORT,
                                    GPURT_PANIC_TRAP, GPURT_PANIC_INVALID_FREE};
  for (unsigned Turn = 0; Turn < 100; ++Turn) {
    fail<<<1, 64>>>(Turn);
    cudaError_t Error = cudaDeviceSynchronize();
    expect(Error == cudaErrorAssert, "turn %u: %s", Turn,
           cudaGetErrorName(Error));
    const gpurt::panic_info *Info = gpurt::last_panic();
    if (expect(Info, "turn %u: no panic", Turn)) {
      expect(Info->kind == Kinds[Turn % 4], "turn %u: kind %d", Turn,
             Info->kind);
      expect(Info->thread[0] == Turn % 64, "turn %u: thread %u", Turn,
             Info->thread[0]);
      expect(Info->others == 0, "turn %u: %llu others", Turn,
             (unsigned long long)Info->others);
    }
    gpurt::clear_panic();
    expect(!gpurt::last_panic(), "turn %u: not cleared", Turn);
    Error = cudaDeviceSynchronize();
    expect(Error == cudaSuccess, "turn %u: then %s", Turn,
           cudaGetErrorName(Error));
    nextKernelIsRight();
  }
  return finish("100 panics");
}
