//===- use-after-free.cu - A kernel that uses memory the host has freed ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pointer is still in a device structure. Fixed: the memory is freed behind
// the last kernel that uses it.
// RUN: seeds=1-1 policies=fair,run-to-block
// REPORT: illegal address .*: write of 4 bytes, 16 bytes into 256 bytes of device memory at .*, freed after launch
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

__global__ void remember(int **Where, int *What) { *Where = What; }

__global__ void use(int **Where) {
  (*Where)[4] = 1; // BUG
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<int *> Where;
  return planted::run(Count, Args, 2, [&](bool Fixed) {
    int *Memory = nullptr;
    cudaMalloc(&Memory, 256);
    remember<<<1, 1>>>(Where.Device, Memory);
    if (!Fixed)
      cudaFree(Memory);
    use<<<1, 1>>>(Where.Device);
    cudaDeviceSynchronize();
    if (Fixed)
      cudaFree(Memory);
  });
}
