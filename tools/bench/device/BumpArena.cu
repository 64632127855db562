//===- BumpArena.cu - Worker: the bound of an arena -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The least that gives pieces and knows its end: an addition and a comparison,
// and for those who share an atomicAdd a warp, of which all 32 lanes come and
// ask for the same.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#include "ArenaSuite.h"

namespace {

struct Bumps {
  class Lane {
    char *Begin, *At, *End;

  public:
    __device__ Lane(char *Memory, size_t Bytes)
        : Begin(Memory), At(Memory), End(Memory + Bytes) {}
    template <uint32_t Size> __device__ void *take() {
      char *Piece = At;
      At += Size;
      return At <= End ? Piece : nullptr;
    }
    __device__ void reset() { At = Begin; }
  };

  template <class Word> class Shared {
    char *Begin;
    Word Top, End;

    /// In shared memory, where atomicAdd_block takes the longer way of a
    /// generic address.
    __device__ static unsigned add(unsigned *To, unsigned Bytes) {
      unsigned Old;
      asm volatile("atom.shared.add.u32 %0, [%1], %2;"
                   : "=r"(Old)
                   : "l"(__cvta_generic_to_shared(To)), "r"(Bytes)
                   : "memory");
      return Old;
    }
    __device__ static unsigned long long add(unsigned long long *To,
                                             unsigned Bytes) {
      return atomicAdd(To, Bytes);
    }

  public:
    __device__ void start(char *Memory, size_t Bytes) {
      Begin = Memory;
      Top = 0;
      End = Word(Bytes);
    }
    template <uint32_t Size> __device__ void *take() {
      Word Offset = 0;
      unsigned Rank = threadIdx.x % 32;
      if (Rank == 0)
        Offset = add(&Top, 32 * Size);
      Offset = __shfl_sync(~0u, Offset, 0) + Rank * Size;
      return Offset + Size <= End ? Begin + Offset : nullptr;
    }
    __device__ void reset() { Top = 0; }
  };
  using Warp = Shared<unsigned>;
  using Block = Shared<unsigned>;
  using Grid = Shared<unsigned long long>;
};

} // namespace

int main(int Argc, char **Argv) {
  return gpurt::bench::serve<gpurt::bench::ArenaSuite<Bumps>>(Argc, Argv);
}
