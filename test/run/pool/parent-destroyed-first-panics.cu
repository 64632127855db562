// To destroy a pool before its children is a panic.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: gpurt::memory_pool: destroyed before its children
// CHECK: ok: parent-destroyed-first-panics
#include "misuse.h"
#include "gpurt/pool.h"

static __device__ gpurt::memory_pool Parent, Child;

__global__ void before() {
  Child.init(&Parent, 1000);
  Child.allocate(100);
}
__global__ void misuse() { Parent.destroy(); }
__global__ void after() {
  Child.destroy();
  Parent.destroy();
}

int main() {
  return expectPanic(before, misuse, after, "parent-destroyed-first-panics");
}
