// Pointers to malloc, free, calloc and realloc call the same heap as the
// names do: a block from one may be freed through the other.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: function pointers
#include "blocks.h"

struct Allocator {
  void *(*Take)(size_t);
  void (*Give)(void *);
};

__device__ Allocator Table[2];

__global__ void setUp() {
  Table[0] = {malloc, free};
  Table[1] = {malloc, free};
}

__global__ void use(Block *Blocks) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  void *(*Take)(size_t) = Table[I % 2].Take;
  Block B{(unsigned char *)(I % 3 ? Take(80) : malloc(80)), 80, I};
  if (B.At)
    fillBlock(B);
  Blocks[I] = B;
}

__global__ void release(Block *Blocks, unsigned *Bad) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  if (!Blocks[I].At || !blockHolds(Blocks[I]))
    atomicAdd(Bad, 1u);
  if (I % 5)
    Table[I % 2].Give(Blocks[I].At);
  else
    free(Blocks[I].At);
}

int main() {
  const unsigned Grid = sized(64, 2);
  DeviceArray<Block> Blocks(Grid * 64);
  DeviceArray<unsigned> Bad(1);
  setUp<<<1, 1>>>();
  use<<<Grid, 64>>>(Blocks);
  MUST(cudaDeviceSynchronize());
  expect(expectDisjoint(Blocks.host()) == Grid * 64, "null from a pointer");
  release<<<Grid, 64>>>(Blocks, Bad);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "%u damaged", Bad.host()[0]);
  return finish("function pointers");
}
