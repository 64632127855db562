// The second free of a block is reported with the pointer and the line, the
// heap stays usable, and the next kernel is right.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: double-free-panics.cu:{{[0-9]+}}{{.*}}second free of 0x
// CHECK: ok: double free
#include "blocks.h"
#include "gpurt/runtime.h"

__device__ void *Kept;

__global__ void take() { Kept = malloc(100); }
__global__ void give() { free(Kept); }

__global__ void takeMany(Block *Blocks) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Block B{(unsigned char *)malloc(100), 100, I};
  if (B.At)
    fillBlock(B);
  Blocks[I] = B;
}

int main() {
  take<<<1, 1>>>();
  give<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  void *Pointer = nullptr;
  MUST(cudaMemcpyFromSymbol(&Pointer, Kept, sizeof Pointer));
  give<<<1, 1>>>();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  if (expect(Info, "no panic")) {
    expect(Info->kind == GPURT_PANIC_DOUBLE_FREE, "kind %d", Info->kind);
    expect(Info->operand == (uint64_t)Pointer, "operand %llx",
           (unsigned long long)Info->operand);
  }
  const unsigned Grid = sized(32, 2);
  DeviceArray<Block> Blocks(Grid * 128);
  takeMany<<<Grid, 128>>>(Blocks);
  MUST(cudaDeviceSynchronize());
  expectBlocks(Blocks, Grid * 128);
  nextKernelIsRight();
  return finish("double free");
}
