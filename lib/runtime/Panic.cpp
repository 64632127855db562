//===- Panic.cpp - From panic records to reports and error codes ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Panic.h, and RecordRing.h for how the records come; the device's side is
// devicelib/error/Panic.cpp.
// Test: test/unit/PanicTest.cpp
//===----------------------------------------------------------------------===//
#include "Panic.h"
#include "Device.h"
#include "Message.h"
#include "Options.h"
#include "UndefinedText.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

template <size_t Size>
void copyText(char (&To)[Size], const char (&From)[Size]) {
  std::memcpy(To, From, Size);
  To[Size - 1] = 0;
}

void addBlock(gpurt_panic_info &Info, const abi::PanicHeapBlock &About) {
  Info.block_address = About.At;
  Info.block_size = About.Size;
  copyText(Info.allocated, About.Allocated);
  copyText(Info.freed, About.Freed);
}

void addFacts(gpurt_panic_info &Info, const abi::UndefinedFacts &Facts) {
  Info.column = Facts.Column;
  std::string Text = formatUndefined(Facts);
  Info.message[Text.copy(Info.message, sizeof(Info.message) - 1)] = 0;
}

/// Empties what the device writes only for panics about a block. Before the
/// record's ticket is consumed.
void forgetBlock(abi::PanicRecord &Record) {
  Record.Heap.At = Record.Heap.Size = 0;
  Record.Heap.Allocated[0] = Record.Heap.Freed[0] = 0;
}

} // namespace

gpurt_panic_info gpurt::runtime::infoOf(const abi::PanicRecord &Record,
                                        int Device) {
  gpurt_panic_info Info{};
  Info.kind = gpurt_panic_kind(Record.Kind);
  Info.device = Device;
  std::copy_n(Record.Block, 3, Info.block);
  std::copy_n(Record.Thread, 3, Info.thread);
  Info.active_mask = Record.ActiveMask;
  Info.sm = Record.Sm;
  Info.grid = Record.Grid;
  Info.time_ns = Record.Time;
  Info.operand = Record.Operand;
  Info.line = Record.Line;
  copyText(Info.message, Record.Message);
  copyText(Info.file, Record.File);
  copyText(Info.function, Record.Function);
  copyText(Info.stack, Record.Stack);
  if (Record.Kind == abi::PanicKind::Undefined)
    addFacts(Info, Record.Undefined);
  else
    addBlock(Info, Record.Heap);
  return Info;
}

namespace {

/// The newest panic of the process. Never destroyed, for late destructors.
struct LastPanic {
  std::mutex Lock;
  std::optional<gpurt_panic_info> Info;

  static LastPanic &get() {
    static LastPanic *const Only = new LastPanic;
    return *Only;
  }
};

/// Adds threads to a panic that was reported before they came.
void addToLastPanic(int Device, uint64_t Grid, uint64_t Count) {
  LastPanic &Last = LastPanic::get();
  std::lock_guard Guard(Last.Lock);
  if (Last.Info && Last.Info->device == Device && Last.Info->grid == Grid)
    Last.Info->others += Count;
}

} // namespace

bool gpurt::runtime::copyLastPanic(gpurt_panic_info &Info) {
  LastPanic &Last = LastPanic::get();
  std::lock_guard Guard(Last.Lock);
  if (!Last.Info)
    return false;
  Info = *Last.Info;
  return true;
}

void gpurt::runtime::forgetLastPanic() {
  LastPanic &Last = LastPanic::get();
  std::lock_guard Guard(Last.Lock);
  Last.Info.reset();
}

/// What one call of report() finds.
struct PanicChannel::Batch {
  std::vector<gpurt_panic_info> Panics; ///< first of each new grid
  uint64_t Unrecorded = 0;              ///< tickets without a record

  gpurt_panic_info *ofGrid(uint64_t Grid) {
    for (gpurt_panic_info &Info : Panics)
      if (Info.grid == Grid)
        return &Info;
    return nullptr;
  }
};

void PanicChannel::start(abi::PanicRecord *Fresh) {
  std::lock_guard Guard(Lock);
  Ring.start(Fresh);
  Reported.fill({});
}

bool PanicChannel::wasReported(uint64_t Grid, uint64_t GraphLaunches) const {
  return Grid && std::any_of(Reported.begin(), Reported.end(),
                             [=](const ReportedGrid &Each) {
                               return Each.Grid == Grid &&
                                      Each.GraphLaunches == GraphLaunches;
                             });
}

void PanicChannel::addTo(Batch &New, const gpurt_panic_info &Info,
                         uint64_t GraphLaunches) const {
  if (gpurt_panic_info *Same = New.ofGrid(Info.grid))
    ++Same->others;
  else if (wasReported(Info.grid, GraphLaunches))
    addToLastPanic(Info.device, Info.grid, 1);
  else
    New.Panics.push_back(Info);
}

void PanicChannel::take(DeviceState &Device, Batch &New) {
  uint64_t GraphLaunches = Device.GraphLaunches.load(std::memory_order_relaxed);
  New.Unrecorded = Ring.take(
      Device.Calls, &Device.onDevice()->Panic, [&](abi::PanicRecord &Record) {
        addTo(New, infoOf(Record, int(Device.layout().Device)), GraphLaunches);
        forgetBlock(Record);
      });
}

bool PanicChannel::report(DeviceState &Device) {
  std::lock_guard Guard(Lock);
  if (!hasNews())
    return false; // another thread was faster
  Batch New;
  {
    RelaxedCapture Capture;
    OwnErrors Errors;
    take(Device, New);
  }
  if (New.Panics.empty())
    return false;
  New.Panics.front().others += New.Unrecorded;
  for (const gpurt_panic_info &Info : New.Panics) {
    Reported[NextReported++ % Reported.size()] = {
        Info.grid, Device.GraphLaunches.load(std::memory_order_relaxed)};
    std::string Text = formatPanic(Info);
    writeText(Text.data(), Text.size());
  }
  {
    LastPanic &Last = LastPanic::get();
    std::lock_guard LastGuard(Last.Lock);
    Last.Info = New.Panics.back();
  }
  if (Options::get().AbortOnPanic)
    std::abort();
  return true;
}
