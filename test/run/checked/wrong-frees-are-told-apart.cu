// A pointer into a block is reported with the block, one that is no block's
// without; neither harms the heap.
// RUN: %{build} -fgpu-rt-malloc=checked -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: free of 0x{{[0-9a-f]+}}, 32 bytes into the 100 bytes at 0x{{[0-9a-f]+}}.
// CHECK-NEXT: #0 give(char*) at
// CHECK-NEXT: gpurt: allocated at {{.*}}wrong-frees-are-told-apart.cu:[[#@LINE+18]] in take(unsigned long)
// CHECK: free of 0x{{[0-9a-f]+}}, 5 bytes into the 100 bytes at
// CHECK: free of 0x{{[0-9a-f]+}}, 64 bytes before the 100 bytes at
// CHECK: free of 0x{{[0-9a-f]+}}, 131072 bytes into the 300000 bytes at
// CHECK: free of 0x{{[0-9a-f]+}}, which malloc did not give.
// CHECK-NEXT: #0 give(char*) at
// CHECK-NOT: allocated at
// CHECK: free of 0x{{[0-9a-f]+}}, which malloc did not give.
// CHECK: free of 0x{{[0-9a-f]+}}, which malloc did not give.
// CHECK: ok: wrong frees
// CHECK-NOT: gpurt:
#include "check.h"
#include "gpurt/runtime.h"
#include <algorithm>

__device__ char *Kept;
__device__ char Mine[64];

__global__ void take(size_t Size) { Kept = (char *)malloc(Size); }
__global__ void give(char *Block) { free(Block); }

static void expectWrong(char *Block) {
  give<<<1, 1>>>(Block);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  if (expect(Info, "no panic")) {
    expect(Info->kind == GPURT_PANIC_INVALID_FREE, "kind %d", Info->kind);
    expect(Info->operand == (uint64_t)Block, "operand %llx",
           (unsigned long long)Info->operand);
  }
}

static char *kept() {
  char *Block = nullptr;
  MUST(cudaMemcpyFromSymbol(&Block, Kept, sizeof Block));
  return Block;
}

int main() {
  take<<<1, 1>>>(100);
  char *Small = kept();
  expectWrong(Small + 32);
  expectWrong(Small + 5);
  expectWrong(Small - 64);
  take<<<1, 1>>>(300000);
  char *Large = kept();
  expectWrong(Large + 131072);
  char *Foreign = nullptr;
  MUST(cudaGetSymbolAddress((void **)&Foreign, Mine));
  expectWrong(Foreign);
  expectWrong(std::max(Small, Large) + (1 << 20)); // a page that nobody has
  expectWrong((char *)16);
  give<<<1, 1>>>(Small);
  give<<<1, 1>>>(Large);
  MUST(cudaDeviceSynchronize());
  nextKernelIsRight();
  return finish("wrong frees");
}
