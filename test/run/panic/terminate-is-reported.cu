// std::terminate() in a kernel is a panic.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: block: [1,0,0], thread: [0,0,0]
// CHECK: terminate-is-reported.cu:[[#@LINE+8]]
// CHECK: ok: terminate
#include "check.h"
#include "gpurt/runtime.h"
#include <exception>

__global__ void kernel() {
  if (blockIdx.x == 1 && threadIdx.x == 0)
    std::terminate();
}

int main() {
  kernel<<<2, 32>>>();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  expect(Info && Info->kind == GPURT_PANIC_TERMINATE, "not a terminate");
  nextKernelIsRight();
  return finish("terminate");
}
