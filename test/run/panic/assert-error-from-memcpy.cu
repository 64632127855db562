// cudaMemcpy from the device waits for the kernel, so it returns the error; the
// copy itself was made, and a second copy is without error.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: Assertion `
// CHECK-NOT: Assertion
// CHECK: ok: cudaMemcpy
// CHECK-NOT: Assertion
#include "assert-kernel.h"

__global__ void store(int *Out) { *Out = 17; }

int main() {
  int *Out, Host = 0;
  MUST(cudaMalloc(&Out, sizeof *Out));
  store<<<1, 1>>>(Out);
  failOnce();
  cudaError_t Error =
      cudaMemcpy(&Host, Out, sizeof Host, cudaMemcpyDeviceToHost);
  Host = 0;
  MUST(cudaMemcpy(&Host, Out, sizeof Host, cudaMemcpyDeviceToHost));
  expect(Host == 17, "copied %d, want 17", Host);
  return expectAssertOnce(Error, "cudaMemcpy");
}
