// Kernels that allocate are captured into a CUDA graph and launched many
// times; a panic inside a graph is reported at the next synchronize.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: Assertion `
// CHECK: ok: graph
#include "blocks.h"
#include <cassert>

__global__ void take(Block *Blocks) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Block B{(unsigned char *)malloc(300), 300, I};
  if (B.At)
    fillBlock(B);
  Blocks[I] = B;
}

__global__ void countNull(const Block *Blocks, unsigned *Bad) {
  if (!Blocks[blockIdx.x * blockDim.x + threadIdx.x].At)
    atomicAdd(Bad, 1u);
}

__global__ void failAt(const int *Turn) { assert(*Turn != 7); }
__global__ void nextTurn(int *Turn) { ++*Turn; }

int main() {
  DeviceArray<Block> Blocks(4096);
  DeviceArray<unsigned> Bad(1);
  DeviceArray<int> Turn(1);
  cudaStream_t Stream;
  MUST(cudaStreamCreateWithFlags(&Stream, cudaStreamNonBlocking));
  cudaGraph_t Graph;
  cudaGraphExec_t Exec;
  // The first launch of these kernels is in the capture itself: the runtime
  // has to prepare the module without breaking the capture.
  MUST(cudaStreamBeginCapture(Stream, cudaStreamCaptureModeGlobal));
  take<<<32, 128, 0, Stream>>>(Blocks);
  countNull<<<32, 128, 0, Stream>>>(Blocks, Bad);
  checkAndFree<<<32, 128, 0, Stream>>>(Blocks, 4096, Bad);
  nextTurn<<<1, 1, 0, Stream>>>(Turn);
  failAt<<<1, 1, 0, Stream>>>(Turn);
  MUST(cudaStreamEndCapture(Stream, &Graph));
  MUST(cudaGraphInstantiate(&Exec, Graph, 0));
  for (int I = 1; I <= 10; ++I) {
    MUST(cudaGraphLaunch(Exec, Stream));
    cudaError_t Error = cudaStreamSynchronize(Stream);
    expect(Error == (I == 7 ? cudaErrorAssert : cudaSuccess), "launch %d: %s",
           I, cudaGetErrorName(Error));
    (void)cudaGetLastError();
  }
  expect(!Bad.host()[0], "%u damaged or null", Bad.host()[0]);
  nextKernelIsRight(Stream);
  return finish("graph");
}
