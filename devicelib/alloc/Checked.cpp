//===- devicelib/alloc/Checked.cpp - malloc that finds wrong programs -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The calls that gpurt-lower-malloc inserts with -fgpu-rt-malloc=checked. Each
// takes a block of the plain heap, larger by a header and red zones; a freed
// block is filled with FreedByte and waits in the quarantine, and whoever
// pushes it out looks whether it was written to. Takes blocks that fast
// modules allocated as they are. Progress as the plain heap's.
//
// P1: the fence at the end of malloc and the one at the start of free pair
//     through whatever the program passed the pointer by, a relaxed atomic at
//     least: free sees the header. A program that passes it by less has a race.
// P2: Waiting is lowered with release, after the heap has the block back, and
//     read with acquire before an attempt: an attempt that began when nothing
//     waited has missed nothing because of the quarantine.
// Tests: test/run/checked/
//===----------------------------------------------------------------------===//
#include "alloc/Checked.h"

#include "alloc/Blocks.h"
#include "alloc/Pages.h"
#include "alloc/Quarantine.h"
#include "target/Apart.h"

using namespace gpurt;
using namespace gpurt::alloc;

namespace {

constexpr uint64_t HeaderSize = sizeof(abi::CheckedHeader);

/// Fruitless attempts to find memory while freed blocks are on their way back
/// in the hands of other threads; bounded, because those may be gone.
constexpr uint32_t MaxAttempts = 1024;

void *pointerTo(uint64_t Address) { return reinterpret_cast<void *>(Address); }

uint64_t addressOf(const void *Pointer) {
  return reinterpret_cast<uint64_t>(Pointer);
}

//===----------------------------------------------------------------------===//
// Giving back
//===----------------------------------------------------------------------===//

/// Counts a block of \p Bytes into the quarantine.
void countIn(abi::CheckedState &Checked, uint64_t Bytes) {
  target::add<Order::Relaxed, Scope::Device>(Checked.Waiting, Bytes);
  target::add<Order::Relaxed, Scope::Device>(Checked.WaitingBlocks, 1);
}

/// Counts it out, once the heap has it back or never will.
void countOut(abi::CheckedState &Checked, uint64_t Bytes) {
  target::add<Order::Relaxed, Scope::Device>(Checked.WaitingBlocks, ~0ull);
  target::add<Order::Release, Scope::Device>(Checked.Waiting, 0 - Bytes); // P2
}

/// Gives \p User, which this thread took out of the quarantine, back to the
/// heap. Panics if it was written to; then the heap never gets it.
[[gnu::noinline]] void giveBack(abi::State &State, uint64_t User,
                                const char *Site) {
  CheckedBlock Block(User);
  abi::CheckedHeader Header = Block.read();
  if (!Block.isOurs(Header)) // its bytes stay counted: they cannot be known
    Block.panic(abi::PanicKind::Overrun, 0, {}, Site);
  void *Raw = pointerTo(User - Header.Start);
  uint64_t Bytes = capacityOf(State.Heap, Raw);
  Block.leave(Header);
  if (uint64_t Damage = Block.damagedZone(Header.Size)) {
    countOut(State.Checked, Bytes);
    Block.panic(abi::PanicKind::Overrun, Damage, Header, Site);
  }
  if (uint64_t Damage = Block.damagedPoison(Header.Size)) {
    countOut(State.Checked, Bytes);
    Block.panic(abi::PanicKind::UseAfterFree, Damage, Header, Site);
  }
  giveBlock(State.Heap, Raw);
  countOut(State.Checked, Bytes);
}

} // namespace

GPURT_APART(checkedGiveBack, giveBack)

