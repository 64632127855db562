// With GPURT_PANIC=abort a panic ends the process by a signal, after its
// report: for batch jobs that must not go on. With =report it goes on.
// RUN: %{build} -o %t
// RUN: env GPURT_PANIC=abort not --crash %{run} %t > %t.out 2>&1
// RUN: %{after-run} FileCheck --check-prefix=ABORT %s < %t.out
// RUN: env GPURT_PANIC=report %{run} %t 2>&1 | FileCheck --check-prefix=GOES-ON %s
// ABORT: Assertion `
// ABORT-NOT: went on
// GOES-ON: Assertion `
// GOES-ON: went on
#include "assert-kernel.h"

int main() {
  failOnce();
  cudaError_t Error = cudaDeviceSynchronize();
  std::fflush(stderr);
  std::printf("went on after %s\n", cudaGetErrorName(Error));
  return 0;
}
