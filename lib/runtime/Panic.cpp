//===- Panic.cpp - From panic records to reports and error codes ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Panic.h, and RecordRing.h for how the records come; the device's side is
// devicelib/error/Panic.cpp.
// Test: test/unit/PanicTest.cpp
//===----------------------------------------------------------------------===//
#include "Panic.h"
#include "Device.h"
#include "Json.h"
#include "Message.h"
#include "Modules.h"
#include "Options.h"
#include "PackedText.h"
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

template <size_t Size> void setText(char (&To)[Size], std::string_view From) {
  To[From.copy(To, Size - 1)] = 0;
}

void addMessage(gpurt_panic_info &Info, const abi::PackedMessage &Packed) {
  size_t Count = std::min<size_t>(Packed.WordCount, std::size(Packed.Words));
  setMessage(Info,
             {Packed.Format, strnlen(Packed.Format, sizeof(Packed.Format))},
             {Packed.Types, strnlen(Packed.Types, sizeof(Packed.Types))},
             {Packed.Words, Count});
}

/// Empties what the device writes only for panics about a block. Before the
/// record's ticket is consumed.
void forgetBlock(abi::PanicRecord &Record) {
  Record.Heap.At = Record.Heap.Size = 0;
  Record.Heap.Allocated[0] = Record.Heap.Freed[0] = 0;
}

} // namespace

void gpurt::runtime::setMessage(gpurt_panic_info &Info, std::string_view Format,
                                std::string_view Types,
                                std::span<const uint32_t> Words) {
  std::string Text;
  if (!Format.empty())
    Text = logging::formatPacked(Format, Types, Words);
  if (Info.kind == GPURT_PANIC_CHECK)
    Text = std::string("Check `") + Info.message + "` failed" +
           (Text.empty() ? "" : ": ") + Text;
  if (Info.kind != GPURT_PANIC_UNREACHABLE)
    setText(Info.message, Text);
}

gpurt_panic_info gpurt::runtime::infoOf(const abi::PanicRecord &Record,
                                        int Device) {
  gpurt_panic_info Info{};
  Info.kind = gpurt_panic_kind(Record.Kind);
  Info.device = Device;
  std::copy_n(Record.Block, 3, Info.block);
  std::copy_n(Record.Thread, 3, Info.thread);
  std::copy_n(Record.GridSize, 3, Info.grid_dim);
  std::copy_n(Record.BlockSize, 3, Info.block_dim);
  Info.active_mask = Record.ActiveMask;
  Info.lane = Record.Lane;
  Info.sm = Record.Sm;
  Info.grid = Record.Grid;
  Info.time_ns = Record.Time;
  Info.operand = Record.Operand;
  Info.line = Record.Line;
  copyText(Info.message, Record.Message);
  copyText(Info.file, Record.File);
  copyText(Info.function, Record.Function);
  copyText(Info.stack, Record.Stack);
  switch (Record.Kind) {
  case abi::PanicKind::Undefined:
    addFacts(Info, Record.Undefined);
    break;
  case abi::PanicKind::User:
  case abi::PanicKind::Check:
    addMessage(Info, Record.Packed);
    break;
  case abi::PanicKind::Unreachable:
  case abi::PanicKind::Report: // ErrorReport.cpp reads its facts
    break;
  default:
    addBlock(Info, Record.Heap);
  }
  return Info;
}

namespace {

/// The newest panic of the process. Never destroyed, for late destructors.
struct LastPanic {
  std::mutex Lock;
  std::optional<gpurt_panic_info> Info;
  PanicPlaces Places; ///< of Info's report
  gpurt_panic_callback Callback = nullptr;
  void *Data = nullptr;

  static LastPanic &get() {
    static LastPanic *const Only = new LastPanic;
    return *Only;
  }
};

} // namespace

bool gpurt::runtime::copyLastPanic(gpurt_panic_info &Info) {
  LastPanic &Last = LastPanic::get();
  std::lock_guard Guard(Last.Lock);
  if (!Last.Info)
    return false;
  Info = *Last.Info;
  return true;
}

