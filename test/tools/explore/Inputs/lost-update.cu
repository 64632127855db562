//===- lost-update.cu - Wrong under some schedules ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two lanes add to a counter without an atomic. With an argument it says so
// first; its second launch is there so that a run has several.
//===----------------------------------------------------------------------===//
#include <cstdio>

// Volatile: each access is one, and lanes may switch between them.
__global__ void count(volatile int *Sum) {
  if (threadIdx.x % 16 == 0)
    *Sum = *Sum + 1;
}
__global__ void nothing() {}

int main(int Argc, char **Argv) {
  for (int I = 1; I < Argc; ++I)
    std::printf("argument %s\n", Argv[I]);
  int *Sum;
  cudaMallocManaged(&Sum, sizeof(int));
  *Sum = 0;
  count<<<1, 32>>>(Sum);
  nothing<<<1, 1>>>();
  cudaDeviceSynchronize();
  std::printf("sum %d\n", *Sum);
  return *Sum != 2;
}
