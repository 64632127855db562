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

#include "gpurt/checked_abi.h"
#include "gpurt/error_abi.h"

#include <stddef.h>
#include <stdint.h>

namespace gpurt::abi {

/// Raised with every change of layout; the host refuses to run another's.
inline constexpr uint32_t Version = 5;

/// What the host fills in each device image before first use: `Slot
/// __gpurt_slot` in constant memory.
inline constexpr char SlotName[] = "__gpurt_slot";

//===----------------------------------------------------------------------===//
// Heap
//===----------------------------------------------------------------------===//

/// The heap hands out pages. A slab is one page or several neighbouring ones,
/// divided into slots of one size class; a run is one large block.
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

/// A slab is 1 to 16 pages: 1 << Log of them.
inline constexpr uint32_t NumSlabLogs = 5;

/// \returns the slots in a slab of \p Class with 1 << \p Log pages.
constexpr uint32_t slabSlots(uint32_t Class, uint32_t Log) {
  return uint32_t(PageSize << Log) / classSize(Class);
}

/// \returns the smallest Log of a slab of \p Class while memory is plentiful:
/// such that what is left behind its last slot is little.
constexpr uint32_t firstSlabLog(uint32_t Class) {
  return classSize(Class) <= 1024 ? 0 : classSize(Class) <= 2048 ? 1 : 2;
}

/// Page word, of a slab's or run's first page (zero elsewhere):
///   bits 0..9    tag: what begins here
///   bits 10..31  pins: how many lanes count on the slab to stay as it is
///   bits 32..63  free slots (signed: an allocator that finds too few takes
///                the count below zero for a moment and puts it back)
/// A slab's tag is its class + 1 and, at TagLogShift, its Log.
inline constexpr uint32_t TagFree = 0;      ///< nothing
inline constexpr uint32_t TagRunHead = 127; ///< a run
inline constexpr unsigned TagLogShift = 7;
inline constexpr unsigned PinShift = 10;
inline constexpr unsigned CountShift = 32;

constexpr uint32_t pageTag(uint64_t Word) {
  return uint32_t(Word) & ((1u << PinShift) - 1);
}
constexpr uint32_t pagePins(uint64_t Word) {
  return uint32_t(Word) >> PinShift;
}
constexpr int32_t pageCount(uint64_t Word) {
  return int32_t(Word >> CountShift);
}
constexpr uint32_t slabTag(uint32_t Class, uint32_t Log) {
  return (Class + 1) | Log << TagLogShift;
}
constexpr uint32_t tagClass(uint32_t Tag) {
  return (Tag & ((1u << TagLogShift) - 1)) - 1;
}
constexpr uint32_t tagLog(uint32_t Tag) { return Tag >> TagLogShift; }
constexpr bool isSlabTag(uint32_t Tag) { return tagClass(Tag) < NumClasses; }

/// Of each page of a slab: its tag, and at SlabOrdinalShift which page of the
/// slab it is. Zero for other pages.
inline constexpr unsigned SlabOrdinalShift = 10;

/// 32-bit words of slot bits that each page owns: one bit per smallest slot.
/// A slab uses those of its pages from the first on.
inline constexpr uint32_t SlotWordsPerPage = uint32_t(PageSize / 16 / 32);

/// Groups of multiprocessors; the members of one take their slots from the
/// same slab of a class while it lasts.
inline constexpr uint32_t NumGroups = 128;

/// What a group knows of a class.
struct GroupSlab {
  uint32_t Current; ///< 0, the first page of its slab + 1, or SlabBusy; a hint
  uint32_t Next;    ///< the same of the slab for when that one is used up
};

/// Someone is finding the group a slab.
inline constexpr uint32_t SlabBusy = ~0u;

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

/// Lives in device memory. The host writes it once, then only LimitPages; while
/// no kernel runs it may take pages out (lib/runtime/DeviceTrim.cpp).
/// What many threads write lies in lines of its own.
struct HeapState {
  uint64_t Base;          ///< address of page 0; aligned to 1 GiB
  uint64_t ReservedPages; ///< pages of address space
  uint64_t *PageWords;    ///< [ReservedPages]
  uint32_t *SlabPages;    ///< [ReservedPages]
  uint32_t *SlotBits;     ///< [ReservedPages][SlotWordsPerPage], 1 = taken
  uint64_t *BitsReady;    ///< a bit for each page: its slot bits were made
                          ///< zero once, since it was backed
  uint32_t *RunPages;     ///< [ReservedPages], length of the run at its head,
                          ///< inverted at its last page if that is another
  GroupSlab *Groups;      ///< [NumGroups][NumClasses]
  PageSet FreePages;      ///< pages with the page allocator
  PageSet Empty;          ///< slabs that had no block in them lately
  PageSet Listed[NumClasses];        ///< slabs of a class that may have a slot
  alignas(128) uint64_t BackedPages; ///< device's copy of Mailbox::Backed
  uint64_t LimitPages;               ///< device's copy of Mailbox::Limit
  alignas(128) uint64_t EmptyPages;  ///< of slabs with every slot free, about
  alignas(128) uint64_t Transits; ///< low half: callers that hold pages which
                                  ///< no search finds; high half: how many
                                  ///< there have been
  alignas(128) uint64_t PageTickets; ///< callers that have looked for pages
  alignas(128) uint32_t FirstWord[NumSlabLogs]; ///< of FreePages: before it no
                                                ///< 1 << Log pages; a hint
  alignas(128) uint64_t Polling;  ///< 1 while some thread polls the mailbox
  alignas(128) uint64_t Failures; ///< allocations that returned null
};

/// Lives in pinned host memory, one per device. "H" fields are written by the
/// host alone, "D" by the device alone.
struct Mailbox {
  uint64_t Wanted; ///< D: pages in all that some thread waits for; H sets it
                   ///< to 0 when it refuses, so that smaller ones are seen
  uint64_t Backed; ///< H: pages backed by memory; falls only between kernels
  uint64_t Limit;  ///< H: pages that the host will back at most; may change
  uint64_t Pad[13];
};

//===----------------------------------------------------------------------===//
// Panic
//===----------------------------------------------------------------------===//

enum class PanicKind : uint32_t {
  None,
  Assert,       ///< assert() or __assertfail
  Abort,        ///< abort()
  Trap,         ///< __trap() or __builtin_trap()
  Sanitizer,    ///< a sanitizer check in trap mode; Operand is its code
  Terminate,    ///< std::terminate()
  PureVirtual,  ///< call of a pure virtual function
  OutOfMemory,  ///< operator new found no memory; Operand is the size
  InvalidFree,  ///< free of what malloc did not give; Operand is the pointer
  DoubleFree,   ///< second free of a block; Operand is the pointer
  Overrun,      ///< write before or behind a block; Operand is its address
  UseAfterFree, ///< write into a freed block; Operand is its address
  Undefined,    ///< a sanitizer check that brought its facts
  User,         ///< gpurt::panic(); Packed is its message
  Check,        ///< a failed GPURT_CHECK; Message the condition, Packed why
  Unreachable,  ///< GPURT_UNREACHABLE
  Report = 255, ///< gpurt::report(): no panic, the thread goes on; Error
};

/// What a check of -fgpu-rt-sanitize= found: the handlers of compiler-rt's
/// lib/ubsan/ubsan_handlers.h, of LLVM 22.
enum class UndefinedCheck : uint32_t {
  TypeMismatch,        ///< pointer; Detail what for, Size log of alignment
  AlignmentAssumption, ///< pointer, alignment, offset
  AddOverflow,         ///< both operands
  SubOverflow,
  MulOverflow,
  NegateOverflow,     ///< operand
  DivRemOverflow,     ///< both operands
  ShiftOutOfBounds,   ///< both operands
  OutOfBounds,        ///< index, of the second type; the first is the array's
  Unreachable,        ///< nothing
  MissingReturn,      ///< nothing
  VlaBound,           ///< bound
  FloatCastOverflow,  ///< the value before
  InvalidValue,       ///< value
  ImplicitConversion, ///< before, after; Size bits of a bit-field, else 0
  InvalidBuiltin,     ///< nothing; Detail which
  NonNullReturn,      ///< nothing
  NullabilityReturn,  ///< nothing
  NonNullArg,         ///< nothing; Size number of the argument
  NullabilityArg,     ///< the same
  PointerOverflow,    ///< base, result
};

/// Clang's TypeDescriptor. All zero where the check has no such type.
struct UndefinedType {
  uint16_t Kind; ///< 0 integer, 1 floating point, 2 _BitInt, 0xffff other
  uint16_t Info; ///< of integers: bit 0 signed, above log2 of the width;
                 ///< of floating point: bits
  uint32_t Bits; ///< of the value
  char Name[152];
};

struct UndefinedFacts {
  uint64_t Hits; ///< device address of the site's count; 0: the thread ended
  UndefinedCheck Check;
  uint32_t Column;
  uint32_t Detail;
  uint32_t Size;
  uint32_t NoteLine; ///< what the check goes back to, in NoteFile
  uint32_t NoteColumn;
  uint64_t Values[3][2]; ///< low word, high word
  UndefinedType Types[2];
  char NoteFile[384]; ///< empty: no note
};

/// What checked mode knows of a heap block.
struct PanicHeapBlock {
  uint64_t At; ///< 0: none is known
  uint64_t Size;
  char Allocated[384]; ///< stack of its allocation, in Stack's form
  char Freed[384];     ///< and of its first free
};

/// The values of a message; see gpurt/packed_args.h. Cut to fit.
struct PackedMessage {
  uint32_t WordCount;
  uint32_t Pad;
  char Types[56];
  uint32_t Words[96];
  char Format[336]; ///< empty: there is none
};

inline constexpr uint32_t PanicRecords = 32;

/// A place where threads panicked that have no record.
struct PanicSite {
  uint64_t Key;     ///< hash of the rest; 0: nobody has taken the entry
  uint64_t Count;   ///< threads
  uint32_t Written; ///< 1 once the rest is there (release, device)
  uint32_t Line;    ///< 0: Text is a frame, in PanicRecord::Stack's form
  char Text[232];   ///< else the file
};
static_assert(sizeof(PanicSite) == 256);

inline constexpr uint32_t PanicSites = 128;

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
  uint32_t GridSize[3];  ///< blocks
  uint32_t BlockSize[3]; ///< threads
  uint32_t Pad;
  char Message[384];
  char File[384];
  char Function[448];
  /// Inlined call stack, innermost first: "function\tfile\tline\tcolumn\n"...
  char Stack[1992];
  union {
    PanicHeapBlock Heap;      ///< of kinds that speak of a heap block
    UndefinedFacts Undefined; ///< of kind Undefined
    PackedMessage Packed;     ///< of kinds User, Check
    ErrorFacts Error;         ///< of kind Report; Operand is its code
  };
};
static_assert(sizeof(PanicRecord) == 4096);
static_assert(sizeof(UndefinedFacts) == sizeof(PanicHeapBlock));
static_assert(sizeof(PackedMessage) == sizeof(PanicHeapBlock));

