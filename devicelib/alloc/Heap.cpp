//===- devicelib/alloc/Heap.cpp - malloc and its relatives ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The calls that gpurt-lower-malloc inserts. Blocks up to 32 KiB are slots
// (Slots.cpp), larger ones runs of pages (Pages.cpp). A block has no header;
// its size follows from its page's word. Any lane may call any of them,
// converged or not; all are lock-free but for the wait for the host to back
// more memory.
//
// I1: RunPages of a page is written only by who took that page and has not
//     tagged it yet; free reads it between taking the tag off and giving back.
// P1: the release that tags a run pairs with the acquire that takes the tag
//     off: who frees it, be it through a dangling pointer to a run that was
//     there before, gives back as many pages as it has now.
// Tests: test/unit/heap/, test/run/memory/, test/simt/devicelib/
//===----------------------------------------------------------------------===//
#include "alloc/Pages.h"
#include "alloc/Slots.h"
#include "error/Panic.h"

using namespace gpurt;
using namespace gpurt::alloc;

namespace {

constexpr uint64_t MinAlign = 16;
constexpr int InvalidArgument = 22; // EINVAL
constexpr int NoMemory = 12;        // ENOMEM

bool isPowerOfTwo(uint64_t Value) { return Value && !(Value & (Value - 1)); }

void *takeRunBlock(abi::State &State, uint64_t Size, uint64_t Align) {
  abi::HeapState &Heap = State.Heap;
  uint64_t Count = (Size + abi::PageSize - 1) / abi::PageSize;
  uint64_t AlignPages = Align > abi::PageSize ? Align / abi::PageSize : 1;
  Patience Waiting;
  for (uint32_t Attempt = 0;; ++Attempt) {
    SearchStart Start(Heap);
    bool Patient = Waiting.lasts(Start);
    uint32_t First = takeRun(Heap, Count, AlignPages);
    if (First != NoPage) {
      Heap.RunPages[First] = uint32_t(Count);
      // P1. An addition, because a guess of Slots.cpp may be about to be
      // undone.
      target::fetchAdd<Order::Release, Scope::Device>(Heap.PageWords[First],
                                                      abi::TagRunHead);
      return reinterpret_cast<void *>(Heap.Base + First * abi::PageSize);
    }
    if (retireEmptyPages(Heap, /*Most=*/~0u))
      continue;
    if (grow(State, pagesForRun(Heap, Count, AlignPages)))
      continue;
    // Full, unless pages were on the move or the heap grew meanwhile. Empty
    // pages come and go while we look at one after the other: count them.
    bool Grew = target::load<Order::Relaxed, Scope::Device>(Heap.BackedPages) !=
                Start.backedPages();
    bool Empty = hasEmptyPages(Heap);
    if (!Patient || (Start.sawEverything() && !Grew && !Empty))
      return nullptr;
    rest(State, Attempt);
  }
}

/// \returns a block of \p Size bytes at a multiple of \p Align, or null.
void *takeBlock(abi::State &State, uint64_t Size, uint64_t Align) {
  abi::HeapState &Heap = State.Heap;
  // Larger than the address space: refuse before the arithmetic overflows.
  uint64_t Whole = Heap.ReservedPages * abi::PageSize;
  void *Block = nullptr;
  if (Size <= Whole && Align <= Whole) {
    uint32_t Class = abi::NumClasses;
    if (Align <= MinAlign && Size <= abi::MaxClassSize) {
      Class = classOf(Size);
    } else if (Size <= abi::MaxClassSize && Align <= abi::MaxClassSize) {
      // Slots start at multiples of their size in a page at a multiple of
      // 64 KiB, so a size that Align divides is enough.
      Class = classOf(Size > Align ? Size : Align);
      while (abi::classSize(Class) % Align)
        ++Class; // ends: the last class is a power of two
    }
    Block = Class < abi::NumClasses ? takeSlot(State, Class)
                                    : takeRunBlock(State, Size, Align);
  }
  if (!Block)
    target::add<Order::Relaxed, Scope::Device>(Heap.Failures, 1);
  return Block;
}

/// Finds the page word of the block at \p Block. Relaxed: the word of a block
/// that was handed to the caller is older than that; one of a block that was
/// not decides nothing.
/// \returns a word whose tag is TagFree if no page of a block is there.
PageWord pageOf(const abi::HeapState &Heap, const void *Block,
                uint64_t &Offset) {
  Offset = reinterpret_cast<uint64_t>(Block) - Heap.Base;
  uint64_t Page = Offset / abi::PageSize; // below Base wraps to a high number
  if (Page >= Heap.ReservedPages)
    return {abi::TagFree};
  return {target::load<Order::Relaxed, Scope::Device>(Heap.PageWords[Page])};
}

/// \returns whether a run of pages starts at \p Offset.
bool isRun(PageWord Word, uint64_t Offset) {
  return Word.tag() == abi::TagRunHead && Offset % abi::PageSize == 0;
}

Freed giveBlock(abi::HeapState &Heap, void *Block) {
  uint64_t Offset;
  PageWord Word = pageOf(Heap, Block, Offset);
  if (Word.isClassPage())
    return giveSlot(Heap, Offset, Word);
  if (!isRun(Word, Offset))
    return Freed::Invalid;
  uint32_t First = uint32_t(Offset / abi::PageSize);
  // Takes effect on success: of two callers that free the run, one wins. The
  // count half may change under us by a guess and its undoing: try again.
  uint64_t Seen = Word.Word;
  while (!target::compareExchange<Order::Acquire, Scope::Device>(
      Heap.PageWords[First], Seen, Seen - abi::TagRunHead)) // P1
    if (PageWord{Seen}.tag() != abi::TagRunHead)
      return Freed::Twice;
  // Not before: the run that Word spoke of may be gone, and another be here.
  uint32_t Count = Heap.RunPages[First];
  InTransit Guard(Heap);
  giveRun(Heap, First, Count);
  return Freed::Done;
}

[[noreturn]] void panicOnFree(Freed Why, const void *Block, const char *Site) {
  panic({.Kind = Why == Freed::Twice ? abi::PanicKind::DoubleFree
                                     : abi::PanicKind::InvalidFree,
         .Operand = reinterpret_cast<uint64_t>(Block),
         .Site = Site});
}

/// Bytes that the caller may use at \p Block, or 0 if malloc did not give it.
uint64_t capacityOf(const abi::HeapState &Heap, const void *Block) {
  uint64_t Offset;
  PageWord Word = pageOf(Heap, Block, Offset);
  if (isRun(Word, Offset))
    return Heap.RunPages[Offset / abi::PageSize] * abi::PageSize;
  if (!Word.isClassPage())
    return 0;
  uint64_t Size = abi::classSize(Word.sizeClass());
  uint64_t Slot = Offset % abi::PageSize / Size;
  uint64_t Bits = target::load<Order::Relaxed, Scope::Device>(
      Heap.SlotBits[Offset / abi::PageSize * abi::SlotWordsPerPage +
                    Slot / 64]);
  bool IsBlock = Offset % abi::PageSize % Size == 0 && Bits >> Slot % 64 & 1;
  return IsBlock ? Size : 0;
}

/// Sixteen bytes, as one load or store moves them.
struct alignas(16) Chunk {
  uint64_t Half[2];
};

} // namespace

extern "C" {

[[gnu::noinline]] void *__gpurt_malloc(size_t Size) {
  return takeBlock(state(), Size, MinAlign);
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
  if (!Block)
    return;
  Freed Result = giveBlock(state().Heap, Block);
  if (Result != Freed::Done)
    panicOnFree(Result, Block, Site);
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
    panic({.Kind = abi::PanicKind::OutOfMemory, .Operand = Size, .Site = Site});
  return Block;
}

[[gnu::noinline]] void *__gpurt_new_aligned(size_t Size, size_t Align,
                                            const char *Site) {
  void *Block = __gpurt_aligned_alloc(Align, Size);
  if (!Block)
    panic({.Kind = abi::PanicKind::OutOfMemory, .Operand = Size, .Site = Site});
  return Block;
}

} // extern "C"
