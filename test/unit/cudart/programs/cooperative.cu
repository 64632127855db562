//===- cooperative.cu - A grid barrier, streams and events --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A barrier over the grid by hand, as large as the occupancy says; one block
// more is refused. Streams, events and launch attributes on the way.
// Test: itself, run by test/unit/cudart/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "check.h"

__device__ unsigned Arrived;

__global__ void meet(unsigned *Out) {
  if (threadIdx.x == 0) {
    __threadfence();
    atomicAdd(&Arrived, 1u);
    while (*(volatile unsigned *)&Arrived < gridDim.x)
      __nanosleep(20);
    __threadfence();
    Out[blockIdx.x] = Arrived;
  }
}

int main() {
  int PerMultiprocessor = 0, Multiprocessors = 0;
  CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&PerMultiprocessor, meet,
                                                      64, 0));
  CHECK(cudaDeviceGetAttribute(&Multiprocessors, cudaDevAttrMultiProcessorCount,
                               0));
  unsigned Blocks = unsigned(PerMultiprocessor * Multiprocessors);
  unsigned *Out;
  cudaStream_t Stream;
  cudaEvent_t Start, End;
  CHECK(cudaStreamCreate(&Stream));
  CHECK(cudaEventCreate(&Start));
  CHECK(cudaEventCreate(&End));
  CHECK(cudaMallocHost(&Out, (Blocks + 1) * sizeof(unsigned)));
  void *Args[] = {&Out};
  CHECK(cudaEventRecord(Start, Stream));
  CHECK(cudaLaunchCooperativeKernel((void *)meet, dim3(Blocks), dim3(64), Args,
                                    0, Stream));
  CHECK(cudaEventRecord(End, Stream));
  CHECK(cudaEventSynchronize(End));
  for (unsigned I = 0; I != Blocks; ++I)
    EXPECT(Out[I] == Blocks);
  float Milliseconds = 0;
  CHECK(cudaEventElapsedTime(&Milliseconds, Start, End));
  EXPECT(Milliseconds > 0);
  EXPECT(cudaLaunchCooperativeKernel((void *)meet, dim3(Blocks + 1), dim3(64),
                                     Args, 0, Stream) ==
         cudaErrorCooperativeLaunchTooLarge);
  EXPECT(cudaGetLastError() == cudaErrorCooperativeLaunchTooLarge);
  CHECK(cudaGetLastError());
  CHECK(cudaStreamDestroy(Stream));
  return finish();
}
