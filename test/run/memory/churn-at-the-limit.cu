// Stress near a full heap: threads keep taking until refused and freeing what
// they hold. Blocks stay intact, and at the end the heap is whole again.
// RUN: %{build} -o %t
// RUN: env GPURT_HEAP_LIMIT=%if cuda-device %{32M%} %else %{2M%} %{run} %t | FileCheck %s
// CHECK: ok: churn at the limit
#include "blocks.h"
#include "gpurt/runtime.h"

__global__ void churn(unsigned Rounds, unsigned Least, unsigned *Bad) {
  unsigned Thread = blockIdx.x * blockDim.x + threadIdx.x;
  unsigned Random = Thread * 747796405u + 1;
  Block Held[8] = {};
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    Random = Random * 1664525 + 1013904223;
    Block &B = Held[Random >> 29];
    if (B.At) {
      if (!blockHolds(B))
        atomicAdd(Bad, 1u);
      free(B.At);
    }
    B = {nullptr, Least << (Random >> 10 & 7), Thread * 64 + Round};
    B.At = (unsigned char *)malloc(B.Size);
    if (B.At)
      fillBlock(B);
  }
  for (Block &B : Held)
    if (B.At) {
      if (!blockHolds(B))
        atomicAdd(Bad, 1u);
      free(B.At);
    }
}

__global__ void takeWhole(size_t Size, unsigned *Got) {
  char *At = (char *)malloc(Size);
  if (At) {
    At[0] = At[Size - 1] = 1;
    ++*Got;
  }
  free(At);
}

int main() {
  DeviceArray<unsigned> Bad(1), Got(1);
  churn<<<sized(132, 4), sized(256, 64)>>>(sized(60, 12), sized(16, 128),
                                             Bad);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "%u damaged blocks", Bad.host()[0]);
  gpurt::heap_statistics Stats = gpurt::heap_stats();
  expect(Stats.used_blocks == 0, "%llu blocks left",
         (unsigned long long)Stats.used_blocks);
  expect(Stats.failed_allocations > 0, "the heap was never full");
  takeWhole<<<1, 1>>>(sized<size_t>(32, 2) << 20, Got);
  MUST(cudaDeviceSynchronize());
  expect(Got.host()[0] == 1, "the heap is in pieces");
  return finish("churn at the limit");
}
