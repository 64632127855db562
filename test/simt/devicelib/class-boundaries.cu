//===- class-boundaries.cu - Each size class by each call -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The largest size of a class and one byte more, by malloc, calloc, realloc
// and aligned_alloc, of all classes that the seed's thread numbers pick; each
// block is written to both ends and was zero where calloc says so.
// One thread a block, as in slots-never-null.cu.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"
#include "gpurt/abi.h"

using namespace gpurt;

/// \returns whether \p From of \p Size bytes reads as \p Want at both ends.
__device__ bool reads(const char *From, size_t Size, char Want) {
  return From[0] == Want && From[Size - 1] == Want;
}

__device__ void write(char *To, size_t Size, char What) {
  To[0] = What;
  To[Size - 1] = What;
}

__device__ bool check(size_t Size, size_t Align, char Mark) {
  bool Good = true;
  auto *Zero = static_cast<char *>(calloc(1, Size));
  Good &= Zero && reads(Zero, Size, 0);
  if (Zero)
    write(Zero, Size, Mark);
  auto *Wider = static_cast<char *>(realloc(Zero, Size + 1));
  Good &= Wider && reads(Wider, Size, Mark);
  auto *Aligned = static_cast<char *>(aligned_alloc(Align, Size));
  Good &= Aligned && reinterpret_cast<uintptr_t>(Aligned) % Align == 0;
  if (Aligned)
    write(Aligned, Size, Mark);
  auto *Plain = static_cast<char *>(malloc(Size + 1));
  if (Plain)
    write(Plain, Size + 1, Mark);
  Good &= Plain && Plain != Wider;
  free(Aligned);
  free(Wider);
  auto *Narrow = static_cast<char *>(realloc(Plain, Size / 2 + 1));
  Good &= Narrow && Narrow[0] == Mark;
  free(Narrow);
  return Good;
}

__global__ void run(unsigned Rounds, unsigned *Bad) {
  Dice D;
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    // Small classes more often: calloc and realloc touch every byte.
    unsigned Class = D.below(D.below(8) ? 24 : abi::NumClasses);
    if (!check(abi::classSize(Class), size_t(16) << D.below(6),
               char(globalThread() + 1)))
      atomicAdd(Bad, 1u);
  }
}

int main(int argc, char **argv) {
  setHeap(64 * Page, 64 * Page);
  Cells<unsigned> Bad;
  run<<<6, 1>>>(rounds(argc, argv, 1), Bad);
  must(cudaDeviceSynchronize(), "the kernel");
  expect(!Bad[0], "%u wrong blocks", Bad[0]);
  expectEmptyHeap();
  return finish();
}
