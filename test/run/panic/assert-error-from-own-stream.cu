// cudaStreamSynchronize of the stream that the kernel ran in returns
// cudaErrorAssert, once; the next kernel in that stream is right.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: Assertion `
// CHECK-NOT: Assertion
// CHECK: ok: cudaStreamSynchronize(own stream)
// CHECK-NOT: Assertion
#include "assert-kernel.h"

int main() {
  cudaStream_t Own;
  MUST(cudaStreamCreateWithFlags(&Own, cudaStreamNonBlocking));
  failOnce(Own);
  cudaError_t Error = cudaStreamSynchronize(Own);
  nextKernelIsRight(Own);
  return expectAssertOnce(Error, "cudaStreamSynchronize(own stream)");
}
