// cudaStreamQuery says cudaErrorNotReady while the kernel runs and then
// cudaErrorAssert, once.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: Assertion `
// CHECK-NOT: Assertion
// CHECK: ok: cudaStreamQuery
// CHECK-NOT: Assertion
#include "assert-kernel.h"

int main() {
  failOnce();
  cudaError_t Error;
  do
    Error = cudaStreamQuery(nullptr);
  while (Error == cudaErrorNotReady);
  return expectAssertOnce(Error, "cudaStreamQuery");
}
