// Everything logged before an illegal address is shown by the call that finds
// the error, and is in the file.
// REQUIRES: cuda-device
// (the CPU device ends the process there)
// RUN: cp %{gpurt-log} %t.reader
// RUN: %{build} -o %t
// RUN: %{run} env GPURT_LOG_FILE=%t.log %t 2>&1 | FileCheck --check-prefix=SAID %s
// RUN: %{after-run} %t.reader %t.log | FileCheck %s
// SAID: ok: illegal
// CHECK-COUNT-1024: : number
#include "check.h"
#include "gpurt/log.h"

__device__ unsigned Done;

__global__ void work(int *Nowhere) {
  for (int I = 0; I < 8; ++I)
    GPURT_LOG(info, "number {} {}", I, threadIdx.x);
  __threadfence_system();
  atomicAdd(&Done, 1u);
  if (blockIdx.x == 0 && threadIdx.x == 0) {
    while (*(volatile unsigned *)&Done != 128)
      ;
    Nowhere[1ull << 40] = 1;
  }
}

int main() {
  work<<<2, 64>>>(nullptr);
  expect(cudaDeviceSynchronize() != cudaSuccess, "no error");
  gpurt::log_statistics Stats = gpurt::log_stats();
  expect(Stats.received == 1024 && Stats.lost == 0, "%llu received",
         (unsigned long long)Stats.received);
  return finish("illegal");
}
