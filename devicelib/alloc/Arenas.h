//===- devicelib/alloc/Arenas.h - Arenas of a thread that panics ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lane's arena (gpurt/arena.h) frees its chunks in its destructor, which a
// panic does not run. So while it has chunks it is in a list of its thread's,
// and a panic frees what it finds there.
//
// I1: the list belongs to its thread: no other reads or writes it, its nodes
//     or the chunks behind them. So nothing here is atomic.
// I2: an arena is in the list from after its first chunk came from malloc until
//     before the first one is freed.
// I3: while a thread is in an arena_scope of a warp or a block, its share is in
//     the list. arena_share::gone counts those that a panic ended there: if
//     that is all of them the last one frees the arena, else one of those that
//     are left does.
// The head lies in the lane's magazine (Magazine.h); it costs no memory, and
// there is none in modules that have no magazines.
// Tests: test/run/arena/panic-*
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_ARENAS_H
#define GPURT_DEVICELIB_ALLOC_ARENAS_H

#include "gpurt/arena_abi.h"

extern "C" {
/// Whether threads list their arenas, and whose malloc the module calls: one of
/// ArenaMode. Defined in each module by gpurt-link.
extern const unsigned __gpurt_arena_mode;

/// Called by gpurt/arena.h, which says when.
void __gpurt_arena_enter(gpurt::arena_node *Arena);
void __gpurt_arena_leave(gpurt::arena_node *Arena);

/// Frees what the calling thread's arenas hold, before a panic ends it. Never
/// panics: chunks that are damaged stay taken, with those behind them.
void __gpurt_arena_end();
}

namespace gpurt::alloc::arenas {

enum ArenaMode : unsigned { Unused, OfFastHeap, OfCheckedHeap };

inline bool areUsed() { return __gpurt_arena_mode != Unused; }

} // namespace gpurt::alloc::arenas

#endif // GPURT_DEVICELIB_ALLOC_ARENAS_H
