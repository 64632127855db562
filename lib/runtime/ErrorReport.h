//===- ErrorReport.h - Errors that stop nothing ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What gpurt::report brings from devices and from the host: printed once,
// kept for gpurt_last_errors, counted by place. The device's side is
// devicelib/error/Report.cpp.
// Tests: test/unit/ErrorReportTest.cpp, test/run/error/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_ERRORREPORT_H
#define GPURT_LIB_RUNTIME_ERRORREPORT_H

#include "PanicPlaces.h"
#include "RecordRing.h"

#include "gpurt/error_abi.h"
#include "gpurt/runtime.h"

#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace gpurt::runtime {

class DeviceState;

/// \returns the text of a report.
std::string formatError(const gpurt_error_info &Info);

/// \returns what the program is told of \p Record, of device \p Device.
gpurt_error_info errorOf(const abi::PanicRecord &Record, int Device);

/// \returns the same of an error in the program's memory.
gpurt_error_info errorOf(const abi::ErrorData &Error);

/// The process's errors. Callers: any thread.
class ErrorList {
public:
  static ErrorList &get();

  /// Keeps the newest of \p Errors, and the counts of all: theirs are among
  /// \p Places.
  void add(const std::vector<gpurt_error_info> &Errors,
           const PanicPlaces &Places);

  /// Tells the callback of \p Errors. Holding nothing: it may call anything.
  void announce(const std::vector<gpurt_error_info> &Errors);

  std::vector<gpurt_error_info> last();
  std::vector<gpurt_panic_site> places();
  void clear();
  void setCallback(gpurt_error_callback Callback, void *Data);

private:
  static constexpr size_t MostKept = 256;

  std::mutex Lock;
  std::deque<gpurt_error_info> Kept; ///< guarded by Lock, as all below
  PanicPlaces Counts;
  gpurt_error_callback Callback = nullptr;
  void *Data = nullptr;
};

/// The host's end of one device's reports.
class ErrorChannel {
public:
  /// Begins with fresh records and tickets. Before the device is live.
  void start(abi::PanicRecord *Fresh);

  /// True if there is something to report. Host loads only. Any thread, inside
  /// PinnedReaders.
  [[nodiscard]] bool hasNews() const { return Ring.hasNews(); }

  /// Prints what is new, adds it to the list and to \p Fresh. Any thread,
  /// inside PinnedReaders. Does not wait for kernels.
  void report(DeviceState &Device, std::vector<gpurt_error_info> &Fresh);

private:
  std::mutex Lock;  ///< one thread reports at a time
  RecordRing Ring;  ///< taken under Lock
  PanicTable Table; ///< guarded by Lock
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_ERRORREPORT_H
