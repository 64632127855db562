// Stress: 67,584 threads each hold up to four blocks of random size, replace
// one after the other and look for foreign bytes before each free.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: churn
#include "blocks.h"

__global__ void churn(unsigned Rounds, unsigned *Bad, unsigned *Null) {
  unsigned Thread = blockIdx.x * blockDim.x + threadIdx.x;
  unsigned Random = Thread * 2654435761u + 12345;
  Block Held[4] = {};
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    Random = Random * 1664525 + 1013904223;
    Block &B = Held[Random >> 30];
    if (B.At) {
      if (!blockHolds(B))
        atomicAdd(Bad, 1u);
      free(B.At);
    }
    // Mostly small; one in 64 of a page or more.
    unsigned Pick = Random >> 8 & 0x3f;
    B.Size = Pick ? 1 + (Random >> 14) % (Pick * 12)
                  : 60000 + (Random >> 14) % 80000;
    B.At = (unsigned char *)malloc(B.Size);
    B.Owner = Thread * 64 + Round;
    if (B.At)
      fillBlock(B);
    else
      atomicAdd(Null, 1u);
  }
  for (Block &B : Held)
    if (B.At) {
      if (!blockHolds(B))
        atomicAdd(Bad, 1u);
      free(B.At);
    }
}

int main() {
  DeviceArray<unsigned> Bad(1), Null(1);
  for (int Launch = 0; Launch < 3; ++Launch)
    churn<<<sized(264, 2), sized(256, 64)>>>(sized(40, 6), Bad, Null);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "%u damaged blocks", Bad.host()[0]);
  expect(!Null.host()[0], "%u refused", Null.host()[0]);
  return finish("churn");
}