namespace {

/// How many bytes may wait: an eighth of the heap's memory.
uint64_t maxWaiting(const abi::HeapState &Heap) {
  return target::load<Order::Relaxed, Scope::Device>(Heap.BackedPages) *
         (abi::PageSize / 8);
}

/// Puts a freed block in and lets out what there is no room for.
void quarantine(abi::State &State, uint64_t User,
                const abi::CheckedHeader &Header, const char *Site) {
  abi::CheckedState &Checked = State.Checked;
  countIn(Checked, capacityOf(State.Heap, pointerTo(User - Header.Start)));
  if (uint64_t Out = putIn(Checked, User))
    apart::checkedGiveBack(State, Out, Site);
  while (target::load<Order::Relaxed, Scope::Device>(Checked.Waiting) >
         maxWaiting(State.Heap)) {
    uint64_t Out = takeOldest(Checked);
    if (!Out)
      return;
    apart::checkedGiveBack(State, Out, Site);
  }
}

//===----------------------------------------------------------------------===//
// Allocating
//===----------------------------------------------------------------------===//

/// takeBlock with a type of its own, as target/Apart.h asks for.
[[gnu::noinline]] void *takePlain(abi::State &State, uint64_t Size,
                                  uint32_t AlignLog) {
  return takeBlock(State, Size, 1ull << AlignLog);
}

} // namespace

GPURT_APART(checkedTakePlain, takePlain)

namespace {

/// Takes from the heap, and from the quarantine if there is no other way.
void *takeRaw(abi::State &State, uint64_t Size, uint64_t Align,
              const char *Site) {
  abi::CheckedState &Checked = State.Checked;
  for (uint32_t Attempt = 0;;) {
    bool SomeWait =
        target::load<Order::Acquire, Scope::Device>(Checked.Waiting); // P2
    if (void *Raw = apart::checkedTakePlain(State, Size,
                                            uint32_t(__builtin_ctzll(Align))))
      return Raw;
    uint64_t Limit =
        target::load<Order::Relaxed, Scope::Device>(State.Heap.LimitPages) *
        abi::PageSize;
    if (!SomeWait || Size > Limit || Attempt == MaxAttempts)
      return nullptr;
    // Not failed yet, so not to be counted.
    target::add<Order::Relaxed, Scope::Device>(State.Heap.Failures, ~0ull);
    if (!takeAll(Checked, [&](uint64_t Block) {
          apart::checkedGiveBack(State, Block, Site);
        }))
      rest(State, Attempt++);
  }
}

[[gnu::noinline]] void *take(abi::State &State, uint64_t Size, uint64_t Align,
                             const char *Site) {
  abi::CheckedState &Checked = State.Checked;
  if (!target::load<Order::Relaxed, Scope::Device>(Checked.InUse))
    target::store<Order::Relaxed, Scope::Device>(Checked.InUse, 1);
  uint64_t Start = Align > HeaderSize ? Align : HeaderSize;
  uint64_t Most = ~0ull - Start - 2 * abi::ZoneSize;
  // What overflows is refused, and counted, like any block that large.
  uint64_t Bytes = Size < Most ? Start + abi::zoneEnd(Size) : ~0ull;
  void *Raw = takeRaw(State, Bytes, Align, Site);
  if (!Raw)
    return nullptr;
  CheckedBlock Block(addressOf(Raw) + Start);
  Block.begin(Start, Size, addressOf(Site));
  target::fence<Order::AcqRel, Scope::Device>(); // P1
  return pointerTo(Block.User);
}

} // namespace

GPURT_APART(checkedTake, take)

