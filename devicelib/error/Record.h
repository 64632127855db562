//===- devicelib/error/Record.h - Filling the record of a report ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What panics and the reports of sanitizer checks share: a ticket decides who
// owns a record of a ring in pinned memory, and the owner fills it. The host's
// side is lib/runtime/RecordRing.h.
// Tests: test/run/panic/, test/run/sanitize/
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ERROR_RECORD_H
#define GPURT_DEVICELIB_ERROR_RECORD_H

#include "error/Panic.h"
#include "target/Atomic.h"
#include "target/Thread.h"

namespace gpurt {

/// Copies \p From, cut to fit, with its NUL.
template <unsigned Size> void copyText(char (&To)[Size], const char *From) {
  unsigned I = 0;
  if (From)
    for (; I < Size - 1 && From[I]; ++I)
      To[I] = From[I];
  To[I] = 0;
}

/// Fills in \p Report and the calling thread; \p Mask are the lanes that were
/// together when it began.
void fillRecord(abi::PanicRecord &Record, const PanicReport &Report,
                uint32_t Mask);

/// Counts a report that has no record. Lock-free: a retry means that another
/// site has taken an entry.
void countAtSite(abi::PanicSite *Sites, const PanicReport &Report);

/// Takes a ticket of \p Ring; if there is room, fills its record and calls
/// \p FillMore(record), else counts at its site.
template <typename Filler>
[[gnu::always_inline]] inline void
record(abi::PanicState &Ring, const PanicReport &Report, Filler FillMore) {
  using target::Order;
  using target::Scope;
  uint32_t Mask = target::activeMask();
  // The ticket alone decides who owns a record, so it needs no order.
  // The host reads Tickets after the kernel ended or as a snapshot.
  uint64_t Ticket =
      target::fetchAdd<Order::Relaxed, Scope::Device>(Ring.Tickets, 1);
  uint64_t Consumed =
      target::load<Order::Relaxed, Scope::Device>(Ring.Consumed);
  if (Ticket - Consumed >= abi::PanicRecords) {
    if (Ring.Sites)
      countAtSite(Ring.Sites, Report);
    return;
  }
  abi::PanicRecord &Record = Ring.Records[Ticket % abi::PanicRecords];
  fillRecord(Record, Report, Mask);
  FillMore(Record);
  // Pairs with the host's acquire load of Ready: a record that looks ready
  // is whole. A thread stopped before this line leaves the record unseen,
  // and its panic still counted.
  target::store<Order::Release, Scope::System>(Record.Ready, Ticket + 1);
}

/// Tells the threads of this grid that it has a panic, for their waits.
void announcePanic(abi::State &State);

/// Ends the calling thread and leaves the context intact.
[[noreturn]] void endThread();

} // namespace gpurt

#endif // GPURT_DEVICELIB_ERROR_RECORD_H
