//===- Arena.cu - Worker: pieces of gpurt::arena --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arenas as programs use them: they would grow by malloc if their memory were
// not enough.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#include "ArenaSuite.h"

#include <gpurt/arena.h>

namespace {

struct Arenas {
  struct Lane : gpurt::arena<> {
    using arena::arena;
    template <uint32_t Size> __device__ void *take() { return allocate(Size); }
  };
  template <gpurt::scope S> struct Shared : gpurt::arena<S> {
    template <uint32_t Size> __device__ void *take() {
      return this->allocate(Size);
    }
    __device__ void start(char *Memory, size_t Bytes) {
      this->init(Memory, Bytes);
    }
  };
  using Warp = Shared<gpurt::scope::warp>;
  using Block = Shared<gpurt::scope::block>;
  using Grid = Shared<gpurt::scope::grid>;
};

} // namespace

int main(int Argc, char **Argv) {
  return gpurt::bench::serve<gpurt::bench::ArenaSuite<Arenas>>(Argc, Argv);
}
