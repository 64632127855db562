// Part of three-units-share-one-heap.cu and the RDC and LTO tests.
#include "blocks.h"

static __global__ void freeKernel(Block *Blocks, unsigned Count) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < Count)
    free(Blocks[I].At);
}

void freeInUnitC(Block *Blocks, unsigned Count) {
  freeKernel<<<(Count + 127) / 128, 128>>>(Blocks, Count);
}
