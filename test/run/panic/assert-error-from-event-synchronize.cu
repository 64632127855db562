// cudaEventSynchronize on an event behind the kernel returns cudaErrorAssert.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: Assertion `
// CHECK-NOT: Assertion
// CHECK: ok: cudaEventSynchronize
// CHECK-NOT: Assertion
#include "assert-kernel.h"

int main() {
  cudaEvent_t Event;
  MUST(cudaEventCreate(&Event));
  failOnce();
  MUST(cudaEventRecord(Event));
  return expectAssertOnce(cudaEventSynchronize(Event), "cudaEventSynchronize");
}
