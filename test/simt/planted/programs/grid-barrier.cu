//===- grid-barrier.cu - A barrier over more blocks than fit on the chip --===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Resident blocks wait for blocks that can only start when one of them ends.
// Fixed: no more blocks than the device holds at once.
// RUN: seeds=1-2 policies=fair,warp-unfair,run-to-block,pct
// REPORT: livelock(.|\n)*blocks wait for a place
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

__global__ void meet(unsigned *Arrived) {
  if (threadIdx.x == 0) {
    atomicAdd(Arrived, 1);
    while (look(Arrived) != gridDim.x) // BUG
      __nanosleep(100);
  }
  __syncthreads();
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<unsigned> Arrived;
  int Blocks = 0;
  cudaOccupancyMaxActiveBlocksPerMultiprocessor(&Blocks, meet, 64, 0);
  cudaDeviceProp Device;
  cudaGetDeviceProperties(&Device, 0);
  Blocks *= Device.multiProcessorCount;
  return planted::run(Count, Args, 2, [&](bool Fixed) {
    Arrived.clear();
    meet<<<Fixed ? Blocks : Blocks + 1, 64>>>(Arrived.Device);
  });
}
