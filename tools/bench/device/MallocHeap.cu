//===- MallocHeap.cu - Worker: malloc and free of the program -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With -fgpu-rt it measures our heap, with -fno-gpu-rt CUDA's: the source and
// the heap's size are the same. Neither can be emptied but by free.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#include "HeapSuite.h"

namespace {

struct MallocHeap {
  static constexpr bool SaysNull = true;
  static void prepare(size_t Bytes) {
    using gpurt::bench::must;
    must(cudaDeviceSetLimit(cudaLimitMallocHeapSize, Bytes),
         "cudaDeviceSetLimit");
  }
  static MallocHeap create(size_t) { return {}; }
  void destroy() {}
  __device__ void *malloc(size_t Size) { return ::malloc(Size); }
  __device__ void free(void *Block) { ::free(Block); }
};

} // namespace

int main(int Argc, char **Argv) {
  return gpurt::bench::serve<gpurt::bench::HeapSuite<MallocHeap>>(Argc, Argv);
}
