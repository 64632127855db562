// In host code the same macros throw gpurt::panic_error, or abort after the
// text where exceptions are off. Functions for both sides may use them.
// RUN: %{build} -o %t
// RUN: %{build} -fno-exceptions -o %t.off
// RUN: %{run} %t 2>&1 | FileCheck %s
// RUN: env GPURT_HEAP_INITIAL=1M not --crash %{run} %t.off 2>&1 | FileCheck --check-prefix=OFF %s
// CHECK: caught: {{.*}}checks-in-host-code.cu:[[#@LINE+10]]: int both(int): Check `I < 10` failed: 12 vs. 10.
// CHECK: caught: {{.*}}checks-in-host-code.cu:[[#@LINE+28]]: main: no 2.5 and text
// CHECK: caught: {{.*}} code was reached that should not be.
// CHECK: ok: host
// OFF: checks-in-host-code.cu:{{[0-9]+}}: int both(int): Check `I < 10` failed: 12 vs. 10.
// OFF-NOT: ok: host
#include "check.h"
#include "gpurt/panic.h"

__host__ __device__ int both(int I) {
  GPURT_CHECK_LT(I, 10);
  return I + 1;
}
__global__ void use(int *Out) { *Out = both(3); }

#ifdef __cpp_exceptions
#define PRINT(CALL)                                                            \
  try {                                                                        \
    CALL;                                                                      \
    expect(false, "not thrown: " #CALL);                                       \
  } catch (const gpurt::panic_error &Error) {                                  \
    std::printf("caught: %s\n", Error.what());                                 \
  }
#else
#define PRINT(CALL) CALL
#endif

int main() {
  PRINT(both(12));
  PRINT(gpurt::panic("no {} and {}", 2.5, "text"));
  PRINT(GPURT_UNREACHABLE());
  DeviceArray<int> Out(1);
  use<<<1, 1>>>(Out);
  MUST(cudaDeviceSynchronize());
  expect(Out.host()[0] == 4, "device");
  return finish("host");
}
