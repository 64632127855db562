// Every SM is full of threads that wait for memory, and the host sits in
// cudaDeviceSynchronize: growth must need neither a free SM nor that thread.
// RUN: %{build} -o %t
// RUN: %if cpu-device %{env GPURT_HEAP_INITIAL=2M %} %{run} %t | FileCheck %s
// CHECK: ok: all SMs busy
#include "blocks.h"

__global__ void take(Block *Blocks) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Block B{(unsigned char *)malloc(4000), 4000, I};
  if (B.At) {
    B.At[0] = patternByte(I, 0);
    B.At[3999] = patternByte(I, 3999);
  }
  Blocks[I] = B;
}

__global__ void checkEndsAndFree(Block *Blocks, unsigned *Bad) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Block B = Blocks[I];
  if (!B.At || B.At[0] != patternByte(I, 0) ||
      B.At[3999] != patternByte(I, 3999))
    atomicAdd(Bad, 1u);
  free(B.At);
}

int main() {
  cudaDeviceProp Props = deviceProperties();
  const unsigned Grid =
      Props.multiProcessorCount *
      sized(Props.maxThreadsPerMultiProcessor / 256, 1);
  DeviceArray<Block> Blocks(Grid * 256);
  DeviceArray<unsigned> Bad(1);
  for (int Round = 0; Round < 3; ++Round) {
    take<<<Grid, 256>>>(Blocks);
    MUST(cudaDeviceSynchronize());
    size_t Got = expectDisjoint(Blocks.host());
    expect(Got == Blocks.size(), "%zu blocks of %zu", Got, Blocks.size());
    checkEndsAndFree<<<Grid, 256>>>(Blocks, Bad);
    MUST(cudaDeviceSynchronize());
    expect(!Bad.host()[0], "%u damaged", Bad.host()[0]);
  }
  return finish("all SMs busy");
}
