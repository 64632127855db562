//===- gpurt/arena_scope.h - Arenas for a part of the code ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Included by arena.h. What makes an arena of a warp or a block and releases
// it: at the end of its C++ scope, or when a panic has ended all who were in
// it. Tests: test/run/arena/ (*-scope-*, panic-*)
//===----------------------------------------------------------------------===//
#ifndef GPURT_ARENA_SCOPE_H
#define GPURT_ARENA_SCOPE_H

#include <gpurt/arena.h> // IWYU pragma: keep

namespace gpurt {

/// An arena for as long as a part of a block's code runs: made and left by all
/// threads of the block together. Making it initialises the arena; leaving it
/// waits for all threads that still run and then releases.
template <destructors D> class arena_scope<arena<scope::block, D>> {
  using shared = arena<scope::block, D>;
  shared &Arena;
  arena_share Share;

public:
  /// \param ChunkBytes size of the first chunk, or no_growth
  /// Callers: all threads of the block, thread 0 included; it is a barrier
  __device__ explicit arena_scope(
      shared &Arena, size_t ChunkBytes = shared::default_chunk_bytes)
      : arena_scope(Arena, nullptr, 0, ChunkBytes) {}

  __device__ arena_scope(shared &Arena, void *Buffer, size_t Bytes,
                         size_t ChunkBytes = shared::default_chunk_bytes)
      : Arena(Arena) {
    if (threadIdx.x == 0 && threadIdx.y == 0 && threadIdx.z == 0)
      Arena.init(Buffer, Bytes, ChunkBytes);
    Share = Arena.share(unsigned(__syncthreads_count(1)));
    __gpurt_arena_enter(&Share.node);
  }

  /// Callers: all threads of the block that have not ended; it is a barrier.
  /// A thread that ended by a panic is not missed: whoever comes first after
  /// the barrier releases. If none is left the last panic did.
  __device__ ~arena_scope() {
    __gpurt_arena_leave(&Share.node);
    __syncthreads();
    Arena.releaseOnce();
    __syncthreads();
  }
  arena_scope(const arena_scope &) = delete;
  arena_scope &operator=(const arena_scope &) = delete;
};

/// The same for the lanes of one warp.
template <destructors D> class arena_scope<arena<scope::warp, D>> {
  using shared = arena<scope::warp, D>;
  shared &Arena;
  unsigned Mask;
  arena_share Share;

public:
  /// Callers: the lanes of \p Mask, all with the same arguments
  __device__ explicit arena_scope(
      shared &Arena, unsigned Mask = 0xffffffffu,
      size_t ChunkBytes = shared::default_chunk_bytes)
      : Arena(Arena), Mask(Mask) {
    if (detail::rank_in(Mask) == 0)
      Arena.init(ChunkBytes);
    __syncwarp(Mask);
    Share = Arena.share(unsigned(__popc(__ballot_sync(Mask, 1))));
    __gpurt_arena_enter(&Share.node);
  }

  /// Callers: the lanes of the mask that have not ended
  __device__ ~arena_scope() {
    __gpurt_arena_leave(&Share.node);
    __syncwarp(Mask);
    Arena.releaseOnce();
    __syncwarp(Mask);
  }
  arena_scope(const arena_scope &) = delete;
  arena_scope &operator=(const arena_scope &) = delete;
};

} // namespace gpurt

#endif // GPURT_ARENA_SCOPE_H
