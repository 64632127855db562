// cudaStreamSynchronize returns cudaErrorAssert after a kernel failed, once, with
// one report; the next kernel is right.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: Assertion `{{.*}}told to fail{{.*}}` failed.
// CHECK-NOT: Assertion
// CHECK: ok: cudaStreamSynchronize
// CHECK-NOT: Assertion
#include "assert-kernel.h"

int main() {
  failOnce();
  return expectAssertOnce(cudaStreamSynchronize(nullptr),
                          "cudaStreamSynchronize");
}
