//===- histogram.cu - Atomics, constants and device variables -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Atomics on shared and global memory; a table in constant memory, results in
// a device variable.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

#include <vector>

constexpr int Bins = 64;
__constant__ unsigned char Map[256];
__device__ unsigned Result[Bins];

__global__ void histogram(const unsigned char *In, int N) {
  __shared__ unsigned Mine[Bins];
  for (int I = threadIdx.x; I < Bins; I += blockDim.x)
    Mine[I] = 0;
  __syncthreads();
  int Step = gridDim.x * blockDim.x;
  for (int I = blockIdx.x * blockDim.x + threadIdx.x; I < N; I += Step)
    atomicAdd(&Mine[Map[In[I]]], 1u);
  __syncthreads();
  for (int I = threadIdx.x; I < Bins; I += blockDim.x)
    atomicAdd(&Result[I], Mine[I]);
}

int main() {
  constexpr int N = 5000;
  std::vector<unsigned char> In(N);
  unsigned char Table[256];
  unsigned Want[Bins] = {}, Got[Bins];
  for (int I = 0; I != 256; ++I)
    Table[I] = (unsigned char)(I * 5 % Bins);
  for (int I = 0; I != N; ++I) {
    In[I] = (unsigned char)(I * I + 3 * I);
    ++Want[Table[In[I]]];
  }
  unsigned char *Device;
  CHECK(cudaMalloc(&Device, N));
  CHECK(cudaMemcpy(Device, In.data(), N, cudaMemcpyHostToDevice));
  CHECK(cudaMemcpyToSymbol(Map, Table, sizeof(Table)));
  histogram<<<6, 96>>>(Device, N);
  CHECK(cudaMemcpyFromSymbol(Got, Result, sizeof(Got)));
  for (int I = 0; I != Bins; ++I)
    EXPECT(Got[I] == Want[I]);
  return finish();
}
