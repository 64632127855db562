// A program that never asks (no synchronize, no error check) still shows the
// report before it ends.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: block: [0,0,0], thread: [5,0,0] Assertion `{{.*}}told to fail{{.*}}` failed.
#include "assert-kernel.h"

// The kernel is over when it has waited for the host; only the exit is left.
__global__ void signalDone(volatile int *Done) { *Done = 1; }

int main() {
  int *Done;
  MUST(cudaHostAlloc(&Done, sizeof *Done, cudaHostAllocMapped));
  *Done = 0;
  failInThread<<<1, 64>>>(5);
  signalDone<<<1, 1>>>(Done);
  while (!*(volatile int *)Done)
    ;
  return 0;
}
