//===- BumpHeap.cu - Worker: the bound, one atomicAdd a warp --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// No heap can be faster that takes blocks from one place: lanes that come
// together and ask for the same size share one atomicAdd, free does nothing. At
// the end it starts again at the beginning: it never says null, so it has no
// fills, and where a test asks for more than the heap in all
// (churn/mixed/262144) it hands out live blocks and its CORRUPT is right. Test:
// test/tools/bench/
//===----------------------------------------------------------------------===//
#include "HeapSuite.h"

#include <bit>

namespace {

using gpurt::bench::must;

struct BumpHeap {
  static constexpr bool SaysNull = false;
  char *Base;
  unsigned long long *Top; ///< bytes handed out since create
  unsigned long long Mask; ///< the heap's size, a power of two, less one

  static void prepare(size_t) {}
  static BumpHeap create(size_t Bytes) {
    BumpHeap H{};
    size_t Size = std::bit_floor(Bytes);
    // The lanes of one warp may reach past the end before they wrap.
    constexpr size_t Slack = 1 << 20;
    H.Mask = Size - 1;
    must(cudaMalloc(&H.Base, Size + Slack), "cudaMalloc of the heap");
    must(cudaMalloc(&H.Top, sizeof(*H.Top)), "cudaMalloc");
    must(cudaMemset(H.Top, 0, sizeof(*H.Top)), "cudaMemset");
    return H;
  }
  void destroy() {
    must(cudaFree(Base), "cudaFree");
    must(cudaFree(Top), "cudaFree");
  }
  __device__ void *malloc(size_t Size) {
    unsigned Together = __activemask();
    unsigned Bytes = (unsigned(Size) + 15) & ~15u;
    int IsSame = 0;
    __match_all_sync(Together, Bytes, &IsSame);
    if (!IsSame)
      return Base + (atomicAdd(Top, Bytes) & Mask);
    unsigned Lane = threadIdx.x % 32;
    unsigned Rank = unsigned(__popc(Together & ((1u << Lane) - 1)));
    int Leader = __ffs(int(Together)) - 1;
    unsigned long long First = 0;
    if (int(Lane) == Leader)
      First = atomicAdd(Top, unsigned(__popc(Together)) * Bytes);
    First = __shfl_sync(Together, First, Leader);
    return Base + (First & Mask) + Rank * Bytes;
  }
  __device__ void free(void *) {}
};

} // namespace

int main(int Argc, char **Argv) {
  return gpurt::bench::serve<gpurt::bench::HeapSuite<BumpHeap>>(Argc, Argv);
}
