// A run that does not end is stopped and counts as failed; its output so far is
// shown, and nothing of it is left behind.
//
// RUN: %cpu-clangxx %s -o %t
// RUN: not %explore --quiet --timeout 1 --jobs 2 --seeds 1-4 %t > %t.out
// RUN: FileCheck %s < %t.out
// CHECK: gpurt-explore: seed 1, fair, failed: did not end in 1 s (GPURT_TIMEOUT sets the limit)
// CHECK: about to wait
// CHECK: repeat with GPURT_SEED=1 GPURT_POLICY=fair
#include <cstdio>
#include <unistd.h>

__global__ void nothing() {}

int main() {
  nothing<<<1, 1>>>();
  std::puts("about to wait");
  std::fflush(stdout);
  for (;;)
    pause();
}
