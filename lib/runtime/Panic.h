//===- Panic.h - From panic records to reports and error codes ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes the records of panics from their ring, prints one report per grid, and
// keeps each for the call that is to return it as an error: one about the
// stream or by the thread that launched the kernel.
// Test: test/unit/PanicTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_PANIC_H
#define GPURT_LIB_RUNTIME_PANIC_H

#include "LaunchLog.h"
#include "PanicPlaces.h"
#include "RecordRing.h"
#include "gpurt/abi.h"
#include "gpurt/runtime.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpurt::runtime {

class DeviceState;

/// One line of gpurt_panic_info::stack.
struct StackFrame {
  std::string_view Function, File, Line, Column;
};

/// \returns the first line's frame; empty if there is none.
StackFrame innermostFrame(std::string_view Stack);

/// \returns the function of the last line, or nothing if there is none.
std::string_view outermostFunction(std::string_view Stack);

/// Cuts the first line from \p Stack. \returns its frame.
StackFrame cutFrame(std::string_view &Stack);

/// \returns the text of a report: CUDA's own line, our stack, the count, and
/// \p Places if they are several.
std::string formatPanic(const gpurt_panic_info &Info,
                        const std::vector<gpurt_panic_site> &Places = {});

/// \returns a line for each frame of \p Stack, as a report has them.
std::string formatStack(std::string_view Stack);

/// \returns the report as one line of JSON; see gpurt_panic_json.
std::string formatPanicJson(const gpurt_panic_info &Info);

/// \returns what the program is told of \p Record, of device \p Device.
gpurt_panic_info infoOf(const abi::PanicRecord &Record, int Device);

/// Makes the message of a panic that brought a format and values, or empty
/// ones; a check's message is its condition before.
void setMessage(gpurt_panic_info &Info, std::string_view Format,
                std::string_view Types, std::span<const uint32_t> Words);

/// \returns "file:line in function, from file:line in function" and so on, for
/// the lines of gpurt_panic_info::stack.
std::string formatPlace(std::string_view Stack);

/// The call that asks for panics, and so those that it is told of: those of
/// \p Stream if it has a value, those of kernels that \p Thread launched if it
/// is not null, and in both cases those of which this is not known.
struct PanicListener {
  std::optional<StreamId> Stream;
  const void *Thread = nullptr;
};

/// The host's end of one device's panic protocol.
class PanicChannel {
public:
  /// Begins with fresh records and tickets. Before the device is live.
  void start(abi::PanicRecord *Fresh);

  /// True if there is a panic to report, or one that no call was told of.
  /// Host loads only. Any thread, inside PinnedReaders.
  [[nodiscard]] bool hasNews() const {
    return Ring.hasNews() || Waiting.load(std::memory_order_relaxed);
  }

  /// Prints what is new, makes it the last panic and adds it to \p Fresh, for
  /// announcePanics. Any thread, inside PinnedReaders. Does not wait for
  /// kernels.
  /// \returns whether there is a panic that \p Who is to be told of and nobody
  ///          was; the first of them goes to \p Told
  bool report(DeviceState &Device, const PanicListener &Who,
              gpurt_panic_info &Told, std::vector<gpurt_panic_info> &Fresh);

  /// \p Stream is no more: any call is told of its panics.
  void forgetStream(const StreamId &Stream);

private:
  struct Batch;

  /// A panic that no call was told of.
  struct UntoldPanic {
    gpurt_panic_info Info;
    std::optional<StreamId> Stream;
    const void *Thread;
  };

  void addTo(Batch &New, const gpurt_panic_info &Info, uint64_t GraphLaunches);
  void addOthers(int Device, uint64_t Grid, const PanicPlaces &Where,
                 uint64_t Threads);
  void take(DeviceState &Device, Batch &New);
  void publish(DeviceState &Device, Batch &New);
  void keep(DeviceState &Device, gpurt_panic_info &Info);
  bool tell(const PanicListener &Who, gpurt_panic_info &Told);
  bool wasReported(uint64_t Grid, uint64_t GraphLaunches) const;

  /// A grid that was reported. Ids are unique, but for a kernel of a graph,
  /// which has the same id in every replay (H100, driver 580, 2026-11-22): an
  /// id seen again is the same grid if no graph was launched since.
  struct ReportedGrid {
    uint64_t Grid, GraphLaunches;
  };

  /// Programs that never ask keep no more than these.
  static constexpr size_t MostUntold = 64;

  std::mutex Lock;  ///< one thread reports at a time
  RecordRing Ring;  ///< taken under Lock
  PanicTable Table; ///< guarded by Lock, as all below
  /// Grids reported lately, for threads of theirs that panic later. Zero is no
  /// grid that we need to know.
  std::array<ReportedGrid, 32> Reported{};
  unsigned NextReported = 0;
  std::deque<UntoldPanic> Untold;
  /// Whether Untold has any. Relaxed: who was told to look has the order.
  std::atomic<bool> Waiting{false};
};

/// Tells the program's callback and GPURT_PANIC_JSON of panics that were just
/// reported, and ends the process if GPURT_PANIC says so. Holding nothing: the
/// callback may call anything.
void announcePanics(const std::vector<gpurt_panic_info> &Fresh);

/// Copies the newest panic. \returns false if there is none.
bool copyLastPanic(gpurt_panic_info &Info);
std::vector<gpurt_panic_site> lastPanicPlaces();
void forgetLastPanic();
void setPanicCallback(gpurt_panic_callback Callback, void *Data);

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_PANIC_H
