// Part of three-units-share-one-heap.cu and the RDC and LTO tests.
#include "blocks.h"

static __global__ void checkKernel(Block *Blocks, unsigned Count,
                                   unsigned *Bad) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I >= Count)
    return;
  // A block of this module, alive while the others are checked.
  Block Own{(unsigned char *)malloc(200), 200, ~I};
  if (Own.At)
    fillBlock(Own);
  if (!Blocks[I].At || !blockHolds(Blocks[I]))
    atomicAdd(Bad, 1u);
  if (!Own.At || !blockHolds(Own))
    atomicAdd(Bad, 1u);
  free(Own.At);
}

void checkInUnitB(Block *Blocks, unsigned Count, unsigned *Bad) {
  checkKernel<<<(Count + 127) / 128, 128>>>(Blocks, Count, Bad);
}
