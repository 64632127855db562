// Blocks of all kinds and sizes, allocated, written from end to end, moved and
// freed by other lanes: nothing is reported, during the program or at its end.
// RUN: %{build} -fgpu-rt-malloc=checked -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK-NOT: gpurt:
// CHECK: ok: clean churn
// CHECK-NOT: gpurt:
#include "blocks.h"

__device__ void *allocate(unsigned How, size_t Align, size_t Size) {
  switch (How % 5) {
  case 0:
    return malloc(Size);
  case 1:
    return calloc(Size, 1);
  case 2:
    return aligned_alloc(Align, Size);
  case 3:
    return realloc(malloc(Size / 2 + 1), Size);
  default:
    return new char[Size];
  }
}

/// Each lane hands its block to the next one, which checks and frees it.
__global__ void churn(Block *Blocks, unsigned Rounds, unsigned *Bad) {
  unsigned Lane = threadIdx.x, Count = blockDim.x;
  unsigned Next = (Lane + 1) % Count;
  unsigned Seed = Lane * 2654435761u + 1;
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    Seed = Seed * 1664525 + 1013904223;
    size_t Size = 1 + (Seed >> 8) % (Round % 8 == 7 ? 70000 : 600);
    size_t Align = 16u << (Seed >> 28) % 7;
    Block B{(unsigned char *)allocate(Lane + Round, Align, Size),
            (unsigned)Size, Lane};
    if (!B.At || ((Lane + Round) % 5 == 2 && (size_t)B.At % Align) ||
        (size_t)B.At % 16)
      atomicAdd(Bad, 1);
    else
      fillBlock(B);
    Blocks[Lane] = B;
    __syncthreads();
    if (Blocks[Next].At && !blockHolds(Blocks[Next]))
      atomicAdd(Bad, 1);
    free(Blocks[Next].At);
    __syncthreads();
  }
}

int main() {
  const unsigned Lanes = 64;
  DeviceArray<Block> Blocks(Lanes);
  DeviceArray<unsigned> Bad(1);
  churn<<<1, Lanes>>>(Blocks, sized(200, 12), Bad);
  MUST(cudaDeviceSynchronize());
  expect(Bad.host()[0] == 0, "%u wrong blocks", Bad.host()[0]);
  return finish("clean churn");
}
