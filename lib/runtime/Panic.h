//===- Panic.h - From panic records to reports and error codes ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes the records of panics from their ring and prints one report per grid.
// Test: test/unit/PanicTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_PANIC_H
#define GPURT_LIB_RUNTIME_PANIC_H

#include "RecordRing.h"
#include "gpurt/abi.h"
#include "gpurt/runtime.h"

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gpurt::runtime {

class DeviceState;

/// \returns the text of a report: CUDA's own line, our stack, the count.
std::string formatPanic(const gpurt_panic_info &Info);

/// \returns what the program is told of \p Record, of device \p Device.
gpurt_panic_info infoOf(const abi::PanicRecord &Record, int Device);

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
  [[nodiscard]] bool hasNews() const { return Ring.hasNews(); }

  /// Prints what is new and makes it the last panic. Any thread, inside
  /// PinnedReaders. Does not wait for kernels.
  /// \returns true if a grid panicked that was not reported before
  bool report(DeviceState &Device);

private:
  struct Batch;

  void addTo(Batch &New, const gpurt_panic_info &Info,
             uint64_t GraphLaunches) const;
  void take(DeviceState &Device, Batch &New);
  bool wasReported(uint64_t Grid, uint64_t GraphLaunches) const;

  /// A grid that was reported. Ids are unique, but for a kernel of a graph,
  /// which has the same id in every replay (H100, driver 580, 2026-11-22): an
  /// id seen again is the same grid if no graph was launched since.
  struct ReportedGrid {
    uint64_t Grid, GraphLaunches;
  };

  std::mutex Lock; ///< one thread reports at a time
  RecordRing Ring; ///< taken under Lock
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
