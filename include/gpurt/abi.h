//===- gpurt/abi.h - Structures shared by the device and the host ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one description of everything that both sides of gpu-rt read: the state
// that every module's slot points to, the heap's tables, the growth mailbox
// and the panic record. Included by devicelib/ (nvptx64) and lib/runtime
// (host); the layout is the same on both because every field has a fixed
// width and pointers are 64 bits. It holds no algorithm: the heap's is in
// devicelib/alloc, the panic protocol's in devicelib/error.
// Test: test/unit/AbiTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_ABI_H
#define GPURT_ABI_H

#include <stddef.h>
#include <stdint.h>

namespace gpurt::abi {

/// Raised with every change of layout; the host refuses to run another's.
inline constexpr uint32_t Version = 1;

/// The pointer in each device image that the host fills before first use:
/// `State *__gpurt_slot` in constant memory.
inline constexpr char SlotName[] = "__gpurt_slot";

//===----------------------------------------------------------------------===//
// Heap
//===----------------------------------------------------------------------===//

/// The heap hands out pages; a page is divided into slots of one size class,
/// or is part of a run of pages that is one large block.
inline constexpr uint64_t PageSize = 64 << 10;

/// Size classes: 16 to 128 in steps of 16, then eight steps in each doubling
/// up to 32 KiB, so that rounding wastes at most 12.5 % above 128 bytes.
inline constexpr uint32_t NumClasses = 72;
inline constexpr uint64_t MaxClassSize = 32 << 10;

/// \returns the slot size of \p Class in bytes.
constexpr uint32_t classSize(uint32_t Class) {
  return Class < 8 ? 16 * (Class + 1)
                   : ((Class - 8) % 8 + 9) << (4 + (Class - 8) / 8);
}

/// \returns the slots in one page of \p Class.
constexpr uint32_t classSlots(uint32_t Class) {
  return uint32_t(PageSize) / classSize(Class);
}

/// Page word: the low half says what the page is, the high half counts free
/// slots (signed: an allocator that finds none takes it below zero for a
/// moment and puts it back).
inline constexpr uint32_t TagFree = 0;      ///< with the page allocator
inline constexpr uint32_t TagClass = 1;     ///< TagClass + c: slots of class c
inline constexpr uint32_t TagRunHead = 255; ///< first page of a run

/// 64-bit words of slot bits that each page owns: one bit per smallest slot.
inline constexpr uint32_t SlotWordsPerPage = uint32_t(PageSize / 16 / 64);

/// A set over pages in three levels of 64-bit words: a bit of level k + 1 is
/// set while the word of level k below it is not zero.
struct PageSet {
  uint64_t *Level[3];
};

/// Words of each level that a set over \p Pages pages needs.
constexpr uint64_t pageSetWords(uint64_t Pages, unsigned Level) {
  uint64_t Words = (Pages + 63) / 64;
  for (unsigned I = 0; I < Level; ++I)
    Words = (Words + 63) / 64;
  return Words;
}

/// Lives in device memory. The host writes it once, then only LimitPages.
struct HeapState {
  uint64_t Base;          ///< address of page 0; aligned to 1 GiB
  uint64_t ReservedPages; ///< pages of address space
  uint64_t BackedPages;   ///< device's copy of Mailbox::Backed
  uint64_t LimitPages;    ///< device's copy of Mailbox::Limit
  uint64_t *PageWords;    ///< [ReservedPages]
  uint64_t *SlotBits;     ///< [ReservedPages][SlotWordsPerPage], 1 = taken
  uint32_t *RunPages;     ///< [ReservedPages], length of the run at its head
  PageSet FreePages;      ///< pages with the page allocator
  PageSet Available[NumClasses]; ///< pages of a class that may have a slot
  uint32_t Creating[NumClasses]; ///< threads that are adding a page
  uint64_t EmptyClass; ///< a class that had an empty page lately; a hint
  uint64_t EmptyPages; ///< pages of a class with every slot free, about
  uint64_t Transits;   ///< low half: callers that hold pages which no search
                       ///< finds; high half: how many there have been
  uint64_t Polling;    ///< 1 while some thread polls the mailbox for growth
  uint64_t Failures;   ///< allocations that returned null
};

/// Lives in pinned host memory, one per device. "H" fields are written by the
/// host alone, "D" by the device alone.
struct Mailbox {
  uint64_t Wanted; ///< D: pages in all that some thread waits for; H sets it
                   ///< to 0 when it refuses, so that smaller ones are seen
  uint64_t Backed; ///< H: pages backed by memory; never falls
  uint64_t Limit;  ///< H: pages that the host will back at most; may change
  uint64_t Pad[13];
};

//===----------------------------------------------------------------------===//
// Panic
//===----------------------------------------------------------------------===//

enum class PanicKind : uint32_t {
  None,
  Assert,      ///< assert() or __assertfail
  Abort,       ///< abort()
  Trap,        ///< __trap() or __builtin_trap()
  Sanitizer,   ///< a sanitizer check in trap mode; Operand is its code
  Terminate,   ///< std::terminate()
  PureVirtual, ///< call of a pure virtual function
  OutOfMemory, ///< operator new found no memory; Operand is the size
  InvalidFree, ///< free of what malloc did not give; Operand is the pointer
  DoubleFree,  ///< second free of a block; Operand is the pointer
};

inline constexpr uint32_t PanicRecords = 32;

/// Lives in pinned host memory. All text is NUL-terminated and cut to fit.
struct PanicRecord {
  uint64_t Ready; ///< ticket + 1 once the rest is written (release, system)
  uint64_t Grid;  ///< %gridid
  uint64_t Time;  ///< %globaltimer, ns
  uint64_t Operand;
  PanicKind Kind;
  uint32_t Line;
  uint32_t Block[3];
  uint32_t Thread[3];
  uint32_t ActiveMask; ///< lanes that were together when the panic began
  uint32_t Lane;
  uint32_t Sm;
  uint32_t Pad;
  char Message[384];
  char File[384];
  char Function[448];
  /// Inlined call stack, innermost first: "function\tfile\tline\tcolumn\n"...
  char Stack[2800];
};
static_assert(sizeof(PanicRecord) == 4096);

/// Lives in device memory.
struct PanicState {
  uint64_t Tickets;     ///< panics so far; the ticket is the value before
  uint64_t Consumed;    ///< tickets that the host has dealt with; host writes
  uint64_t Grid;        ///< grid of the newest panic: its threads stop at waits
  PanicRecord *Records; ///< [PanicRecords], pinned host memory
};

/// One per device, in device memory; every slot points to it.
struct State {
  uint32_t Version;
  uint32_t Device;
  Mailbox *Mail;
  PanicState Panic;
  HeapState Heap;
};

static_assert(sizeof(void *) == 8, "both sides are 64-bit");
static_assert(sizeof(Mailbox) == 128);
static_assert(offsetof(State, Panic) == 16);
static_assert(offsetof(State, Heap) == 48);
static_assert(offsetof(HeapState, Available) == 80);
static_assert(sizeof(PageSet) == 24);

} // namespace gpurt::abi

#endif // GPURT_ABI_H
