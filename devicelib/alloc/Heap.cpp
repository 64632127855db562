//===- devicelib/alloc/Heap.cpp - malloc and its relatives ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The calls that gpurt-lower-malloc inserts: the lane's magazine first
// (Magazine.h), then the heap (Blocks.h). Any lane may call any of them,
// converged or not; all are lock-free but for the wait for the host to back
// more memory. gpurt-inline-heap brings the first steps of malloc, free and new
// into their callers.
// Tests: test/unit/heap/, test/run/memory/, test/simt/devicelib/
//===----------------------------------------------------------------------===//
#include "alloc/Blocks.h"
#include "alloc/ClearSlot.h"
#include "alloc/FirstLook.h"
#include "alloc/Magazine.h"
#include "error/Panic.h"
#include "target/Apart.h"

using namespace gpurt;
using namespace gpurt::alloc;

namespace {

[[noreturn, gnu::noinline, gnu::cold]] void
panicOnFree(Freed Why, const void *Block, const char *Site) {
  panic({.Kind = Why == Freed::Twice ? abi::PanicKind::DoubleFree
                                     : abi::PanicKind::InvalidFree,
         .Operand = reinterpret_cast<uint64_t>(Block),
         .Site = Site});
}

[[noreturn, gnu::noinline, gnu::cold]] void panicOutOfMemory(uint64_t Size,
                                                             const char *Site) {
  panic({.Kind = abi::PanicKind::OutOfMemory, .Operand = Size, .Site = Site});
}

/// What is left of a malloc after its first look, if it had one.
[[gnu::noinline]] void *restOfMalloc(uint64_t Size, void *Slot, uint32_t First,
                                     uint32_t Rest, bool Wished) {
  abi::State &State = state();
  if (magazine::isUsed() && !Wished)
    magazine::wishInstead(Size);
  if (Rest)
    Slot = settle(State.Heap, classOf(Size), {First, Rest, Slot});
  if (Slot)
    return Slot;
  void *Block = takeBlock(State, Size, MinAlign);
  if (Block || !magazine::isUsed() || !magazine::empty())
    return Block;
  // Once more; what is refused twice counts once.
  target::add<Order::Relaxed, Scope::Device>(State.Heap.Failures, ~0ull);
  return takeBlock(State, Size, MinAlign);
}

/// What is left of a free: of a block that is no slot (Invalid), or of a slot
/// of the slab at \p First, whose word was raised.
[[gnu::noinline]] void restOfFree(void *Block, const char *Site, Freed Result,
                                  uint32_t First, uint64_t Before,
                                  uint64_t After) {
  abi::HeapState &Heap = state().Heap;
  if (Raise{{Before}, {After}}.isNoteworthy())
    noteRaise(Heap, First, Before, After, /*WasCounted=*/false);
  if (Result == Freed::Invalid)
    Result = giveBlock(Heap, Block);
  if (Result != Freed::Done)
    panicOnFree(Result, Block, Site);
}

} // namespace

GPURT_APART(finishMalloc, restOfMalloc)
GPURT_APART(finishFree, restOfFree)

namespace {

/// malloc where the lane's first entry did not help. No call but the last.
[[gnu::noinline]] void *mallocBeyond(uint64_t Size) {
  FirstLook Look{};
  bool Wished = true;
  abi::State *State = stateOrNull();
  if (State && Size <= abi::MaxClassSize) {
    SizeClass Sought = SizeClass::of(Size);
    if (magazine::isUsed()) {
      magazine::Other Other = magazine::takeOther(Size, Sought);
      if (Other.Block)
        return Other.Block;
      Wished = Other.Wished;
    }
    Look = lookAtCurrent(State->Heap, Sought);
    if (Look.Slot && !Look.Rest && Wished)
      return Look.Slot;
  }
  return apart::finishMalloc(Size, Look.Slot, Look.First, Look.Rest, Wished);
}

/// free where the lane's first entry did not help. No call but the last.
[[gnu::noinline]] void freeBeyond(void *Block, const char *Site) {
  if (!Block)
    return;
  SlotPlace Place;
  Given Gave{.Result = Freed::Invalid, .Raised = {}};
  if (stateOrNull())
    Place = placeOf(Block);
  if (Place.IsSlot) {
    if (magazine::isUsed())
      Gave.Result = magazine::keep(Block, Place);
    if (Gave.Result == Freed::Invalid)
      Gave = clearSlot(Place, /*Pinned=*/false);
    if (Gave.Result == Freed::Done && !Gave.Raised.isNoteworthy())
      return;
  }
  apart::finishFree(Block, Site, Gave.Result, Place.First,
                    Gave.Raised.Before.Word, Gave.Raised.After.Word);
}

} // namespace

