//===- reduction.cu - Shared memory, barriers and shuffles --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums through shared memory, static and dynamic, and with shuffles; blocks
// meet in one atomic.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

constexpr int Threads = 256;

__global__ void inStatic(const int *In, int *Out, int N) {
  __shared__ int Part[Threads];
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  Part[threadIdx.x] = I < N ? In[I] : 0;
  for (int Step = Threads / 2; Step; Step /= 2) {
    __syncthreads();
    if (threadIdx.x < Step)
      Part[threadIdx.x] += Part[threadIdx.x + Step];
  }
  if (threadIdx.x == 0)
    atomicAdd(Out, Part[0]);
}

__global__ void inDynamic(const int *In, int *Out, int N) {
  extern __shared__ int Part[];
  int I = blockIdx.x * blockDim.x + threadIdx.x, Sum = I < N ? In[I] : 0;
  for (int Step = 16; Step; Step /= 2)
    Sum += __shfl_down_sync(~0u, Sum, Step);
  if (threadIdx.x % 32 == 0)
    Part[threadIdx.x / 32] = Sum;
  __syncthreads();
  if (threadIdx.x == 0) {
    Sum = 0;
    for (int W = 0; W != Threads / 32; ++W)
      Sum += Part[W];
    atomicAdd(Out, Sum);
  }
}

int main() {
  constexpr int N = 3000;
  int *In, *Out;
  CHECK(cudaMallocManaged(&In, N * sizeof(int)));
  CHECK(cudaMallocManaged(&Out, 2 * sizeof(int)));
  long Want = 0;
  for (int I = 0; I != N; ++I)
    Want += In[I] = I * 7 % 31 - 5;
  Out[0] = Out[1] = 0;
  int Blocks = (N + Threads - 1) / Threads;
  inStatic<<<Blocks, Threads>>>(In, Out, N);
  inDynamic<<<Blocks, Threads, Threads / 32 * sizeof(int)>>>(In, Out + 1, N);
  CHECK(cudaDeviceSynchronize());
  EXPECT(Out[0] == Want);
  EXPECT(Out[1] == Want);
  return finish();
}
