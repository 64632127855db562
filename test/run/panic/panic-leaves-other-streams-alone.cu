// A kernel in one stream fails while a kernel in another runs: the other one's
// result is complete and right.
// The CPU device runs kernels one after the other.
// REQUIRES: cuda-device
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: other stream
#include "assert-kernel.h"

__global__ void longSum(unsigned long long *Sum, volatile int *Go,
                        unsigned Turns) {
  // Starts to count only when the other kernel has failed.
  if (threadIdx.x == 0)
    while (!*Go)
      ;
  __syncthreads();
  unsigned long long Own = 0;
  for (unsigned I = 0; I < Turns; ++I)
    Own += I ^ threadIdx.x;
  void *At = malloc(threadIdx.x + 1);
  atomicAdd(Sum, At ? Own : 0);
  free(At);
}

int main() {
  cudaStream_t A, B;
  MUST(cudaStreamCreateWithFlags(&A, cudaStreamNonBlocking));
  MUST(cudaStreamCreateWithFlags(&B, cudaStreamNonBlocking));
  int *Go;
  MUST(cudaHostAlloc(&Go, sizeof *Go, cudaHostAllocMapped));
  *Go = 0;
  DeviceArray<unsigned long long> Sum(1);
  const unsigned Turns = 5000;
  // A kernel's first launch loads it, which may wait for what runs: so load
  // all of them before one starts to spin.
  failInThread<<<1, 64, 0, B>>>(64);
  nextKernelIsRight(A);
  longSum<<<1, 256, 0, A>>>(Sum, Go, Turns);
  failOnce(B);
  expect(cudaStreamSynchronize(B) == cudaErrorAssert, "no error in stream b");
  *(volatile int *)Go = 1;
  (void)cudaGetLastError();
  cudaError_t Other = cudaStreamSynchronize(A);
  expect(Other == cudaSuccess, "a's wait: %s", cudaGetErrorName(Other));
  unsigned long long Want = 0;
  for (unsigned T = 0; T < 256; ++T)
    for (unsigned I = 0; I < Turns; ++I)
      Want += I ^ T;
  expect(Sum.host()[0] == Want, "sum %llu, want %llu", Sum.host()[0], Want);
  nextKernelIsRight(A);
  nextKernelIsRight(B);
  return finish("other stream");
}
