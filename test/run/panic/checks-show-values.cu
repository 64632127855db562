// Each form of gpurt/panic.h, on the device: what the report says, with the
// values of the thread that failed, and where.
// RUN: %{build} -o %t
// RUN: %{build} -O0 -o %t.O0
// RUN: %{run} %t 2>&1 | FileCheck %s
// RUN: %{run} %t.O0 2>&1 | FileCheck --check-prefix=O0 %s
// CHECK: checks-show-values.cu:[[#@LINE+42]]: void fail(int, int, float, Color, const char *): block: [0,0,0], thread: [3,0,0] Check `I < N` failed.
// CHECK-NEXT: #0 fail(int, int, float, Color, char const*) at {{.*}}checks-show-values.cu:[[#@LINE+41]]:
// CHECK: Check `I < N` failed: row 3 of 4 in "left".
// CHECK: Check `I == N` failed: 3 vs. 4.
// CHECK: Check `I != 3` failed: 3 vs. 3.
// CHECK: Check `N < I` failed: 4 vs. 3.
// CHECK: Check `F <= 1` failed: 2.5 vs. 1.
// CHECK: Check `I > N` failed: 3 vs. 4.
// CHECK: Check `Shade >= Blue` failed: 1 vs. 2.
// CHECK: Check `Bad.X == 0` failed: 7 vs. 0.
// CHECK: Check `Bad == Bad2` failed: (no number) vs. (no number).
// CHECK: checks-show-values.cu:[[#@LINE+42]]: fail: block: [0,0,0], thread: [3,0,0] no case for 3 (0x00ff, 2.50, yes)
// CHECK-NEXT: #0 fail(int, int, float, Color, char const*) at
// CHECK: thread: [3,0,0] no values {}
// CHECK: thread: [3,0,0] code was reached that should not be.
// CHECK: checks-show-values.cu:[[#@LINE+11]]: int inlined(int): block: [0,0,0], thread: [3,0,0] Check `I < 3` failed: 3 vs. 3.
// CHECK-NEXT: #0 inlined(int) at
// CHECK-NEXT: #1 fail(int, int, float, Color, char const*) at
// CHECK: ok: checks
// O0: Check `I < N` failed: row 3 of 4 in "left".
// O0: ok: checks
#include "check.h"
#include "gpurt/panic.h"
#include <cstring>

__device__ int inlined(int I) {
  GPURT_CHECK_LT(I, 3);
  return I;
}

enum Color : unsigned char { Red = 1, Blue };
struct Pair {
  int X;
  __device__ bool operator==(const Pair &P) const { return X == P.X; }
};

__global__ void fail(int Which, int N, float F, Color Shade, const char *Text) {
  int I = threadIdx.x;
  if (I != 3)
    return;
  Pair Bad{7}, Bad2{8};
  switch (Which) {
  case 0: GPURT_CHECK(I < N); break;
  case 1: GPURT_CHECK(I < N, "row {} of {} in \"{}\"", I, N + 1, Text); break;
  case 2: GPURT_CHECK_EQ(I, N); break;
  case 3: GPURT_CHECK_NE(I, 3); break;
  case 4: GPURT_CHECK_LT(N, I); break;
  case 5: GPURT_CHECK_LE(F, 1); break;
  case 6: GPURT_CHECK_GT(I, N); break;
  case 7: GPURT_CHECK_GE(Shade, Blue); break;
  case 8: GPURT_CHECK_EQ(Bad.X, 0); break;
  case 9: GPURT_CHECK_EQ(Bad, Bad2); break;
  case 10:
    gpurt::panic("no case for {} ({:#06x}, {:.2f}, {})", I, 255u, F,
                 Text[0] == 'l' ? "yes" : "no");
  case 11: gpurt::panic("no values {{}}");
  case 12: GPURT_UNREACHABLE();
  case 13: inlined(I); break;
  }
}

__global__ void pass(int *Out) {
  int Evaluated = 0;
  GPURT_CHECK(++Evaluated == 1, "{}", ++Evaluated);
  GPURT_CHECK_EQ(++Evaluated, 2);
  bool Branch = threadIdx.x < 1000;
  if (Branch)
    GPURT_CHECK(Evaluated == 2);
  else
    GPURT_CHECK(Evaluated == 3);
  Out[threadIdx.x] = Evaluated;
}

int main() {
  DeviceArray<char> Text(8);
  MUST(cudaMemcpy(Text, "left", 5, cudaMemcpyHostToDevice));
  for (int Which = 0; Which < 14; ++Which) {
    fail<<<1, 32>>>(Which, Which < 2 ? 3 : 4, 2.5f, Red, Text);
    cudaError_t Error = cudaDeviceSynchronize();
    expect(Error == cudaErrorAssert, "%d: %s", Which, cudaGetErrorName(Error));
    const gpurt::panic_info *Info = gpurt::last_panic();
    gpurt_panic_kind Want = Which < 10 || Which == 13 ? GPURT_PANIC_CHECK
                            : Which < 12              ? GPURT_PANIC_USER
                                                      : GPURT_PANIC_UNREACHABLE;
    expect(Info && Info->kind == Want, "%d: kind %d", Which, Info->kind);
    gpurt::clear_panic();
  }
  DeviceArray<int> Out(32);
  pass<<<1, 32>>>(Out);
  MUST(cudaDeviceSynchronize());
  expect(Out.host()[31] == 2, "evaluated %d times", Out.host()[31]);
  nextKernelIsRight();
  return finish("checks");
}
