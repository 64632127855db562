// Every value of -fgpu-rt-panic= gives a program that reports its assert and
// goes on. What each stops beyond the thread is in docs/panic.md.
// RUN: %{build} -fgpu-rt-panic=thread -o %t.thread
// RUN: %{build} -fgpu-rt-panic=warp -o %t.warp
// RUN: %{build} -fgpu-rt-panic=block -o %t.block
// RUN: %{build} -fgpu-rt-panic=grid -o %t.grid
// RUN: %{run} %t.thread 2>&1 | FileCheck %s
// RUN: %{run} %t.warp 2>&1 | FileCheck %s
// RUN: %{run} %t.block 2>&1 | FileCheck %s
// RUN: %{run} %t.grid 2>&1 | FileCheck %s
// CHECK: Assertion `
// CHECK: ok: panic scope
#include "assert-kernel.h"

int main() {
  failOnce();
  return expectAssertOnce(cudaDeviceSynchronize(), "panic scope");
}
