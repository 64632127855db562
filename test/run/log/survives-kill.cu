// Everything logged before kill -9 of the process is in the file: entries that
// the host had taken, and those that only the rings had.
// RUN: cp %{gpurt-log} %t.reader
// RUN: %{build} -o %t
// RUN: env GPURT_LOG_FILE=%t.log not --crash %{run} %t > %t.out 2>&1
// RUN: %{after-run} %t.reader --level info %t.log > %t.txt
// RUN: %{after-run} FileCheck %s < %t.txt
// CHECK-COUNT-1024: : number
// CHECK-NOT: : number
#include "gpurt/log.h"
#include <csignal>
#include <thread>
#include <unistd.h>

__global__ void work(volatile unsigned *Count) {
  if (blockIdx.x < 2) {
    for (int I = 0; I < 8; ++I)
      GPURT_LOG(info, "number {} {}", I, threadIdx.x);
    __threadfence_system();
    atomicAdd_system(const_cast<unsigned *>(Count), 1u);
  } else if (threadIdx.x == 0) {
    while (*Count != ~0u) // never: the process dies under it
      __nanosleep(1000);
  }
}

int main() {
  volatile unsigned *Count;
  cudaHostAlloc((void **)&Count, 4, cudaHostAllocMapped);
  *Count = 0;
  std::thread Killer([&] {
    while (*Count != 128)
      ;
    kill(getpid(), SIGKILL);
  });
  work<<<3, 64>>>(Count);
  cudaDeviceSynchronize();
  Killer.join();
  return 0;
}
