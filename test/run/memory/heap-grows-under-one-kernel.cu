// One running kernel takes 2 GiB, far more than is backed at the start: the
// heap grows under it, and no block is lost on the way.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: grew to {{[0-9]+}} MiB
#include "blocks.h"
#include "gpurt/runtime.h"

__global__ void take(Block *Blocks, unsigned PerThread) {
  unsigned Thread = blockIdx.x * blockDim.x + threadIdx.x;
  for (unsigned K = 0; K < PerThread; ++K) {
    unsigned I = Thread * PerThread + K;
    Block B{(unsigned char *)malloc(32768), 32768, I};
    if (B.At) {
      B.At[0] = patternByte(I, 0);
      B.At[32767] = patternByte(I, 32767);
    }
    Blocks[I] = B;
  }
}

__global__ void checkEndsAndFree(Block *Blocks, unsigned Count, unsigned *Bad) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I >= Count || !Blocks[I].At)
    return;
  if (Blocks[I].At[0] != patternByte(I, 0) ||
      Blocks[I].At[32767] != patternByte(I, 32767))
    atomicAdd(Bad, 1u);
  free(Blocks[I].At);
}

int main() {
  const unsigned Grid = sized(64, 3), Threads = 128, PerThread = 8;
  const unsigned Count = Grid * Threads * PerThread;
  DeviceArray<Block> Blocks(Count);
  DeviceArray<unsigned> Bad(1);
  take<<<Grid, Threads>>>(Blocks, PerThread);
  MUST(cudaDeviceSynchronize());
  gpurt::heap_statistics Stats = gpurt::heap_stats();
  expect(Stats.committed_bytes >= (size_t)Count * 32768,
         "%llu bytes behind the heap",
         (unsigned long long)Stats.committed_bytes);
  size_t Got = expectDisjoint(Blocks.host());
  expect(Got == Count, "%zu blocks of %u", Got, Count);
  checkEndsAndFree<<<Count / 128, 128>>>(Blocks, Count, Bad);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "%u damaged", Bad.host()[0]);
  char Line[64];
  std::snprintf(Line, sizeof Line, "grew to %llu MiB",
                (unsigned long long)(Stats.committed_bytes >> 20));
  return finish(Line);
}
