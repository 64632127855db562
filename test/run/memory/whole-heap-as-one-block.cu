// One block may be as large as the heap, again and again, also after the heap
// was full of small blocks. A block of one byte more is refused.
// RUN: %{build} -o %t
// RUN: env GPURT_HEAP_LIMIT=256M %{run} %t | FileCheck %s
// CHECK: ok: whole heap
#include "blocks.h"

__global__ void take(Block *Blocks, size_t Size) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Block B{(unsigned char *)malloc(Size), Size, I};
  if (B.At)
    fillBlock(B);
  Blocks[I] = B;
}

static void takeAll(size_t Size, size_t Want) {
  DeviceArray<Block> Blocks(1);
  take<<<1, 1>>>(Blocks, Size);
  MUST(cudaDeviceSynchronize());
  expectBlocks(Blocks, Want);
}

int main() {
  const size_t Heap = (size_t)256 << 20;
  takeAll(Heap, 1);
  takeAll(Heap, 1);
  takeAll(Heap + 1, 0);
  const unsigned Count = sized(1 << 20, 1 << 10);
  DeviceArray<Block> Small(Count);
  take<<<Count / 128, 128>>>(Small, 64);
  MUST(cudaDeviceSynchronize());
  expectBlocks(Small, Small.size());
  takeAll(Heap, 1);
  return finish("whole heap");
}
