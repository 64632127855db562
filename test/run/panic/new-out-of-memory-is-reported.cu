// operator new that finds no memory panics and says the size; malloc in its
// place would have given null.
// RUN: %{build} -o %t
// RUN: env GPURT_HEAP_LIMIT=64M %{run} %t 2>&1 | FileCheck %s
// CHECK: 104857600
// CHECK: ok: out of memory
#include "check.h"
#include "gpurt/runtime.h"

__global__ void take(char **Out, size_t Size) { *Out = new char[Size]; }
__global__ void give(char **Out) { delete[] *Out; }

int main() {
  DeviceArray<char *> Out(1);
  take<<<1, 1>>>(Out, 100 << 20);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  if (expect(Info, "no panic")) {
    expect(Info->kind == GPURT_PANIC_OUT_OF_MEMORY, "kind %d", Info->kind);
    expect(Info->operand == 100 << 20, "size %llu",
           (unsigned long long)Info->operand);
  }
  take<<<1, 1>>>(Out, 10 << 20);
  give<<<1, 1>>>(Out);
  MUST(cudaDeviceSynchronize());
  nextKernelIsRight();
  return finish("out of memory");
}
