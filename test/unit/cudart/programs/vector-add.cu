//===- vector-add.cu - Copies, and one thread for each element ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies in, one addition a thread, copies out.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

__global__ void add(const float *A, const float *B, float *C, int N) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < N)
    C[I] = A[I] + B[I];
}

int main() {
  constexpr int N = 1000;
  float A[N], B[N], C[N] = {}, *Device[3];
  for (int I = 0; I != N; ++I) {
    A[I] = float(I);
    B[I] = float(2 * I + 1);
  }
  for (float *&Each : Device)
    CHECK(cudaMalloc(&Each, sizeof(A)));
  CHECK(cudaMemcpy(Device[0], A, sizeof(A), cudaMemcpyHostToDevice));
  CHECK(cudaMemcpy(Device[1], B, sizeof(B), cudaMemcpyHostToDevice));
  add<<<(N + 127) / 128, 128>>>(Device[0], Device[1], Device[2], N);
  CHECK(cudaGetLastError());
  CHECK(cudaDeviceSynchronize());
  CHECK(cudaMemcpy(C, Device[2], sizeof(C), cudaMemcpyDeviceToHost));
  for (int I = 0; I != N; ++I)
    EXPECT(C[I] == 3.0f * I + 1);
  for (float *Each : Device)
    CHECK(cudaFree(Each));
  return finish();
}
