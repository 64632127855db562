// A panic's report is a GPU's, without the line that repeats the run; with
// GPURT_SCHEDULES=1 the line is there for the only run too.
//
// RUN: %cpu-clangxx %s -o %t
// RUN: env GPURT_SEED=7 not %t 2> %t.err
// RUN: grep "Assertion .N < 3. failed" %t.err
// RUN: not grep "repeat with" %t.err
// RUN: env GPURT_SEED=7 GPURT_SCHEDULES=1 not %t 2> %t.err
// RUN: grep "Assertion .N < 3. failed" %t.err
// RUN: grep "gpurt: run 1 of 1, seed 7, failed: exit status 1" %t.err
// RUN: grep "gpurt: repeat with GPURT_SEED=7 GPURT_POLICY=fair " %t.err
#include <cassert>

__global__ void check(int N) { assert(N < 3); }

int main() {
  check<<<1, 1>>>(5);
  return cudaDeviceSynchronize() != cudaSuccess;
}