std::vector<gpurt_panic_site> gpurt::runtime::lastPanicPlaces() {
  LastPanic &Last = LastPanic::get();
  std::lock_guard Guard(Last.Lock);
  return Last.Places.list();
}

void gpurt::runtime::forgetLastPanic() {
  LastPanic &Last = LastPanic::get();
  std::lock_guard Guard(Last.Lock);
  Last.Info.reset();
  Last.Places = {};
}

void gpurt::runtime::setPanicCallback(gpurt_panic_callback Callback,
                                      void *Data) {
  LastPanic &Last = LastPanic::get();
  std::lock_guard Guard(Last.Lock);
  Last.Callback = Callback;
  Last.Data = Data;
}

void gpurt::runtime::announcePanics(
    const std::vector<gpurt_panic_info> &Fresh) {
  if (Fresh.empty())
    return;
  const std::string &Json = Options::get().PanicJson;
  gpurt_panic_callback Callback = nullptr;
  void *Data = nullptr;
  {
    LastPanic &Last = LastPanic::get();
    std::lock_guard Guard(Last.Lock);
    Callback = Last.Callback;
    Data = Last.Data;
  }
  for (const gpurt_panic_info &Info : Fresh) {
    if (!Json.empty())
      appendLine(Json, formatPanicJson(Info), "GPURT_PANIC_JSON");
    if (Callback)
      Callback(&Info, Data);
  }
  if (Options::get().AbortOnPanic)
    std::abort();
}

//===----------------------------------------------------------------------===//
// Taking
//===----------------------------------------------------------------------===//

/// What one call of report() finds.
struct PanicChannel::Batch {
  std::vector<gpurt_panic_info> Panics; ///< first of each new grid
  PanicPlaces Places;                   ///< of all of them
  PanicPlaces Counted;                  ///< of tickets without a record
  uint64_t Unrecorded = 0;              ///< number of these

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
  Table.start();
  Reported.fill({});
  Untold.clear();
  Waiting.store(false, std::memory_order_relaxed);
}

bool PanicChannel::wasReported(uint64_t Grid, uint64_t GraphLaunches) const {
  return Grid && std::any_of(Reported.begin(), Reported.end(),
                             [=](const ReportedGrid &Each) {
                               return Each.Grid == Grid &&
                                      Each.GraphLaunches == GraphLaunches;
                             });
}

/// Adds threads to a panic that was reported before they came. Grid 0: to the
/// newest, whatever its grid.
void PanicChannel::addOthers(int Device, uint64_t Grid,
                             const PanicPlaces &Where, uint64_t Threads) {
  for (UntoldPanic &Each : Untold)
    if (Each.Info.grid == Grid)
      Each.Info.others += Threads;
  LastPanic &Last = LastPanic::get();
  std::lock_guard Guard(Last.Lock);
  if (!Last.Info || Last.Info->device != Device ||
      (Grid && Last.Info->grid != Grid))
    return;
  Last.Info->others += Threads;
  Last.Places.add(Where);
}

void PanicChannel::addTo(Batch &New, const gpurt_panic_info &Info,
                         uint64_t GraphLaunches) {
  if (gpurt_panic_info *Same = New.ofGrid(Info.grid)) {
    ++Same->others;
    New.Places.add(Info);
  } else if (wasReported(Info.grid, GraphLaunches)) {
    PanicPlaces Where;
    Where.add(Info);
    addOthers(Info.device, Info.grid, Where, 1);
  } else {
    New.Panics.push_back(Info);
    New.Places.add(Info);
  }
}

void PanicChannel::take(DeviceState &Device, Batch &New) {
  RelaxedCapture Capture;
  OwnErrors Errors;
  uint64_t GraphLaunches = Device.GraphLaunches.load(std::memory_order_relaxed);
  New.Unrecorded = Ring.take(
      Device.Calls, &Device.onDevice()->Panic, [&](abi::PanicRecord &Record) {
        addTo(New, infoOf(Record, int(Device.layout().Device)), GraphLaunches);
        forgetBlock(Record);
      });
  if (New.Unrecorded)
    Table.read(Device.Calls, Device.layout().Panic.Sites, New.Counted);
}

