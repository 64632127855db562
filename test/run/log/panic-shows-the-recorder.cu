// Policy overwrite: a panic shows what the rings hold.
// RUN: %{build} -o %t
// RUN: env GPURT_LOG_POLICY=overwrite %{run} %t > %t.out 2>&1
// RUN: %{after-run} FileCheck %s < %t.out
// CHECK: Assertion `
// CHECK: thread 3,0,0: at 99
// CHECK: ok: recorder
#include "check.h"
#include "gpurt/log.h"
#include <cassert>

__global__ void work() {
  for (int I = 0; I < 100; ++I)
    GPURT_LOG(info, "at {}", I);
  assert(threadIdx.x != 3);
}

int main() {
  work<<<1, 8>>>();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no panic");
  std::fflush(stderr);
  return finish("recorder");
}
