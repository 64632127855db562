// A call of a pure virtual function from a base constructor is a panic, and
// programs with pure virtual functions link at all.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: {{[Pp]ure virtual}}
// CHECK: ok: pure virtual
#include "check.h"
#include "gpurt/runtime.h"

struct Base {
  __device__ Base(int *Out, bool TooEarly) {
    if (TooEarly)
      callWork(Out);
  }
  __device__ virtual void work(int *Out) = 0;
  // Not inlined, so that the call stays virtual.
  __device__ __noinline__ void callWork(int *Out) { work(Out); }
};

struct Derived : Base {
  __device__ Derived(int *Out, bool TooEarly) : Base(Out, TooEarly) {}
  __device__ void work(int *Out) override { *Out = 7; }
};

__global__ void kernel(int *Out, bool TooEarly) {
  Derived D(Out, TooEarly);
  D.callWork(Out);
}

int main() {
  DeviceArray<int> Out(1);
  kernel<<<1, 1>>>(Out, true);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  expect(Info && Info->kind == GPURT_PANIC_PURE_VIRTUAL, "not pure virtual");
  expect(Out.host()[0] == 0, "the thread went on");
  kernel<<<1, 1>>>(Out, false);
  MUST(cudaDeviceSynchronize());
  expect(Out.host()[0] == 7, "wrote %d, want 7", Out.host()[0]);
  return finish("pure virtual");
}
