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
  Record.ActiveMask = Mask;
  Record.Lane = target::laneId();
  Record.Sm = target::multiprocessor();
  copyText(Record.Message, Report.Message);
  copyText(Record.File, Report.File);
  copyText(Record.Function, Report.Function);
  copyText(Record.Stack, Report.Site);
}

void gpurt::announcePanic(abi::PanicState &Panics) {
  // A hint for the waits of other threads; they look again and again, so no
  // order is needed.
  target::store<Order::Relaxed, Scope::Device>(Panics.Grid, target::gridId());
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

template <typename Filler>
[[noreturn, gnu::always_inline]] inline void report(const PanicReport &Report,
                                                    Filler FillMore) {
  abi::PanicState &Panics = state().Panic;
  announcePanic(Panics);
  record(Panics, Report, FillMore);
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
  if (__gpurt_panic_mode == ModeGrid &&
      target::load<Order::Relaxed, Scope::Device>(State.Panic.Grid) ==
          target::gridId())
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
__gpurt_pure_virtual(const char *Site) {
  panic({.Kind = abi::PanicKind::PureVirtual, .Site = Site});
}

} // extern "C"