//===----------------------------------------------------------------------===//
// Telling
//===----------------------------------------------------------------------===//

/// Fills in where \p Info's kernel came from, and keeps it for the call that
/// is to be told.
void PanicChannel::keep(DeviceState &Device, gpurt_panic_info &Info) {
  std::string_view Function = outermostFunction(Info.stack);
  LaunchOrigin Origin = Device.Log.originOf(
      std::to_array(Info.grid_dim), std::to_array(Info.block_dim), Function,
      Device.Restless.load(std::memory_order_relaxed));
  Info.stream_known = Origin.Stream.has_value();
  Info.stream = Origin.Stream ? Origin.Stream->Handle : nullptr;
  Info.launch_first = Origin.First;
  Info.launch_last = Origin.Last;
  std::string Kernel;
  if (Origin.Kernel)
    Kernel = Modules::get().nameOf(Origin.Kernel);
  else if (!Function.empty() && Modules::get().hasKernel(Function))
    Kernel = Function;
  Info.kernel[Kernel.copy(Info.kernel, sizeof(Info.kernel) - 1)] = 0;

  Untold.push_back({Info, Origin.Stream, Origin.Thread});
  if (Untold.size() > MostUntold)
    Untold.pop_front();
}

void PanicChannel::publish(DeviceState &Device, Batch &New) {
  New.Panics.front().others += New.Unrecorded;
  New.Places.add(New.Counted);
  std::vector<gpurt_panic_site> Places = New.Places.list();
  for (gpurt_panic_info &Info : New.Panics) {
    keep(Device, Info);
    Device.Stops.remember(Info.grid);
    Reported[NextReported++ % Reported.size()] = {
        Info.grid, Device.GraphLaunches.load(std::memory_order_relaxed)};
    // The places are those of all grids, so they go below the last.
    std::string Text = &Info == &New.Panics.back() ? formatPanic(Info, Places)
                                                   : formatPanic(Info);
    writeText(Text.data(), Text.size());
  }
  LastPanic &Last = LastPanic::get();
  std::lock_guard LastGuard(Last.Lock);
  Last.Info = New.Panics.back();
  Last.Places = New.Places;
}

bool PanicChannel::tell(const PanicListener &Who, gpurt_panic_info &Told) {
  auto IsTold = [&](const UntoldPanic &Each) {
    return (!Who.Stream || !Each.Stream || *Each.Stream == *Who.Stream) &&
           (!Who.Thread || !Each.Thread || Each.Thread == Who.Thread);
  };
  auto First = std::find_if(Untold.begin(), Untold.end(), IsTold);
  if (First == Untold.end())
    return false;
  Told = First->Info;
  std::erase_if(Untold, IsTold);
  return true;
}

bool PanicChannel::report(DeviceState &Device, const PanicListener &Who,
                          gpurt_panic_info &Told,
                          std::vector<gpurt_panic_info> &Fresh) {
  std::lock_guard Guard(Lock);
  if (Ring.hasNews()) { // else another thread was faster
    Batch New;
    take(Device, New);
    if (!New.Panics.empty())
      publish(Device, New);
    else if (New.Unrecorded)
      addOthers(int(Device.layout().Device), /*Grid=*/0, New.Counted,
                New.Unrecorded);
    Fresh.insert(Fresh.end(), New.Panics.begin(), New.Panics.end());
  }
  bool Any = tell(Who, Told);
  Waiting.store(!Untold.empty(), std::memory_order_relaxed);
  return Any;
}

void PanicChannel::forgetStream(const StreamId &Stream) {
  std::lock_guard Guard(Lock);
  for (UntoldPanic &Each : Untold)
    if (Each.Stream == Stream)
      Each.Stream.reset();
}
