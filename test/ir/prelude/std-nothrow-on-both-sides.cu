// Device code names std::nothrow as host code does, and no trace of it is left
// on the device: no undefined symbol at any level, in relocatable code too.
// REQUIRES: cuda
// RUN: %gpurt_device -O0 -S %s -o - | FileCheck %s
// RUN: %gpurt_device -O2 -S %s -o - | FileCheck %s
// RUN: %gpurt_device -O2 -fgpu-rdc -S %s -o - | FileCheck %s
// CHECK-NOT: nothrow
// CHECK-NOT: __clang_gpu_used_external
// CHECK: .visible .entry
// CHECK: __gpurt_malloc
// CHECK-NOT: nothrow
#include <new>

__global__ void kernel(int **Out, int N) {
  Out[0] = new (std::nothrow) int(3);
  Out[1] = new (std::nothrow) int[N];
}

int *host() { return new (std::nothrow) int(7); }
