// Units of a relocatable link share the rings; each place keeps its file's text.
// RUN: %{clangxx} %{gpurt} -fgpu-rdc -O2 -DHELPER -c %s -o %t.helper.o
// RUN: %{clangxx} %{gpurt} -fgpu-rdc -O2 -c %s -o %t.main.o
// RUN: %{clangxx} %{gpurt} -fgpu-rdc %t.helper.o %t.main.o -o %t
// RUN: %{run} %t > %t.out 2>&1
// RUN: %{after-run} FileCheck %s < %t.out
// CHECK-DAG: rdc-units-log.cu:15 {{.*}}: helper 1
// CHECK-DAG: rdc-units-log.cu:21 {{.*}}: kernel 2
// CHECK: ok: rdc
#include "check.h"
#include "gpurt/log.h"

#ifdef HELPER
__device__ int helper(int X) {
  GPURT_LOG(warn, "helper {}", X);
  return X + 1;
}
#else
__device__ int helper(int X);
__global__ void work() {
  GPURT_LOG(info, "kernel {}", helper(int(threadIdx.x)));
}

int main() {
  work<<<1, 2>>>();
  expect(cudaDeviceSynchronize() == cudaSuccess, "kernel failed");
  gpurt::log_statistics Stats = gpurt::log_stats();
  expect(Stats.received == 4 && Stats.lost == 0, "%llu received",
         (unsigned long long)Stats.received);
  std::fflush(stderr);
  return finish("rdc");
}
#endif
