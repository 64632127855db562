//===- gpurt/arena_abi.h - How arenas keep their chunks -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shared by arena.h and shared_arena.h, which make the chunks, and devicelib,
// which frees those of a thread that ends by a panic, and those of a warp or a
// block whose threads all do.
//===----------------------------------------------------------------------===//
#ifndef GPURT_ARENA_ABI_H
#define GPURT_ARENA_ABI_H

#include <stddef.h>
#include <stdint.h>

namespace gpurt {

struct arena_chunk;

/// From here the runtime finds all that a lane's arena took from the heap.
struct arena_node {
  arena_node *next;    ///< the thread's next arena that has chunks; devicelib's
  arena_chunk *chunks; ///< all chunks, linked by arena_chunk::next; null: this
                       ///< is an arena_share
};

/// The head of a chunk of a lane's arena. The node of the first chunk stands
/// for the arena and stays where it is as long as the arena has any chunk.
struct alignas(16) arena_chunk {
  arena_node node;
  arena_chunk *next;
  char *end;      ///< of the memory behind this head
  char *top;      ///< end of what was used when another chunk took over
  uint64_t owned; ///< 1: from malloc, 0: the caller's buffer
};
static_assert(offsetof(arena_chunk, node) == 0);
static_assert(offsetof(arena_node, chunks) == 8);
static_assert(offsetof(arena_chunk, next) == 16);
static_assert(offsetof(arena_chunk, owned) == 40 && sizeof(arena_chunk) == 48);

/// A thread's part in the arena of an arena_scope of a warp or a block.
struct arena_share {
  arena_node node;
  unsigned *gone;   ///< how many sharers a panic has ended
  unsigned sharers; ///< how many there are
  unsigned entries; ///< of the table
  unsigned long long
      *table;   ///< chunks, their low 4 bits not; 0 behind the last
  void **large; ///< blocks, linked by their first word
};
static_assert(offsetof(arena_share, node) == 0);

} // namespace gpurt

#endif // GPURT_ARENA_ABI_H
