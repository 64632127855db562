//===- fine.cu - Right under all schedules --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdio>

__global__ void count(int *Sum) { atomicAdd(Sum, 1); }

int main() {
  int *Sum;
  cudaMallocManaged(&Sum, sizeof(int));
  *Sum = 0;
  count<<<2, 40>>>(Sum);
  cudaDeviceSynchronize();
  std::printf("sum %d\n", *Sum);
  return *Sum != 80;
}
