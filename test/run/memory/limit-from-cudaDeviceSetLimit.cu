// cudaDeviceSetLimit(cudaLimitMallocHeapSize) bounds the heap as it does in
// CUDA: at least that much can be had, and a kernel that wants all gets null.
// cudaDeviceGetLimit gives the value back.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: limit of 128 MiB
#include "check.h"
#include "gpurt/runtime.h"

__global__ void takeMiB(unsigned Most, unsigned *Got) {
  for (unsigned I = 0; I < Most; ++I) {
    char *At = (char *)malloc(1 << 20);
    keep(At);
    if (!At)
      return;
    At[0] = 1;
    ++*Got;
  }
}

int main() {
  const size_t Limit = (size_t)128 << 20;
  MUST(cudaDeviceSetLimit(cudaLimitMallocHeapSize, Limit));
  size_t Back = 0;
  MUST(cudaDeviceGetLimit(&Back, cudaLimitMallocHeapSize));
  expect(Back == Limit, "cudaDeviceGetLimit: %zu, want %zu", Back, Limit);
  DeviceArray<unsigned> Got(1);
  takeMiB<<<1, 1>>>(4096, Got);
  MUST(cudaDeviceSynchronize());
  expect(Got.host()[0] == 128, "%u blocks of 1 MiB, want 128", Got.host()[0]);
  gpurt::heap_statistics Stats = gpurt::heap_stats();
  expect(Stats.limit_bytes == Limit, "limit_bytes %llu, want %zu",
         (unsigned long long)Stats.limit_bytes, Limit);
  expect(Stats.committed_bytes <= Limit, "%llu committed",
         (unsigned long long)Stats.committed_bytes);
  return finish("limit of 128 MiB");
}
