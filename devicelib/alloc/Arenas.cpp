//===- devicelib/alloc/Arenas.cpp - Arenas of a thread that panics --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Arenas.h.
// Tests: test/run/arena/panic-*
//===----------------------------------------------------------------------===//
#include "alloc/Arenas.h"

#include "alloc/Blocks.h"
#include "alloc/Checked.h"
#include "alloc/Magazine.h"
#include "target/Apart.h"
#include "target/Atomic.h"

using namespace gpurt;
using namespace gpurt::alloc;
using target::Order;
using target::Scope;

namespace {

arena_node *first() {
  return reinterpret_cast<arena_node *>(magazine::lentWord());
}

void setFirst(arena_node *Arena) {
  magazine::lendEntry(reinterpret_cast<uint64_t>(Arena));
}

bool isOfCheckedHeap() { return __gpurt_arena_mode == arenas::OfCheckedHeap; }

/// \returns whether \p Chunk, which malloc gave unless its link is damaged, can
/// be read.
bool isReadable(const abi::State &State, const void *Chunk) {
  if (isOfCheckedHeap())
    return CheckedBlock(reinterpret_cast<uint64_t>(Chunk))
        .isReadable(State.Heap);
  return capacityOf(State.Heap, Chunk) != 0;
}

bool give(abi::State &State, void *Chunk) {
  if (isOfCheckedHeap())
    return giveWithoutChecks(State, Chunk);
  return giveBlock(State.Heap, Chunk) == Freed::Done;
}

/// Frees the chunks of \p Arena, up to one that is no block.
void giveChunks(abi::State &State, const arena_node *Arena) {
  const void *Root = Arena; // the root chunk's head begins with the node
  for (arena_chunk *Chunk = Arena->chunks, *Next; Chunk; Chunk = Next) {
    // A program that wrote behind its memory may have hit the links. Only the
    // root may lie in a buffer of the program's.
    if (Chunk != Root && !isReadable(State, Chunk))
      return;
    Next = Chunk->next;
    if (Chunk->owned && !give(State, Chunk))
      return;
  }
}

/// The last of those that share an arena frees it, if a panic ends them all.
void giveShared(abi::State &State, const arena_share &Share) {
  // Each comes after all that those before it put into the arena.
  if (target::fetchAdd<Order::AcqRel, Scope::Block>(*Share.gone, 1u) + 1 !=
      Share.sharers)
    return;
  for (unsigned I = 0; I < Share.entries && Share.table[I]; ++I)
    give(State, reinterpret_cast<void *>(Share.table[I] & ~15ull));
  for (void *Piece = *Share.large, *Next; Piece; Piece = Next) {
    if (!isReadable(State, Piece))
      return;
    Next = *static_cast<void **>(Piece);
    if (!give(State, Piece))
      return;
  }
}

/// Of \p Arena and those behind it in the list.
[[gnu::noinline]] void giveAll(arena_node *Arena) {
  abi::State &State = state();
  while (Arena) {
    // Before its chunk goes, which another thread may get.
    arena_node *Next = Arena->next;
    if (Arena->chunks)
      giveChunks(State, Arena);
    else
      giveShared(State, *reinterpret_cast<arena_share *>(Arena));
    Arena = Next;
  }
}

} // namespace

GPURT_APART(giveArenas, giveAll)

extern "C" {

[[gnu::noinline]] void __gpurt_arena_enter(arena_node *Arena) {
  if (!arenas::areUsed() || !magazine::canLendTo(Arena))
    return;
  Arena->next = first();
  setFirst(Arena);
}

/// Cost: one step for each arena that entered later and has not left.
[[gnu::noinline]] void __gpurt_arena_leave(arena_node *Arena) {
  if (!arenas::areUsed())
    return;
  if (first() == Arena)
    return setFirst(Arena->next);
  for (arena_node *Before = first(); Before; Before = Before->next)
    if (Before->next == Arena) {
      Before->next = Arena->next;
      return;
    }
}

[[gnu::noinline, gnu::cold]] void __gpurt_arena_end() {
  arena_node *Arena = first();
  if (!Arena)
    return;
  setFirst(nullptr);
  apart::giveArenas(Arena);
}

} // extern "C"