GPURT_APART(slowMalloc, mallocBeyond)
GPURT_APART(slowFree, freeBeyond)

extern "C" {

[[gnu::noinline]] void *__gpurt_malloc(size_t Size) {
  if (void *Block; magazine::isUsed() && magazine::takeFirst(Size, Block))
    return Block;
  return apart::slowMalloc(Size);
}

[[gnu::noinline]] void *__gpurt_aligned_alloc(size_t Align, size_t Size) {
  return isPowerOfTwo(Align) ? takeBlock(state(), Size, Align) : nullptr;
}

[[gnu::noinline]] int __gpurt_posix_memalign(void **Result, size_t Align,
                                             size_t Size) {
  if (!isPowerOfTwo(Align) || Align % sizeof(void *))
    return InvalidArgument;
  void *Block = takeBlock(state(), Size, Align);
  if (!Block)
    return NoMemory;
  *Result = Block;
  return 0;
}

[[gnu::noinline]] void *__gpurt_calloc(size_t Number, size_t Size) {
  uint64_t Bytes;
  if (__builtin_mul_overflow(Number, Size, &Bytes))
    Bytes = ~0ull; // refused, and counted, like any block that large
  auto *Block = static_cast<Chunk *>(__gpurt_malloc(Bytes));
  if (Block)
    for (uint64_t I = 0; I < (Bytes + 15) / 16; ++I)
      Block[I] = {{0, 0}};
  return Block;
}

[[gnu::noinline]] void __gpurt_free(void *Block, const char *Site) {
  if (!magazine::isUsed() || !magazine::giveFirst(Block))
    apart::slowFree(Block, Site);
}

/// As in glibc: a null block is malloc, size 0 frees and returns null.
[[gnu::noinline]] void *__gpurt_realloc(void *Block, size_t Size,
                                        const char *Site) {
  if (!Block)
    return __gpurt_malloc(Size);
  if (!Size) {
    __gpurt_free(Block, Site);
    return nullptr;
  }
  uint64_t Capacity = capacityOf(state().Heap, Block);
  if (!Capacity)
    panicOnFree(Freed::Invalid, Block, Site);
  // Shrinking moves the block only when at least half of it comes free.
  if (Size <= Capacity && (Size > Capacity / 2 || Capacity == MinAlign))
    return Block;
  // What fits in a slot leaves its pages.
  if (Size > abi::MaxClassSize && resizeBlock(state().Heap, Block, Size))
    return Block;
  auto *Moved = static_cast<Chunk *>(__gpurt_malloc(Size));
  if (!Moved)
    return Size <= Capacity ? Block : nullptr;
  uint64_t Bytes = Size < Capacity ? Size : Capacity;
  const auto *From = static_cast<const Chunk *>(Block);
  for (uint64_t I = 0; I < (Bytes + 15) / 16; ++I)
    Moved[I] = From[I];
  __gpurt_free(Block, Site);
  return Moved;
}

[[gnu::noinline]] void *__gpurt_new(size_t Size, const char *Site) {
  void *Block = __gpurt_malloc(Size);
  if (!Block)
    panicOutOfMemory(Size, Site);
  return Block;
}

[[gnu::noinline]] void *__gpurt_new_aligned(size_t Size, size_t Align,
                                            const char *Site) {
  void *Block = __gpurt_aligned_alloc(Align, Size);
  if (!Block)
    panicOutOfMemory(Size, Site);
  return Block;
}

} // extern "C"
