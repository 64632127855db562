// A block may be freed by another thread, block, kernel or stream than the one
// that allocated it, and by a kernel that frees in another order.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: freed by another thread of the block
// CHECK: ok: freed by another block while it runs
// CHECK: ok: freed by another kernel in another stream
#include "blocks.h"

__device__ Block makeBlock(unsigned Owner) {
  size_t Size = 1 + Owner * 37 % 3000;
  Block B{(unsigned char *)malloc(Size), Size, Owner};
  if (B.At)
    fillBlock(B);
  return B;
}

__global__ void swapInBlock(unsigned *Bad) {
  __shared__ Block Shared[128];
  for (unsigned Round = 0; Round < 10; ++Round) {
    Shared[threadIdx.x] = makeBlock(threadIdx.x + Round * 128);
    __syncthreads();
    Block &Other = Shared[127 - threadIdx.x];
    if (!Other.At || !blockHolds(Other))
      atomicAdd(Bad, 1u);
    free(Other.At);
    __syncthreads();
  }
}

// The first half of the grid allocates and hands over, the second half frees.
// All blocks of this launch are resident together.
__global__ void handOver(Block *Mail, unsigned *Ready, unsigned *Bad) {
  unsigned Half = gridDim.x / 2;
  unsigned I = blockIdx.x % Half * blockDim.x + threadIdx.x;
  if (blockIdx.x < Half) {
    Mail[I] = makeBlock(I);
    __threadfence();
    atomicExch(&Ready[I], 1u);
    return;
  }
  while (atomicAdd(&Ready[I], 0u) == 0)
    ;
  __threadfence();
  Block B = Mail[I];
  if (!B.At || !blockHolds(B))
    atomicAdd(Bad, 1u);
  free(B.At);
}

__global__ void make(Block *Blocks) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Blocks[I] = makeBlock(I);
}

int main() {
  {
    DeviceArray<unsigned> Bad(1);
    swapInBlock<<<sized(64, 2), 128>>>(Bad);
    MUST(cudaDeviceSynchronize());
    expect(!Bad.host()[0], "%u damaged", Bad.host()[0]);
    if (finish("freed by another thread of the block"))
      return 1;
  }
  {
    const unsigned Grid = sized(64, 4), Threads = sized(64, 32);
    DeviceArray<Block> Mail(Grid / 2 * Threads);
    DeviceArray<unsigned> Ready(Grid / 2 * Threads), Bad(1);
    handOver<<<Grid, Threads>>>(Mail, Ready, Bad);
    MUST(cudaDeviceSynchronize());
    expect(!Bad.host()[0], "%u damaged", Bad.host()[0]);
    if (finish("freed by another block while it runs"))
      return 1;
  }
  cudaStream_t A, B;
  MUST(cudaStreamCreateWithFlags(&A, cudaStreamNonBlocking));
  MUST(cudaStreamCreateWithFlags(&B, cudaStreamNonBlocking));
  const unsigned Grid = sized(64, 2);
  DeviceArray<Block> Blocks(Grid * 64);
  DeviceArray<unsigned> Bad(1);
  make<<<Grid, 64, 0, A>>>(Blocks);
  MUST(cudaStreamSynchronize(A));
  checkAndFree<<<Grid / 2, 128, 0, B>>>(Blocks, Grid * 64, Bad);
  MUST(cudaStreamSynchronize(B));
  expect(!Bad.host()[0], "%u damaged", Bad.host()[0]);
  return finish("freed by another kernel in another stream");
}
