// value() of an error ends the thread, and says which error; on the host it
// throws. So does error() of a value.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: value-of-an-error-panics.cu:[[#@LINE+13]]: ask: block: [0,0,0], thread: [2,0,0] value() of a result that is the error 7: too odd, made at {{.*}}value-of-an-error-panics.cu:[[#@LINE+9]]
// CHECK: ask: block: [0,0,0], thread: [0,0,0] error() of a result that is a value
// CHECK: caught: {{.*}}: main: value() of a result that is the error 7: too odd, made at
// CHECK: ok: panics
#include "check.h"
#include "gpurt/result.h"

__host__ __device__ gpurt::result<int> even(int I) {
  if (I == 2)
    return gpurt::error(7, "too odd");
  return I;
}
__global__ void ask(int *Out, bool Error) {
  Out[threadIdx.x] = Error ? even(threadIdx.x).error().code() : even(threadIdx.x).value();
}

int main() {
  DeviceArray<int> Out(4);
  ask<<<1, 4>>>(Out, false);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  expect(Out.host()[3] == 3, "%d", Out.host()[3]);
  ask<<<1, 1>>>(Out, true);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  try {
    (void)even(2).value();
    expect(false, "not thrown");
  } catch (const gpurt::panic_error &Error) {
    std::printf("caught: %s\n", Error.what());
  }
  nextKernelIsRight();
  return finish("panics");
}
