// What a thread logged before it panicked is shown, and before the report;
// threads that wait for room end with the grid.
// RUN: %{build} -o %t
// RUN: %{run} %t > %t.out 2>&1
// RUN: %{after-run} FileCheck %s < %t.out
// CHECK-DAG: block 0,0,0 thread 9,0,0: before 9
// CHECK-DAG: block 0,0,0 thread 31,0,0: before 31
// CHECK: Assertion `
// CHECK-NOT: after 9 of 9
// CHECK: ok: panic
#include "check.h"
#include "gpurt/log.h"
#include "gpurt/runtime.h"
#include <cassert>

__global__ void work(unsigned Which) {
  GPURT_LOG(info, "before {}", threadIdx.x);
  __syncwarp();
  assert(threadIdx.x != Which);
  GPURT_LOG(info, "after {} of {}", threadIdx.x, Which);
}

int main() {
  work<<<1, 32>>>(9);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no panic");
  gpurt::log_statistics Stats = gpurt::log_stats();
  expect(Stats.lost == 0 && Stats.torn == 0, "lost");
  expect(Stats.received >= 32, "%llu received",
         (unsigned long long)Stats.received);
  gpurt::clear_panic();
  work<<<1, 32>>>(50);
  expect(cudaDeviceSynchronize() == cudaSuccess, "next kernel failed");
  expect(gpurt::log_stats().received >= 32 + 64, "next kernel's entries");
  std::fflush(stderr);
  return finish("panic");
}
