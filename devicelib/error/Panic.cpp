//===- devicelib/error/Panic.cpp - Ending a thread with a report ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A panicking thread takes a ticket. The holders of the first tickets that the
// host has not dealt with fill a record in pinned memory, which is readable
// even if the context dies later; the others are only counted. Then the thread
// exits, which leaves the context and the barriers of its block intact.
// Tests: test/run/panic/
//===----------------------------------------------------------------------===//
#include "error/Panic.h"

#include "alloc/Arenas.h"
#include "alloc/Magazine.h"
#include "error/Record.h"
#include "error/Stop.h"

using namespace gpurt;
using target::Order;
using target::Scope;

/// Values of __gpurt_panic_mode.
static constexpr unsigned ModeGrid = 3;

void gpurt::fillRecord(abi::PanicRecord &Record, const PanicReport &Report,
                       uint32_t Mask) {
  target::Index3 Block = target::blockIndex();
  target::Index3 Thread = target::threadIndex();
  Record.Grid = target::gridId();
  Record.Time = target::globalTime();
  Record.Operand = Report.Operand;
  Record.Kind = Report.Kind;
  Record.Line = Report.Line;
  Record.Block[0] = Block.X;
  Record.Block[1] = Block.Y;
  Record.Block[2] = Block.Z;
  Record.Thread[0] = Thread.X;
  Record.Thread[1] = Thread.Y;
  Record.Thread[2] = Thread.Z;
  target::Index3 Blocks = target::gridSize();
  target::Index3 Threads = target::blockSize();
  Record.GridSize[0] = Blocks.X;
  Record.GridSize[1] = Blocks.Y;
  Record.GridSize[2] = Blocks.Z;
  Record.BlockSize[0] = Threads.X;
  Record.BlockSize[1] = Threads.Y;
  Record.BlockSize[2] = Threads.Z;
  Record.ActiveMask = Mask;
  Record.Lane = target::laneId();
  Record.Sm = target::multiprocessor();
  copyText(Record.Message, Report.Message);
  copyText(Record.File, Report.File);
  copyText(Record.Function, Report.Function);
  copyText(Record.Stack, Report.Site);
}

/// \returns a hash of \p Text up to its end or \p End, and of \p Number.
static uint64_t hashOf(const char *Text, char End, uint32_t Number) {
  // FNV-1a, 64 bits (Fowler, Noll, Vo).
  uint64_t Hash = 0xcbf29ce484222325;
  auto Add = [&](uint32_t Byte) { Hash = (Hash ^ Byte) * 0x100000001b3; };
  for (; Text && *Text && *Text != End; ++Text)
    Add(uint8_t(*Text));
  for (unsigned Shift = 0; Shift < 32; Shift += 8)
    Add(Number >> Shift & 0xff);
  return Hash | 1; // 0 is no key
}

/// Writes what \p Site is a count of. By the one thread that set its key.
static void describe(abi::PanicSite &Site, const PanicReport &Report) {
  copyText(Site.Text, Report.File ? Report.File : Report.Site);
  Site.Line = Report.File ? Report.Line : 0;
  // Pairs with the host's copy, which takes no entry that is not written.
  target::store<Order::Release, Scope::Device>(Site.Written, 1);
}

[[gnu::noinline, gnu::cold]] void
gpurt::countAtSite(abi::PanicSite *Sites, const PanicReport &Report) {
  uint64_t Key = Report.File ? hashOf(Report.File, 0, Report.Line)
                             : hashOf(Report.Site, '\n', uint32_t(Report.Kind));
  // I1: a key is set once, so two threads of one site use one entry.
  for (uint32_t I = 0; I < abi::PanicSites; ++I) {
    abi::PanicSite &Site = Sites[(Key + I) % abi::PanicSites];
    uint64_t Seen = target::load<Order::Relaxed, Scope::Device>(Site.Key);
    if (!Seen && target::compareExchange<Order::Relaxed, Scope::Device>(
                     Site.Key, Seen, Key)) {
      describe(Site, Report);
      Seen = Key;
    }
    if (Seen == Key)
      return target::add<Order::Relaxed, Scope::Device>(Site.Count, 1);
  }
  // No room: the host has the number of all tickets and sees that some are
  // missing here.
}

