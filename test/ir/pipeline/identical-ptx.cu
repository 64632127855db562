// A kernel that uses nothing of the runtime: plugin, prelude and the line
// directives that the driver asks for leave its PTX as stock Clang makes it.
// REQUIRES: cuda
// RUN: %cuda_device -O0 -S %s -o %t.stock0
// RUN: %cuda_device -O1 -S %s -o %t.stock1
// RUN: %cuda_device -O2 -S %s -o %t.stock2
// RUN: %cuda_device -O3 -fgpu-rdc -S %s -o %t.stock3
// RUN: %gpurt_device -O0 -Xarch_device -gline-directives-only -Xarch_device -mllvm=-gpurt-strip-debug -S %s -o %t.ours0
// RUN: %gpurt_device -O1 -Xarch_device -gline-directives-only -Xarch_device -mllvm=-gpurt-strip-debug -S %s -o %t.ours1
// RUN: %gpurt_device -O2 -Xarch_device -gline-directives-only -Xarch_device -mllvm=-gpurt-strip-debug -S %s -o %t.ours2
// RUN: %gpurt_device -O3 -fgpu-rdc -Xarch_device -gline-directives-only -Xarch_device -mllvm=-gpurt-strip-debug -S %s -o %t.ours3
// RUN: cmp %t.stock0 %t.ours0
// RUN: cmp %t.stock1 %t.ours1
// RUN: cmp %t.stock2 %t.ours2
// RUN: cmp %t.stock3 %t.ours3
#include <cstdio>
#include <cstdlib>
#include <new>

struct Shape {
  int Sides;
  __device__ explicit Shape(int N) : Sides(N) {}
  __device__ virtual int corners() const { return Sides; }
};

template <typename T> __device__ T sum(const T *Data, int N) {
  T Total = 0;
  for (int I = 0; I < N; ++I)
    Total += Data[I];
  return Total;
}

__constant__ float Table[32];

__global__ void kernel(float *Out, const float *In, int N) {
  __shared__ float Tile[256];
  Tile[threadIdx.x] = In[threadIdx.x];
  __syncthreads();
  alignas(Shape) char Room[sizeof(Shape)];
  auto *S = new (Room) Shape(N);
  if (threadIdx.x == 0)
    printf("%d\n", S->corners());
  Out[threadIdx.x] = sum(Tile, N) + Table[N & 31];
}

void host(float *Out) { kernel<<<1, 256>>>(Out, Out, 3); }