namespace {

void *takeOrPanic(uint64_t Size, uint64_t Align, const char *Site) {
  void *Block = isPowerOfTwo(Align)
                    ? apart::checkedTake(state(), Size, Align, Site)
                    : nullptr;
  if (!Block)
    panic({.Kind = abi::PanicKind::OutOfMemory, .Operand = Size, .Site = Site});
  return Block;
}

//===----------------------------------------------------------------------===//
// Freeing
//===----------------------------------------------------------------------===//

/// \returns the pointer that the user would have to the block of ours at
/// \p Raw, where some block of at least a header's size begins.
uint64_t userOf(const void *Raw) {
  const auto &Forward = *static_cast<const abi::CheckedForward *>(Raw);
  bool IsForward =
      Forward.Key == abi::forwardKey(addressOf(Raw), Forward.Start);
  return addressOf(Raw) + (IsForward ? Forward.Start : HeaderSize);
}

/// \returns whether \p Block is one of ours, live or waiting, and its header.
bool isChecked(const abi::State &State, CheckedBlock Block,
               abi::CheckedHeader &Header) {
  if (!Block.isReadable(State.Heap))
    return false;
  Header = Block.read();
  return Block.isOurs(Header);
}

/// Panics about \p Pointer, which is no block of ours with a whole header.
[[noreturn]] void panicOnWrong(abi::State &State, const void *Pointer,
                               const char *Site) {
  CheckedBlock Named(addressOf(Pointer));
  if (Named.isReadable(State.Heap)) {
    abi::CheckedHeader Header = Named.read();
    bool WasFreed = abi::openLife(Named.User, Header.Life);
    if (Named.isGone(Header))
      Named.panic(WasFreed ? abi::PanicKind::DoubleFree
                           : abi::PanicKind::Overrun,
                  WasFreed ? Named.User : 0, Header, Site);
  }
  const void *Raw = blockAt(State.Heap, Pointer);
  if (Raw && capacityOf(State.Heap, Raw) > HeaderSize) {
    CheckedBlock Around(userOf(Raw));
    abi::CheckedHeader Header;
    if (isChecked(State, Around, Header))
      Around.panic(abi::PanicKind::InvalidFree, Named.User, Header, Site);
    if (Around.User == Named.User) // it was a block until its header was hit
      Around.panic(abi::PanicKind::Overrun, 0, {}, Site);
  }
  panic({.Kind = abi::PanicKind::InvalidFree,
         .Operand = Named.User,
         .Site = Site});
}

/// \returns the bytes at \p Pointer if a fast module allocated it, else 0.
uint64_t fastCapacity(const abi::State &State, const void *Pointer) {
  uint64_t Capacity = capacityOf(State.Heap, Pointer);
  abi::CheckedHeader Header;
  bool IsOurs = Capacity > HeaderSize &&
                isChecked(State, CheckedBlock(userOf(Pointer)), Header);
  return IsOurs ? 0 : Capacity;
}

/// Panics if the zones of a block that this thread has ended were written to.
void expectWhole(CheckedBlock Block, const abi::CheckedHeader &Header,
                 const char *Site) {
  uint64_t Damage = Block.damagedZone(Header.Size);
  if (!Damage)
    return;
  Block.leave(Header); // or it would be reported once more at exit
  Block.panic(abi::PanicKind::Overrun, Damage, Header, Site);
}

[[noreturn]] void panicOnLife(CheckedBlock Block, abi::CheckedHeader Header,
                              uint64_t Life, const char *Site) {
  Header.Life = Life;
  if (abi::openLife(Block.User, Life))
    Block.panic(abi::PanicKind::DoubleFree, Block.User, Header, Site);
  Block.leave(Header);
  Block.panic(abi::PanicKind::Overrun, 0, Header, Site);
}

[[gnu::noinline]] void give(void *Pointer, const char *Site) {
  abi::State &State = state();
  target::fence<Order::AcqRel, Scope::Device>(); // P1
  CheckedBlock Block(addressOf(Pointer));
  abi::CheckedHeader Header;
  if (!isChecked(State, Block, Header)) {
    if (!fastCapacity(State, Pointer) ||
        giveBlock(State.Heap, Pointer) != Freed::Done)
      panicOnWrong(State, Pointer, Site);
    return;
  }
  uint64_t Life;
  if (!Block.end(Site, Life))
    panicOnLife(Block, Header, Life, Site);
  expectWhole(Block, Header, Site);
  Block.poison(Header.Size);
  quarantine(State, Block.User, Header, Site);
}

} // namespace

GPURT_APART(checkedGive, give)

bool alloc::giveWithoutChecks(abi::State &State, void *Pointer) {
  CheckedBlock Block(addressOf(Pointer));
  abi::CheckedHeader Header;
  uint64_t Life;
  if (!isChecked(State, Block, Header))
    return giveBlock(State.Heap, Pointer) == Freed::Done;
  if (!Block.end(/*Site=*/nullptr, Life))
    return false;
  Block.leave(Header);
  return giveBlock(State.Heap, pointerTo(Block.User - Header.Start)) ==
         Freed::Done;
}

