//===- panics-share-arenas.cu - The last of all frees for all -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All threads of a block write to pieces of its arena and then fail. The last
// one frees the chunks, after what the others wrote; another block gets that
// memory.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

#include <cassert>
#include <gpurt/arena.h>

__global__ void failAll() {
  __shared__ gpurt::arena<gpurt::scope::block> Arena;
  gpurt::arena_scope Scope(Arena, 256);
  for (size_t Size : {64, 160, 4096}) {
    Block Piece{static_cast<uint64_t *>(Arena.allocate(Size)), Size};
    assert(Piece.At && "no memory");
    Piece.write(threadIdx.x);
  }
  assert(!blockDim.x);
}

int main() {
  setHeap(4 * Page, 4 * Page);
  failAll<<<4, 4>>>();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no cudaErrorAssert");
  gpurt_clear_panic();
  expectWholeHeap(4);
  return finish();
}