void gpurt::announcePanic(abi::State &State) {
  if (__gpurt_panic_mode == ModeGrid)
    stopGrid(State, target::gridId());
}

void gpurt::endThread() {
  // By their names, so that gpurt-inline-heap finds them where no one
  // allocates. The arenas first: their list lies in the magazine.
  if (alloc::arenas::areUsed())
    __gpurt_arena_end();
  if (alloc::magazine::isUsed())
    __gpurt_magazine_leave();
  target::exitThread();
}

namespace {

/// Fills in what is known of a block. The host has emptied these fields, so
/// that panics without a block need not.
void fill(abi::PanicHeapBlock &To, const PanicBlock &Block) {
  To.At = Block.At;
  To.Size = Block.Size;
  copyText(To.Allocated, Block.Allocated);
  copyText(To.Freed, Block.Freed);
}

/// Copies a format and its values, each cut to fit.
void fill(abi::PackedMessage &To, const char *Format, const char *Types,
          const uint32_t *Words, uint32_t WordCount) {
  constexpr uint32_t Room = sizeof(To.Words) / sizeof(To.Words[0]);
  To.WordCount = WordCount < Room ? WordCount : Room;
  for (uint32_t I = 0; I < To.WordCount; ++I)
    To.Words[I] = Words[I];
  copyText(To.Types, Types);
  copyText(To.Format, Format);
}

template <typename Filler>
[[noreturn, gnu::always_inline]] inline void report(const PanicReport &Report,
                                                    Filler FillMore) {
  abi::State &State = state();
  announcePanic(State);
  record(State.Panic, Report, FillMore);
  endThread();
}

} // namespace

[[gnu::noinline, gnu::cold]] void gpurt::panic(const PanicReport &Report) {
  report(Report, [](abi::PanicRecord &) {});
}

[[gnu::noinline, gnu::cold]] void gpurt::panicAbout(const PanicBlock &Block,
                                                    const PanicReport &Report) {
  report(Report, [&](abi::PanicRecord &Record) { fill(Record.Heap, Block); });
}

void gpurt::stopIfPanicked(abi::State &State) {
  if (isStopped(State, target::gridId()))
    endThread();
}

//===----------------------------------------------------------------------===//
// What gpurt-lower-panic calls
//===----------------------------------------------------------------------===//

extern "C" {

[[noreturn, gnu::noinline, gnu::cold]] void
__gpurt_assertfail(const char *Message, const char *File, unsigned Line,
                   const char *Function, size_t /*CharSize*/,
                   const char *Site) {
  panic({.Kind = abi::PanicKind::Assert,
         .Message = Message,
         .File = File,
         .Line = Line,
         .Function = Function,
         .Site = Site});
}

[[noreturn, gnu::noinline, gnu::cold]] void __gpurt_abort(const char *Site) {
  panic({.Kind = abi::PanicKind::Abort, .Site = Site});
}

[[noreturn, gnu::noinline, gnu::cold]] void __gpurt_trap(const char *Site) {
  panic({.Kind = abi::PanicKind::Trap, .Site = Site});
}

[[noreturn, gnu::noinline, gnu::cold]] void
__gpurt_ubsantrap(unsigned Code, const char *Site) {
  panic({.Kind = abi::PanicKind::Sanitizer, .Operand = Code, .Site = Site});
}

[[noreturn, gnu::noinline, gnu::cold]] void
__gpurt_terminate(const char *Site) {
  panic({.Kind = abi::PanicKind::Terminate, .Site = Site});
}

[[noreturn, gnu::noinline, gnu::cold]] void
__gpurt_panic(unsigned Kind, const char *Message, const char *Format,
              const char *Types, const unsigned *Words, unsigned WordCount,
              const char *File, unsigned Line, const char *Function,
              const char *Site) {
  report({.Kind = abi::PanicKind(Kind),
          .Message = Message,
          .File = File,
          .Line = Line,
          .Function = Function,
          .Site = Site},
         [&](abi::PanicRecord &Record) {
           fill(Record.Packed, Format, Types, Words, WordCount);
         });
}

[[noreturn, gnu::noinline, gnu::cold]] void
__gpurt_pure_virtual(const char *Site) {
  panic({.Kind = abi::PanicKind::PureVirtual, .Site = Site});
}

} // extern "C"
