// A check of -fsanitize in trap mode (llvm.ubsantrap) ends its thread with a
// report in place of the context.
// RUN: %{build} -Xclang -fsanitize=signed-integer-overflow -Xclang -fsanitize-trap=signed-integer-overflow -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: sanitizer-trap-is-reported.cu:[[#@LINE+6]]
// CHECK: ok: ubsantrap
#include "check.h"
#include "gpurt/runtime.h"

__global__ void add(const int *A, int *Out) {
  Out[threadIdx.x] = A[threadIdx.x] + 1;
}

int main() {
  std::vector<int> In(32, 5);
  In[13] = 2147483647;
  DeviceArray<int> A(32), Out(32);
  MUST(cudaMemcpy(A, In.data(), 32 * sizeof(int), cudaMemcpyHostToDevice));
  add<<<1, 32>>>(A, Out);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  expect(Info && Info->kind == GPURT_PANIC_SANITIZER && Info->thread[0] == 13,
         "not the check of thread 13");
  std::vector<int> Host = Out.host();
  for (int I = 0; I < 32; ++I)
    expect(Host[I] == (I == 13 ? 0 : 6), "thread %d wrote %d", I, Host[I]);
  nextKernelIsRight();
  return finish("ubsantrap");
}
