// Part of blocks-pass-between-modes.cu: the unit that is not checked.
#include "check.h"

static __global__ void takeKernel(void **Block, size_t Size) {
  *Block = malloc(Size);
}
static __global__ void giveKernel(void **Block) { free(*Block); }

void takeFast(void **Block, size_t Size) { takeKernel<<<1, 1>>>(Block, Size); }
void giveFast(void **Block) { giveKernel<<<1, 1>>>(Block); }
