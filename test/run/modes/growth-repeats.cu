// A heap that grows under a kernel takes the same steps each time on the CPU
// device: memory comes when the device asks for it, not when a thread looks.
// The verbose lines that name the steps are that device's own.
// REQUIRES: cpu-device
// RUN: %{build} -o %t
// RUN: env GPURT_VERBOSE=1 GPURT_HEAP_INITIAL=2M %{run} %t 2> %t.first
// RUN: env GPURT_VERBOSE=1 GPURT_HEAP_INITIAL=2M %{run} %t 2> %t.second
// RUN: %{after-run} diff %t.first %t.second
// RUN: %{after-run} FileCheck %s < %t.first
// CHECK: take{{.*}} steps
#include "check.h"
#include "gpurt/runtime.h"

__global__ void take(void **Blocks) {
  Blocks[blockIdx.x * blockDim.x + threadIdx.x] = malloc(100000);
}

__global__ void give(void **Blocks) {
  free(Blocks[blockIdx.x * blockDim.x + threadIdx.x]);
}

int main() {
  DeviceArray<void *> Blocks(128);
  take<<<2, 64>>>(Blocks);
  MUST(cudaDeviceSynchronize());
  for (void *Block : Blocks.host())
    expect(Block, "a block was refused");
  expect(gpurt::heap_stats().committed_bytes > 12u << 20, "no growth");
  give<<<2, 64>>>(Blocks);
  MUST(cudaDeviceSynchronize());
  return finish("growth");
}
