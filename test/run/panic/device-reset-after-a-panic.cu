// cudaDeviceReset after a panic, and without one: heap, panics and kernels
// work again in the same process, several times.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: 3 resets
#include "assert-kernel.h"
#include "gpurt/runtime.h"

__global__ void take(char **Out) { Out[threadIdx.x] = (char *)malloc(100); }
__global__ void give(char **Out, unsigned *Null) {
  if (!Out[threadIdx.x])
    atomicAdd(Null, 1u);
  free(Out[threadIdx.x]);
}

static void useHeap() {
  DeviceArray<char *> Out(64);
  DeviceArray<unsigned> Null(1);
  take<<<1, 64>>>(Out);
  give<<<1, 64>>>(Out, Null);
  MUST(cudaDeviceSynchronize());
  expect(!Null.host()[0], "%u null", Null.host()[0]);
}

int main() {
  for (int Turn = 0; Turn < 3; ++Turn) {
    useHeap();
    failOnce();
    if (Turn != 1)
      expect(cudaDeviceSynchronize() == cudaErrorAssert, "turn %d: no error",
             Turn);
    // In turn 1 the panic is still unreported when the device goes.
    cudaError_t Error = cudaDeviceReset();
    expect(Error == cudaSuccess || (Turn == 1 && Error == cudaErrorAssert),
           "reset: %s", cudaGetErrorName(Error));
    (void)cudaGetLastError();
    gpurt::clear_panic();
    nextKernelIsRight();
    expect(gpurt::heap_stats().used_blocks == 0, "blocks before any malloc");
  }
  useHeap();
  failOnce();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error after resets");
  (void)cudaGetLastError();
  nextKernelIsRight();
  return finish("3 resets");
}
