//===- host-pointer.cu - A kernel that is given memory of the host --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The CPU device could follow the pointer, a GPU cannot. Fixed: managed memory.
// RUN: seeds=1-1 policies=fair,run-to-block
// REPORT: illegal address .*: write of 4 bytes, host memory that is neither pinned nor managed
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

__global__ void set(int *Out) {
  Out[threadIdx.x] = 1; // BUG
}

} // namespace

int main(int Count, char **Args) {
  return planted::run(Count, Args, 2, [&](bool Fixed) {
    int *Out = new int[32];
    int *Managed = nullptr;
    cudaMallocManaged(&Managed, 32 * sizeof(int));
    set<<<1, 32>>>(Fixed ? Managed : Out);
    cudaDeviceSynchronize();
    cudaFree(Managed);
    delete[] Out;
  });
}
