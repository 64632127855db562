//===- planted.cu - A heap with the error that $PLANTED names -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bumps, and says null at the end. Each error is small: every 7th thread, or
// one word too short.
//===----------------------------------------------------------------------===//
#include "device/HeapSuite.h"

#include <cstring>

namespace {

using gpurt::bench::must;

enum Error { None, SameBlock, Overlap, Misaligned, Null, Trap };

struct PlantedHeap {
  static constexpr bool SaysNull = true;
  Error Planted;
  char *Base;
  unsigned long long *Top;
  unsigned long long Size;

  static void prepare(size_t) {}
  static PlantedHeap create(size_t Bytes) {
    PlantedHeap H{None, nullptr, nullptr, Bytes};
    constexpr const char *Names[] = {"none",       "same-block", "overlap",
                                     "misaligned", "null",       "trap"};
    for (int I = 0; I != 6; ++I)
      if (!std::strcmp(getenv("PLANTED"), Names[I]))
        H.Planted = Error(I);
    must(cudaMalloc(&H.Base, Bytes), "cudaMalloc");
    must(cudaMalloc(&H.Top, sizeof(*H.Top)), "cudaMalloc");
    must(cudaMemset(H.Top, 0, sizeof(*H.Top)), "cudaMemset");
    return H;
  }
  void destroy() {
    must(cudaFree(Base), "cudaFree");
    must(cudaFree(Top), "cudaFree");
  }
  __device__ void *malloc(size_t Asked) {
    bool IsOdd = threadIdx.x % 7 == 3;
    size_t Bytes = (Asked + 15) / 16 * 16;
    if (Planted == Overlap && Asked > 4000)
      Bytes -= 16;
    if (IsOdd && Planted == Null)
      return nullptr;
    if (IsOdd && Planted == Trap)
      __trap();
    if (IsOdd && Planted == SameBlock)
      return Base;
    unsigned long long At = atomicAdd(Top, Bytes);
    if (At + Asked > Size)
      return nullptr;
    return Base + At + (IsOdd && Planted == Misaligned ? 4 : 0);
  }
  __device__ void free(void *) {}
};

} // namespace

int main(int Argc, char **Argv) {
  return gpurt::bench::serve<gpurt::bench::HeapSuite<PlantedHeap>>(Argc, Argv);
}
