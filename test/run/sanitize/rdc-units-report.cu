// Checks in units that are linked on the device: each has its own texts and
// counts, also after optimization at link time.
// RUN: %{clangxx} %{gpurt} -O2 -fgpu-rdc -fgpu-rt-sanitize=undefined -DUNIT -c %s -o %t.unit.o
// RUN: %{clangxx} %{gpurt} -O2 -fgpu-rdc -fgpu-rt-sanitize=undefined -c %s -o %t.main.o
// RUN: %{clangxx} %{gpurt} -fgpu-rdc %t.unit.o %t.main.o -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// RUN: %{clangxx} %{gpurt} -O2 -fgpu-rdc -foffload-lto -fgpu-rt-sanitize=undefined -DUNIT -c %s -o %t.unit-lto.o
// RUN: %{clangxx} %{gpurt} -O2 -fgpu-rdc -foffload-lto -fgpu-rt-sanitize=undefined -c %s -o %t.main-lto.o
// RUN: %{clangxx} %{gpurt} -fgpu-rdc -foffload-lto %t.unit-lto.o %t.main-lto.o -o %t.lto
// RUN: %{run} %t.lto 2>&1 | FileCheck %s
#ifdef UNIT
// CHECK-DAG: rdc-units-report.cu:[[#@LINE+1]]:55: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'
__device__ int add(int Left, int Right) { return Left + Right; }
#else
#include "check.h"

__device__ int add(int Left, int Right);

__global__ void run(int Max, int *Out) {
  // CHECK-DAG: rdc-units-report.cu:[[#@LINE+1]]:41: runtime error: left shift of 2147483647 by 3 places cannot be represented in type 'int'
  Out[threadIdx.x] = add(Max, 1) ^ (Max << 3);
}

// CHECK: ok: units
// CHECK-DAG: gpurt: 63 more times at {{.*}}rdc-units-report.cu:13:55
// CHECK-DAG: gpurt: 63 more times at {{.*}}rdc-units-report.cu:21:41
int main() {
  DeviceArray<int> Out(64);
  run<<<1, 64>>>(2147483647, Out);
  expect(cudaDeviceSynchronize() == cudaSuccess, "an error");
  nextKernelIsRight();
  return finish("units");
}
#endif