/// A ring of records. Lives in device memory.
struct PanicState {
  uint64_t Tickets;     ///< panics so far; the ticket is the value before
  uint64_t Consumed;    ///< tickets that the host has dealt with; host writes
  PanicSite *Sites;     ///< [PanicSites], device memory; null: none counted
  PanicRecord *Records; ///< [PanicRecords], pinned host memory
};

/// The grids that are to stop: a set of their ids in StopWords + StopReach - 1
/// words. The word of a grid is one of StopReach from its home on. A home that
/// is zero has never been taken, so that its grids need look no further; where
/// all are taken the smallest, which is the oldest grid, gives way.
inline constexpr uint32_t StopWords = 256;
inline constexpr uint32_t StopReach = 4;

/// What StopWords hold instead of a grid that the host took out.
inline constexpr uint64_t StopGone = 1;

/// \returns what stands for \p Grid.
constexpr uint64_t stopWord(uint64_t Grid) { return Grid + 2; }

/// \returns the index of the home of \p Grid.
constexpr uint32_t stopHome(uint64_t Grid) {
  return uint32_t(Grid) % StopWords;
}

/// One per device, in device memory; every slot points to it.
struct State {
  uint32_t Version;
  uint32_t Device;
  Mailbox *Mail;
  PanicState Panic;
  HeapState Heap;
  CheckedState Checked;
  PanicState Undefined; ///< of checks after which the thread goes on
  PanicState Errors;    ///< of gpurt::report()
  uint64_t Stopped[StopWords + StopReach - 1]; ///< see StopWords
};