namespace {

//===----------------------------------------------------------------------===//
// Contents
//===----------------------------------------------------------------------===//

// Byte by byte at the end: behind it lies the zone.

void copyBytes(void *To, const void *From, uint64_t Size) {
  uint64_t Chunks = Size / sizeof(Chunk);
  for (uint64_t I = 0; I < Chunks; ++I)
    static_cast<Chunk *>(To)[I] = static_cast<const Chunk *>(From)[I];
  for (uint64_t I = Chunks * sizeof(Chunk); I < Size; ++I)
    static_cast<char *>(To)[I] = static_cast<const char *>(From)[I];
}

void zeroBytes(void *To, uint64_t Size) {
  uint64_t Chunks = Size / sizeof(Chunk);
  for (uint64_t I = 0; I < Chunks; ++I)
    static_cast<Chunk *>(To)[I] = {{0, 0}};
  for (uint64_t I = Chunks * sizeof(Chunk); I < Size; ++I)
    static_cast<char *>(To)[I] = 0;
}

/// \returns the bytes at \p Pointer, which realloc was given. Panics if it is
/// no live block, or one with damaged zones.
uint64_t contentsOf(abi::State &State, const void *Pointer, const char *Site,
                    bool &IsOurs) {
  target::fence<Order::AcqRel, Scope::Device>(); // P1
  CheckedBlock Block(addressOf(Pointer));
  abi::CheckedHeader Header;
  IsOurs = isChecked(State, Block, Header);
  if (IsOurs) {
    if (abi::openLife(Block.User, Header.Life) != abi::LifeLive)
      panicOnLife(Block, Header, Header.Life, Site);
    uint64_t Life;
    if (Block.damagedZone(Header.Size)) {
      if (!Block.end(Site, Life))
        panicOnLife(Block, Header, Life, Site);
      expectWhole(Block, Header, Site);
    }
    return Header.Size;
  }
  uint64_t Capacity = fastCapacity(State, Pointer);
  if (!Capacity)
    panicOnWrong(State, Pointer, Site);
  return Capacity;
}

} // namespace

extern "C" {

[[gnu::noinline]] void *__gpurt_checked_malloc(size_t Size, const char *Site) {
  return apart::checkedTake(state(), Size, MinAlign, Site);
}

[[gnu::noinline]] void *__gpurt_checked_aligned_alloc(size_t Align, size_t Size,
                                                      const char *Site) {
  return isPowerOfTwo(Align) ? apart::checkedTake(state(), Size, Align, Site)
                             : nullptr;
}

[[gnu::noinline]] int __gpurt_checked_posix_memalign(void **Result,
                                                     size_t Align, size_t Size,
                                                     const char *Site) {
  if (!isPowerOfTwo(Align) || Align % sizeof(void *))
    return InvalidArgument;
  void *Block = apart::checkedTake(state(), Size, Align, Site);
  if (!Block)
    return NoMemory;
  *Result = Block;
  return 0;
}

[[gnu::noinline]] void *__gpurt_checked_calloc(size_t Number, size_t Size,
                                               const char *Site) {
  uint64_t Bytes;
  if (__builtin_mul_overflow(Number, Size, &Bytes))
    Bytes = ~0ull; // refused, and counted, like any block that large
  void *Block = __gpurt_checked_malloc(Bytes, Site);
  if (Block)
    zeroBytes(Block, Bytes);
  return Block;
}

[[gnu::noinline]] void __gpurt_checked_free(void *Block, const char *Site) {
  if (Block)
    apart::checkedGive(Block, Site);
}

/// As in glibc: a null block is malloc, size 0 frees and returns null. Always
/// moves, so that pointers to the old block are seen to be stale.
[[gnu::noinline]] void *__gpurt_checked_realloc(void *Block, size_t Size,
                                                const char *Site) {
  if (!Block)
    return __gpurt_checked_malloc(Size, Site);
  if (!Size) {
    __gpurt_checked_free(Block, Site);
    return nullptr;
  }
  bool IsOurs;
  uint64_t Old = contentsOf(state(), Block, Site, IsOurs);
  void *Moved = __gpurt_checked_malloc(Size, Site);
  if (!Moved) {
    if (Size > Old)
      return nullptr;
    if (IsOurs)
      CheckedBlock(addressOf(Block)).shrink(Size);
    return Block;
  }
  copyBytes(Moved, Block, Size < Old ? Size : Old);
  __gpurt_checked_free(Block, Site);
  return Moved;
}

[[gnu::noinline]] void *__gpurt_checked_new(size_t Size, const char *Site) {
  return takeOrPanic(Size, MinAlign, Site);
}

[[gnu::noinline]] void *__gpurt_checked_new_aligned(size_t Size, size_t Align,
                                                    const char *Site) {
  return takeOrPanic(Size, Align, Site);
}

} // extern "C"
