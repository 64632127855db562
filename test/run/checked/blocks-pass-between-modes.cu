// A unit built with checks and one without share a heap. The checked one frees
// and reallocates blocks of the fast one; the fast one cannot free a checked
// block, and says so. Neither harms the heap.
// RUN: %{clangxx} %{gpurt} -O2 -c %{inputs}/fast-unit.cu -o %t.fast.o
// RUN: %{clangxx} %{gpurt} -O2 -fgpu-rt-malloc=checked -c %s -o %t.checked.o
// RUN: %{clangxx} %{gpurt} %t.checked.o %t.fast.o -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK-COUNT-12: free of 0x{{[0-9a-f]+}}, which malloc did not give.
// CHECK: second free of 0x
// CHECK: ok: both modes
// CHECK-NOT: gpurt:
#include "check.h"
#include "gpurt/runtime.h"

void takeFast(void **Block, size_t Size);
void giveFast(void **Block);

__global__ void take(void **Block, size_t Align, size_t Size) {
  *Block = aligned_alloc(Align, Size);
}
__global__ void give(void **Block) { free(*Block); }
__global__ void resize(void **Block, size_t Size, unsigned *Bad) {
  auto *Bytes = (unsigned char *)*Block;
  for (size_t I = 0; I < 100; ++I)
    Bytes[I] = I;
  *Block = Bytes = (unsigned char *)realloc(Bytes, Size);
  for (size_t I = 0; I < (Size < 100 ? Size : 100); ++I)
    if (Bytes[I] != I)
      atomicAdd(Bad, 1);
}

int main() {
  DeviceArray<void *> Block(1);
  DeviceArray<unsigned> Bad(1);
  for (size_t Size : {1, 16, 64, 100, 1000, 32768, 65536, 300000}) {
    takeFast(Block, Size);
    give<<<1, 1>>>(Block);
  }
  for (size_t Size : {50, 200, 100000}) {
    takeFast(Block, 128);
    resize<<<1, 1>>>(Block, Size, Bad);
    give<<<1, 1>>>(Block);
  }
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "%u wrong bytes", Bad.host()[0]);
  for (size_t Size : {0, 1, 48, 1000, 40000, 500000})
    for (size_t Align : {16, 65536}) {
      take<<<1, 1>>>(Block, Align, Size);
      giveFast(Block);
      expect(cudaDeviceSynchronize() == cudaErrorAssert,
             "%zu bytes at %zu: no error", Size, Align);
      give<<<1, 1>>>(Block);
      MUST(cudaDeviceSynchronize());
    }
  give<<<1, 1>>>(Block);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  nextKernelIsRight();
  return finish("both modes");
}
