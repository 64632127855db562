// The device's errors fail a run although the program returns 0, unless they
// are left to the program.
//
// RUN: %cpu-clangxx %s -o %t
// RUN: not %explore --quiet --seeds 1-3 %t > %t.out
// RUN: FileCheck %s < %t.out
// RUN: %explore --quiet --seeds 1-3 --device-errors allow %t | FileCheck %s --check-prefix=ALLOW
// CHECK: seed 1, fair, failed: the device reported an error, and the program returned 0
// CHECK: deadlock
// CHECK: the program goes on
// CHECK: repeat with GPURT_SEED=1 GPURT_POLICY=fair
// ALLOW: 6 runs, seeds 1-3, fair, warp-unfair: none failed
#include <cstdio>

__global__ void wait() { asm volatile("barrier.sync 1, 64;" ::: "memory"); }

int main() {
  wait<<<1, 32>>>();
  cudaDeviceSynchronize();
  std::puts("the program goes on");
  return 0;
}
