// Checks that end the thread, all with -fno-gpu-rt-sanitize-recover and two
// that have nothing to go on with without it, are panics in UBSan's words: what
// the hardware would do with the operation does not happen.
// RUN: %{build} -fgpu-rt-sanitize=undefined -fno-gpu-rt-sanitize-recover -Wno-return-type -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// RUN: %{build} -O0 -fgpu-rt-sanitize=undefined -fno-gpu-rt-sanitize-recover=undefined -Wno-return-type -o %t.0
// RUN: %{run} %t.0 2>&1 | FileCheck %s
#include "check.h"
#include "gpurt/runtime.h"
#include <cstring>

struct Inputs {
  int Max, Min, Zero, MinusOne;
  int *Null;
  char *Bytes;
};

__device__ int readAt(const char *Place) {
  return *reinterpret_cast<const int *>(Place);
}
__device__ int pick(int Which) {
  if (Which == 1)
    return 7;
}

template <int Case> __global__ void run(Inputs *V, int *Out) {
  switch (Case) {
  case 0:
    // CHECK: words.cu:[[#@LINE+3]]:19: runtime error: signed integer overflow: 2147483647 + 2147483647 cannot be represented in type 'int'
    // CHECK-NEXT: gpurt: block: [{{[01]}},0,0], thread: [0,0,0]
    // CHECK-NEXT: #0 void run<0>({{.*}}) at {{.*}}words.cu:[[#@LINE+1]]:19
    *Out = V->Max + V->Max;
    break;
  case 1:
    // CHECK: words.cu:[[#@LINE+1]]:19: runtime error: division by zero
    *Out = V->Max / V->Zero;
    break;
  case 2:
    // CHECK: words.cu:[[#@LINE+1]]:19: runtime error: division of -2147483648 by -1 cannot be represented in type 'int'
    *Out = V->Min % V->MinusOne;
    break;
  case 3:
    // CHECK: words.cu:[[#@LINE-24]]:10: runtime error: load of misaligned address 0x{{[0-9a-f]+1}} for type 'const int', which requires 4 byte alignment
    // CHECK-NEXT: 0x{{[0-9a-f]+1}}: note: pointer points here
    // CHECK-NEXT: <memory cannot be printed>
    // CHECK-NEXT: gpurt: block:
    *Out = readAt(V->Bytes + 1);
    break;
  case 4:
    // CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: store to null pointer of type 'int'
    *V->Null = 3;
    break;
  case 5:
    // CHECK: words.cu:[[#@LINE+2]]:7: runtime error: execution reached an unreachable program point
    if (!V->Zero)
      __builtin_unreachable();
    break;
  case 6:
    // CHECK: words.cu:[[#@LINE-38]]:16: runtime error: execution reached the end of a value-returning function without returning a value
    *Out = pick(V->Zero);
    break;
  }
}

template <int Case> void expectPanic(Inputs *V, int *Out, const char *Text) {
  run<Case><<<2, 1>>>(V, Out);
  cudaError_t Error = cudaDeviceSynchronize();
  std::printf("case %d: %s\n", Case, cudaGetErrorName(Error));
  std::fflush(stdout);
  expect(Error == cudaErrorAssert, "case %d: no error", Case);
  const gpurt::panic_info *Info = gpurt::last_panic();
  expect(Info && Info->kind == GPURT_PANIC_UNDEFINED && Info->column &&
             std::strstr(Info->message, Text),
         "case %d: not '%s'", Case, Text);
  gpurt::clear_panic();
  nextKernelIsRight();
}

// CHECK: ok: ending checks
int main() {
  DeviceArray<char> Bytes(256);
  Inputs Values = {2147483647, -2147483647 - 1, 0, -1, nullptr, Bytes};
  DeviceArray<Inputs> V(1);
  DeviceArray<int> Out(1);
  MUST(cudaMemcpy(V, &Values, sizeof(Inputs), cudaMemcpyHostToDevice));
  expectPanic<0>(V, Out, "signed integer overflow");
  expectPanic<1>(V, Out, "division by zero");
  expectPanic<2>(V, Out, "division of");
  expectPanic<3>(V, Out, "misaligned");
  expectPanic<4>(V, Out, "store to null pointer");
  expectPanic<5>(V, Out, "unreachable");
  expectPanic<6>(V, Out, "without returning a value");
  expect(Out.host()[0] == 0, "a thread went on");
  return finish("ending checks");
}