/// What each image knows of its device. Beside the state's address it holds
/// what the common steps of the heap read of it: from constant memory that
/// takes a few cycles, from global memory a trip to L2 after each fence.
struct Slot {
  State *TheState; ///< null: no host runtime has seen the image
  uint64_t Base;
  uint64_t ReservedPages;
  uint64_t *PageWords;
  uint32_t *SlabPages;
  uint32_t *SlotBits;
  GroupSlab *Groups;
  uint64_t LimitPages; ///< HeapState's when the image was first used
};

/// \returns the slot of images on the device whose state lies at \p OnDevice
/// and whose heap is \p Heap.
inline Slot makeSlot(State *OnDevice, const HeapState &Heap) {
  return {OnDevice,       Heap.Base,     Heap.ReservedPages, Heap.PageWords,
          Heap.SlabPages, Heap.SlotBits, Heap.Groups,        Heap.LimitPages};
}

static_assert(sizeof(Slot) == 64);
static_assert(sizeof(void *) == 8, "both sides are 64-bit");
static_assert(sizeof(Mailbox) == 128);
static_assert(offsetof(State, Panic) == 16);
static_assert(offsetof(State, Heap) == 128);
static_assert(offsetof(HeapState, Listed) == 112);
static_assert(sizeof(PageSet) == 24);

} // namespace gpurt::abi

#endif // GPURT_ABI_H
