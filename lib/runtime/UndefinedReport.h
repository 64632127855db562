//===- UndefinedReport.h - Sanitizer checks that end no thread ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A recovering check of -fgpu-rt-sanitize= is recorded the first time that its
// site fails, and counted there afterwards. The report goes to stderr with the
// next call that looks for panics; it is no error. How often each site failed
// again is told at the end, when no kernel counts any more.
// Test: test/unit/UndefinedReportTest.cpp, test/run/sanitize/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_UNDEFINEDREPORT_H
#define GPURT_LIB_RUNTIME_UNDEFINEDREPORT_H

#include "RecordRing.h"

#include <mutex>
#include <string>
#include <vector>

namespace gpurt::runtime {

class DeviceState;

/// The host's end of one device's reports.
class UndefinedChannel {
public:
  /// Begins with fresh records and tickets. Before the device is live.
  void start(abi::PanicRecord *Fresh);

  /// True if there is something to report. Host loads only. Any thread, inside
  /// PinnedReaders.
  [[nodiscard]] bool hasNews() const { return Ring.hasNews(); }

  /// Prints what is new. Any thread, inside PinnedReaders. Does not wait for
  /// kernels.
  void report(DeviceState &Device);

  /// Prints how often the reported sites failed again, and forgets them. The
  /// modules that have the counts are still loaded.
  void reportCounts(DeviceState &Device);

private:
  struct Site {
    const uint64_t *Hits; ///< on the device
    std::string Place;
  };

  std::mutex Lock;         ///< one thread reports at a time
  RecordRing Ring;         ///< taken under Lock
  std::vector<Site> Sites; ///< guarded by Lock
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_UNDEFINEDREPORT_H
