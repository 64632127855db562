// -O0 to -O3 and -Os: the same results, and an assert is reported with its
// line at each.
// RUN: %{clangxx} %{gpurt} %s -O0 -o %t.O0
// RUN: %{clangxx} %{gpurt} %s -O1 -o %t.O1
// RUN: %{clangxx} %{gpurt} %s -O2 -o %t.O2
// RUN: %{clangxx} %{gpurt} %s -O3 -o %t.O3
// RUN: %{clangxx} %{gpurt} %s -Os -o %t.Os
// RUN: %{run} %t.O0 2>&1 | FileCheck %s
// RUN: %{run} %t.O1 2>&1 | FileCheck %s
// RUN: %{run} %t.O2 2>&1 | FileCheck %s
// RUN: %{run} %t.O3 2>&1 | FileCheck %s
// RUN: %{run} %t.Os 2>&1 | FileCheck %s
// CHECK: Assertion `Index < Length` failed.
// CHECK: every-optimization-level.cu:[[#@LINE+6]]
// CHECK: ok: containers and an assert
#include "containers.h"
#include <cassert>

__device__ int readAt(const int *Data, int Length, int Index) {
  assert(Index < Length);
  return Data[Index];
}

__global__ void readAll(const int *Data, int Length, int *Out) {
  Out[threadIdx.x] = readAt(Data, Length, threadIdx.x);
}

int main() {
  DeviceArray<unsigned long long> Results(40 * 96);
  // At -O0 the recursion-free code still needs more stack than the default.
  MUST(cudaDeviceSetLimit(cudaLimitStackSize, 8 << 10));
  useContainers<<<40, 96>>>(Results, 40 * 96);
  MUST(cudaDeviceSynchronize());
  expectContainers(Results.host());
  DeviceArray<int> Data(32), Out(32);
  readAll<<<1, 32>>>(Data, 31, Out);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  nextKernelIsRight();
  return finish("containers and an assert");
}
