// abort() in a kernel ends the thread and is reported with its place.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
#include "check.h"
#include "gpurt/runtime.h"

__device__ __noinline__ void giveUp(int Value) {
  if (Value == 3)
    abort();
}

__global__ void kernel(int *Out) {
  giveUp(threadIdx.x);
  Out[threadIdx.x] = threadIdx.x + 1;
}

// CHECK: block: [0,0,0], thread: [3,0,0]
// CHECK: abort-is-reported.cu:[[#@LINE-9]]
// CHECK: ok: abort
int main() {
  DeviceArray<int> Out(32);
  kernel<<<1, 32>>>(Out);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  expect(Info && Info->kind == GPURT_PANIC_ABORT, "not an abort");
  std::vector<int> Host = Out.host();
  for (int I = 0; I < 32; ++I)
    expect(Host[I] == (I == 3 ? 0 : I + 1), "thread %d wrote %d", I, Host[I]);
  nextKernelIsRight();
  return finish("abort");
}
