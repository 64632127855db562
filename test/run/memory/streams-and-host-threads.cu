// Four host threads, each with streams of its own, launch kernels that
// allocate, check and free, all at once on one heap.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: 4 host threads, 8 streams
#include "blocks.h"
#include <thread>

__global__ void take(Block *Blocks, unsigned Seed) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  size_t Size = 1 + (I * 97 + Seed * 31) % 2000;
  Block B{(unsigned char *)malloc(Size), Size, I + Seed * 4096};
  if (B.At)
    fillBlock(B);
  else
    B.Size = 0;
  Blocks[I] = B;
}

static void work(unsigned Seed, Block *Blocks, unsigned *Bad,
                 cudaStream_t *Streams) {
  const unsigned Rounds = sized(20, 2), Count = sized(2048, 128);
  for (unsigned Round = 0; Round < Rounds; ++Round)
    for (unsigned S = 0; S < 2; ++S) {
      Block *Mine = Blocks + S * Count;
      take<<<Count / 64, 64, 0, Streams[S]>>>(Mine, Seed + Round);
      checkAndFree<<<Count / 128, 128, 0, Streams[S]>>>(Mine, Count, Bad);
    }
  MUST(cudaStreamSynchronize(Streams[0]));
  MUST(cudaStreamSynchronize(Streams[1]));
}

// A block that malloc refused counts too: nothing here is near the limit.
__global__ void countNull(const Block *Blocks, unsigned Count, unsigned *Bad) {
  for (unsigned I = threadIdx.x; I < Count; I += blockDim.x)
    if (!Blocks[I].At)
      atomicAdd(Bad, 1u);
}

int main() {
  const unsigned NumThreads = 4;
  const unsigned PerThread = sized(4096, 256);
  DeviceArray<Block> Blocks(NumThreads * PerThread);
  DeviceArray<unsigned> Bad(1);
  std::vector<cudaStream_t> Streams(NumThreads * 2);
  for (cudaStream_t &S : Streams)
    MUST(cudaStreamCreateWithFlags(&S, cudaStreamNonBlocking));
  std::vector<std::thread> Threads;
  for (unsigned T = 0; T < NumThreads; ++T)
    Threads.emplace_back(work, T * 1000, Blocks + T * PerThread, (unsigned *)Bad,
                         &Streams[T * 2]);
  for (std::thread &T : Threads)
    T.join();
  countNull<<<1, 256>>>(Blocks, NumThreads * PerThread, Bad);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "%u damaged or refused", Bad.host()[0]);
  return finish("4 host threads, 8 streams");
}
