// Where lanes are made to meet after branches that call the heap no one waits
// for ever: not for threads that left early, that panicked, that go through a
// loop less often than others or that wait at a barrier of the block.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// RUN: %{clangxx} %{gpurt} -fgpu-rt-panic=thread -O3 %s -o %t.thread
// RUN: %{run} %t.thread 2>&1 | FileCheck %s
// CHECK: ok: meetings
#include "pieces.h"

/// Different for each thread and turn.
static __device__ unsigned chance(unsigned Turn) {
  unsigned X = (threadIndex() * 64 + Turn) * 2654435761u;
  return X ^ X >> 15;
}

/// A turn of churn: replaces the block or not.
static __device__ void maybeReplace(Block &B, unsigned Turn, unsigned *Bad) {
  unsigned Chance = chance(Turn);
  if (B.At && Chance & 1) {
    if (!blockHolds(B))
      atomicAdd(Bad, 1u);
    free(B.At);
    B.At = nullptr;
  }
  if (!B.At && Chance & 6) {
    B = {nullptr, 1 + (Chance >> 8) % 300, threadIndex()};
    B.At = (unsigned char *)malloc(B.Size);
    fillBlock(B);
  }
}

/// Threads beyond N leave; the others take different numbers of turns.
__global__ void strides(unsigned N, unsigned Turns, unsigned *Bad) {
  if (threadIndex() >= N)
    return;
  Block B{};
  for (unsigned Turn = threadIdx.x % 7; Turn < Turns; Turn += 1 + threadIdx.x % 3)
    maybeReplace(B, Turn, Bad);
  if (chance(Turns) & 1)
    maybeReplace(B, Turns, Bad);
  free(B.At);
}

/// Barriers of the block between the turns, also after threads are gone.
__global__ void barriers(unsigned Turns, unsigned *Bad) {
  __shared__ unsigned Count;
  Block B{};
  if (threadIdx.x == 0)
    Count = 0;
  __syncthreads();
  for (unsigned Turn = 0; Turn < Turns; ++Turn) {
    maybeReplace(B, Turn, Bad);
    if (B.At)
      atomicAdd(&Count, 1u);
    __syncthreads();
  }
  maybeReplace(B, Turns, Bad);
  free(B.At);
}

/// Some threads panic in the branch that the others meet behind.
__global__ void panics(unsigned Turns, unsigned *Bad) {
  Block B{};
  for (unsigned Turn = 0; Turn < Turns; ++Turn) {
    maybeReplace(B, Turn, Bad);
    if (chance(Turn) % 5 == 0) {
      free(B.At);
      B.At = nullptr;
      if (Turn == 3)
        __trap();
    }
    maybeReplace(B, Turn + 100, Bad);
  }
  free(B.At);
}

int main() {
  unsigned Blocks = sized(264, 2), Threads = sized(256, 40),
           Turns = sized(40, 6);
  DeviceArray<unsigned> Bad(1);
  strides<<<Blocks, Threads>>>(Blocks * Threads - 9, Turns, Bad);
  MUST(cudaDeviceSynchronize());
  barriers<<<Blocks, Threads>>>(Turns, Bad);
  MUST(cudaDeviceSynchronize());
  panics<<<Blocks, Threads>>>(Turns, Bad);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no panic");
  (void)cudaGetLastError();
  expect(!Bad.host()[0], "%u damaged blocks", Bad.host()[0]);
  expectEmptyHeap("at the end");
  return finish("meetings");
}
