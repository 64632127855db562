// cudaGetLastError returns cudaErrorAssert once the kernel has failed, with no
// call that waits before it, and resets it.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: Assertion `
// CHECK-NOT: Assertion
// CHECK: ok: cudaGetLastError
// CHECK-NOT: Assertion
#include "assert-kernel.h"
#include <chrono>

int main() {
  failOnce();
  // The kernel needs a moment; nothing tells when it is done but the error.
  auto End = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  cudaError_t Error = cudaSuccess;
  while (Error == cudaSuccess && std::chrono::steady_clock::now() < End)
    Error = cudaGetLastError();
  return expectAssertOnce(Error, "cudaGetLastError");
}
