//===- survive.cu - A failed assert that does not end the program ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plain CUDA C++. The first launch indexes out of range and fails its assert;
// the second, in the same process, is asked for its result. Built with stock
// CUDA the second launch fails too: the context is dead. Built with -fgpu-rt
// the report names the place and the thread, and the second result is right.
//
// Usage: survive     Test: test/run/examples/survive.test
//===----------------------------------------------------------------------===//
#include <cassert>
#include <cstdio>

static const int Length = 1000;

__device__ float *at(float *Data, int Index) {
  assert(Index < Length);
  return &Data[Index];
}

__global__ void addOne(float *Data, int First) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < Length)
    *at(Data, First + I) += 1;
}

static const char *run(float *Data, int First) {
  addOne<<<8, 128>>>(Data, First);
  cudaError_t Error = cudaDeviceSynchronize();
  // CUDA also leaves the error for here; a program that goes on takes it.
  (void)cudaGetLastError();
  return cudaGetErrorName(Error);
}

int main() {
  float *Data = nullptr;
  if (cudaMalloc(&Data, Length * sizeof *Data) != cudaSuccess) {
    std::fprintf(stderr, "survive: no usable CUDA device\n");
    return 1;
  }
  cudaMemset(Data, 0, Length * sizeof *Data);

  // One too far: the thread at 999 asks for element 1000.
  std::printf("first kernel:  %s\n", run(Data, 1));
  std::fflush(stdout);
  std::printf("second kernel: %s\n", run(Data, 0));

  static float Host[Length];
  cudaError_t Error =
      cudaMemcpy(Host, Data, sizeof Host, cudaMemcpyDeviceToHost);
  int Right = 0;
  // Every element got one from each kernel, but the first had no element 0.
  for (int I = 0; I < Length; ++I)
    Right += Host[I] == (I == 0 ? 1 : 2);
  std::printf("copy back:     %s, %d of %d values right\n",
              cudaGetErrorName(Error), Right, Length);
  return Right == Length ? 0 : 1;
}
