// -fno-gpu-rt-sanitize-recover= takes single checks out of those that let the
// thread go on; -fno-gpu-rt-sanitize= those that are not done at all. Each
// place is told: the one that went on, then the one that ended the thread.
// RUN: %{build} -fgpu-rt-sanitize=undefined,unsigned-integer-overflow -fno-gpu-rt-sanitize-recover=shift -fno-gpu-rt-sanitize=unsigned-integer-overflow -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
#include "check.h"

__global__ void run(int Large, unsigned Far, unsigned *Out) {
  Out[0] = Far * 0x80000001u;
  Out[1] = Large + 1;
  Out[2] = 1u << Far;
  Out[3] = 1;
}

// CHECK-NOT: unsigned integer overflow
// CHECK: do-not.cu:[[#@LINE-6]]:18: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'
// CHECK: do-not.cu:[[#@LINE-6]]:15: runtime error: shift exponent 33 is too large for 32-bit type 'unsigned int'
// CHECK: ok: mixed
int main() {
  DeviceArray<unsigned> Out(4);
  run<<<1, 1>>>(2147483647, 33, Out);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  std::vector<unsigned> Host = Out.host();
  expect(Host[1] == 0x80000000u, "stopped at the first: %u", Host[1]);
  expect(Host[3] == 0, "went on after the second");
  nextKernelIsRight();
  return finish("mixed");
}
