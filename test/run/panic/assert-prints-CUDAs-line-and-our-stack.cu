// The first line of a report is CUDA's own, word for word, so that tools that
// parse it go on working; the inlined call stack follows, innermost first.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
#include "check.h"
#include <cassert>

__device__ int readAt(const int *Data, int Length, int Index) {
  assert(Index < Length);
  return Data[Index];
}

__device__ int readNext(const int *Data, int Length, int Index) {
  return readAt(Data, Length, Index + 1);
}

__global__ void readAll(const int *Data, int Length, int *Out) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  Out[I] = readNext(Data, Length, I);
}

// CHECK: {{^}}{{.*}}assert-prints-CUDAs-line-and-our-stack.cu:[[#@LINE-13]]: int readAt(const int *, int, int): block: [3,0,0], thread: [15,0,0] Assertion `Index < Length` failed.{{$}}
// CHECK: readAt{{.*}}assert-prints-CUDAs-line-and-our-stack.cu:[[#@LINE-14]]
// CHECK: readNext{{.*}}assert-prints-CUDAs-line-and-our-stack.cu:[[#@LINE-10]]
// CHECK: readAll{{.*}}assert-prints-CUDAs-line-and-our-stack.cu:[[#@LINE-6]]
// CHECK: synchronize: cudaErrorAssert
// CHECK: ok: report
int main() {
  DeviceArray<int> Data(64), Out(64);
  readAll<<<4, 16>>>(Data, 64, Out);
  std::printf("synchronize: %s\n", cudaGetErrorName(cudaDeviceSynchronize()));
  nextKernelIsRight();
  return finish("report");
}
