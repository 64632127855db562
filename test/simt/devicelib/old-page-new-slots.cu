//===- old-page-new-slots.cu - A page's past comes before its slots -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One page that is now two large slots, now 128 small ones. Who takes a small
// slot next to the thread that opened the page must see the large block's end,
// although the two threads share no word of slot bits, only the page's word.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

constexpr size_t Small = 512, Large = 32 << 10;

/// \returns whether each piece of a large block is still its owner's.
__device__ bool useLarge(uint64_t Who) {
  Block Mine = take(Large, Who);
  if (!Mine.At)
    return true;
  for (size_t I = 0; I < Large; I += Small)
    Mine.At[I / 8] = Who;
  bool Good = true;
  for (size_t I = 0; I < Large; I += Small)
    Good &= Mine.At[I / 8] == Who;
  free(Mine.At);
  return Good;
}

__device__ bool useSmall(uint64_t Who) {
  Block Mine = take(Small, Who);
  return !Mine.At || give(Mine, Who);
}

__global__ void use(unsigned Rounds, unsigned *Bad) {
  Dice D;
  for (unsigned Round = 0; Round < Rounds; ++Round)
    if (!(D.below(3) ? useSmall(globalThread()) : useLarge(globalThread())))
      atomicAdd(Bad, 1u);
}

int main(int argc, char **argv) {
  setHeap(Page, Page);
  Cells<unsigned> Bad;
  for (unsigned Launch = 0; Launch < 3; ++Launch) {
    use<<<3, 1>>>(rounds(argc, argv, 5), Bad);
    expectWholeHeap(1);
  }
  expect(!Bad[0], "%u damaged blocks", Bad[0]);
  return finish();
}
