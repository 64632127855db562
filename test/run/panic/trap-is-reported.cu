// __trap() and __builtin_trap() are reported with their lines, and the context
// lives: on stock CUDA it is dead after a trap.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
#include "check.h"
#include "gpurt/runtime.h"

__global__ void trapCuda(unsigned Which) {
  if (threadIdx.x == Which)
    __trap();
}

__global__ void trapBuiltin(unsigned Which) {
  if (threadIdx.x == Which)
    __builtin_trap();
}

static void expectTrap(const char *Name) {
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "%s: no error", Name);
  const gpurt::panic_info *Info = gpurt::last_panic();
  expect(Info && Info->kind == GPURT_PANIC_TRAP && Info->thread[0] == 9,
         "%s: not a trap of thread 9", Name);
  gpurt::clear_panic();
  nextKernelIsRight();
}

// The line of __trap() may be that of the call or of CUDA's header below it.
// CHECK: block: [0,0,0], thread: [9,0,0]
// CHECK: trap-is-reported.cu:[[#@LINE-19]]
// CHECK: block: [0,0,0], thread: [9,0,0]
// CHECK: trap-is-reported.cu:[[#@LINE-16]]
// CHECK: ok: trap
int main() {
  trapCuda<<<1, 64>>>(9);
  expectTrap("__trap");
  trapBuiltin<<<1, 64>>>(9);
  expectTrap("__builtin_trap");
  return finish("trap");
}
