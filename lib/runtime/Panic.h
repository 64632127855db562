//===- Panic.h - From panic records to reports and error codes ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The device takes a ticket for each panic and fills a pinned record for the
// first PanicRecords that the host has not consumed. The host looks at the
// record of the next ticket that it expects; if that is ready it reads the
// tickets, prints one report per grid, and consumes them all.
// Test: test/unit/PanicTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_PANIC_H
#define GPURT_LIB_RUNTIME_PANIC_H

#include "gpurt/abi.h"
#include "gpurt/runtime.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gpurt::runtime {

class DeviceState;

/// \returns the text of a report: CUDA's own line, our stack, the count.
std::string formatPanic(const gpurt_panic_info &Info);

/// \returns "file:line in function, from file:line in function" and so on, for
/// the lines of gpurt_panic_info::stack.
std::string formatPlace(std::string_view Stack);

/// The host's end of one device's panic protocol.
class PanicChannel {
public:
  /// Begins with fresh records and tickets. Before the device is live.
  void start(abi::PanicRecord *Fresh);

  /// True if there is a panic to report. Host loads only. Any thread, inside
  /// PinnedReaders.
  [[nodiscard]] bool hasNews() const;

  /// Prints what is new and makes it the last panic. Any thread, inside
  /// PinnedReaders. Does not wait for kernels.
  /// \returns true if a grid panicked that was not reported before
  bool report(DeviceState &Device);

private:
  struct Batch;

  bool waitUntilReady(uint64_t Ticket, bool &Patient) const;
  bool mustHaveRecord(uint64_t Ticket, uint64_t First) const;
  uint64_t takeReady(DeviceState &Device, uint64_t First, uint64_t Tickets,
                     Batch &New);
  void addTo(Batch &New, const gpurt_panic_info &Info,
             uint64_t GraphLaunches) const;
  uint64_t readTickets(DeviceState &Device, uint64_t First) const;
  void consume(DeviceState &Device, uint64_t Next) const;
  void take(DeviceState &Device, Batch &New);
  bool wasReported(uint64_t Grid, uint64_t GraphLaunches) const;

  /// A grid that was reported. Ids are unique, but for a kernel of a graph,
  /// which has the same id in every replay (H100, driver 580, 2026-11-22): an
  /// id seen again is the same grid if no graph was launched since.
  struct ReportedGrid {
    uint64_t Grid, GraphLaunches;
  };

  std::mutex Lock; ///< one thread reports at a time
  abi::PanicRecord *Records = nullptr;
  /// The ticket that we expect next: all before it are consumed. Written
  /// under Lock. Release: who finds a panic already consumed also finds it
  /// reported.
  std::atomic<uint64_t> Seen{0};
  /// The last write of Consumed: what Tickets was after it, and below which
  /// ticket there was room before it. A ticket between the two has a record
  /// or has none. Guarded by Lock.
  uint64_t TakenAtWrite = 0, RoomBeforeWrite = 0;
  /// Tickets were left that may have no record: look again in any case. They
  /// would use up the room of all that follow. Relaxed: a late look finds what
  /// an earlier one missed.
  std::atomic<bool> Behind{false};
  /// Grids reported lately, for threads of theirs that panic later. Guarded
  /// by Lock; zero is no grid that we need to know.
  std::array<ReportedGrid, 32> Reported{};
  unsigned NextReported = 0;
};

/// Copies the newest panic. \returns false if there is none.
bool copyLastPanic(gpurt_panic_info &Info);
void forgetLastPanic();

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_PANIC_H
