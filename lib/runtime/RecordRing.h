//===- RecordRing.h - Reading records while kernels write them ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host's end of one abi::PanicState; the device's is
// devicelib/error/Record.h. A thread takes a ticket and fills a pinned record
// if its ticket is among the first PanicRecords that the host has not
// consumed. The host looks at the record of the next ticket that it expects;
// if that is ready it reads the tickets and consumes them all.
// Test: test/unit/PanicTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_RECORDRING_H
#define GPURT_LIB_RUNTIME_RECORDRING_H

#include "gpurt/abi.h"

#include <atomic>
#include <cstdint>
#include <functional>

namespace gpurt::runtime {

class CopyLane;

class RecordRing {
public:
  /// Takes each record once, and may change it: it goes back to the device.
  using Reader = std::function<void(abi::PanicRecord &)>;

  /// Begins with fresh records and tickets. Before the device is live.
  void start(abi::PanicRecord *Fresh);

  /// True if there is a record to take. Host loads only. Any thread, inside
  /// PinnedReaders.
  [[nodiscard]] bool hasNews() const;

  /// Gives what is there to \p Read and consumes it. One thread at a time,
  /// inside PinnedReaders. Does not wait for kernels.
  /// \param OnDevice  the ring's state, on the device that \p Calls reads
  /// \returns how many tickets had no record
  uint64_t take(CopyLane &Calls, abi::PanicState *OnDevice, const Reader &Read);

private:
  [[nodiscard]] bool waitUntilReady(uint64_t Ticket, bool &Patient) const;
  [[nodiscard]] bool mustHaveRecord(uint64_t Ticket, uint64_t First) const;
  uint64_t takeReady(uint64_t First, uint64_t Tickets, const Reader &Read,
                     uint64_t &Unrecorded);
  uint64_t readTickets(CopyLane &Calls, const abi::PanicState *OnDevice,
                       uint64_t First) const;

  abi::PanicRecord *Records = nullptr;
  /// The ticket that we expect next: all before it are consumed. Written by
  /// the thread that takes. Release: who finds a panic already consumed also
  /// finds it reported.
  std::atomic<uint64_t> Seen{0};
  /// The last write of Consumed: what Tickets was after it, and below which
  /// ticket there was room before it. A ticket between the two has a record
  /// or has none.
  uint64_t TakenAtWrite = 0, RoomBeforeWrite = 0;
  /// Tickets were left that may have no record: look again in any case. They
  /// would use up the room of all that follow. Relaxed: a late look finds what
  /// an earlier one missed.
  std::atomic<bool> Behind{false};
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_RECORDRING_H
