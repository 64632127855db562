//===- Panic.cpp - From panic records to reports and error codes ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Panic.h; the device's side is devicelib/error/Panic.cpp.
//
//   device thread                         host
//   T = Tickets++                         Ready of ticket Seen set? else done
//   if T - Consumed < PanicRecords:       read Tickets
//     fill record T                       wait (not long) for its records
//     Ready = T + 1 (release)   --P1-->   Ready == T + 1 (acquire): copy it
//   exit                                  Consumed = Tickets; read them again
//
// Kernels may run meanwhile. A thread that takes its ticket between our read
// of Tickets and our write of Consumed may judge by the old value, find no
// room, and leave a ticket without a record; reading Tickets again shows that
// it happened. A record is not reused before its ticket is consumed.
// Test: test/unit/PanicTest.cpp
//===----------------------------------------------------------------------===//
#include "Panic.h"
#include "Device.h"
#include "Message.h"
#include "Options.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <thread>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

uint64_t readyOf(const abi::PanicRecord &Record) {
  // The device writes this word; the cast only lets atomic_ref look at it.
  auto &Word = const_cast<uint64_t &>(Record.Ready);
  // Acquire, P1: with Ready we see the whole record.
  return std::atomic_ref<uint64_t>(Word).load(std::memory_order_acquire);
}

template <size_t Size>
void copyText(char (&To)[Size], const char (&From)[Size]) {
  std::memcpy(To, From, Size);
  To[Size - 1] = 0;
}

gpurt_panic_info convert(const abi::PanicRecord &Record, int Device) {
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
  return Info;
}

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
  Records = Fresh;
  Seen.store(0, std::memory_order_relaxed); // published by going live
  Gaps.store(false, std::memory_order_relaxed);
  Reported.fill({});
}

bool PanicChannel::hasNews() const {
  uint64_t Next = Seen.load(std::memory_order_acquire);
  if (readyOf(Records[Next % abi::PanicRecords]) > Next)
    return true;
  if (!Gaps.load(std::memory_order_relaxed))
    return false;
  return std::any_of(
      Records, Records + abi::PanicRecords,
      [=](const abi::PanicRecord &Record) { return readyOf(Record) > Next; });
}

bool PanicChannel::waitUntilReady(uint64_t Ticket, bool &Patient) const {
  const abi::PanicRecord &Record = Records[Ticket % abi::PanicRecords];
  if (readyOf(Record) == Ticket + 1)
    return true;
  // Filling a record takes the device microseconds. A gap never fills, so
  // wait once per batch, not once per record.
  if (!Patient)
    return false;
  auto End = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
  while (std::chrono::steady_clock::now() < End) {
    if (readyOf(Record) == Ticket + 1)
      return true;
    std::this_thread::yield();
  }
  Patient = false;
  return readyOf(Record) == Ticket + 1;
}

uint64_t PanicChannel::readTickets(DeviceState &Device, uint64_t First) const {
  uint64_t Tickets = 0;
  if (Device.Calls.read(&Tickets, &Device.onDevice()->Panic.Tickets,
                        sizeof(Tickets)) == cudaSuccess)
    return Tickets;
  // The context is dead. The records are in host memory and tell enough.
  Tickets = First;
  for (unsigned I = 0; I < abi::PanicRecords; ++I)
    Tickets = std::max(Tickets, readyOf(Records[I]));
  return Tickets;
}

bool PanicChannel::wasReported(uint64_t Grid, uint64_t GraphLaunches) const {
  return Grid && std::any_of(Reported.begin(), Reported.end(),
                             [=](const ReportedGrid &Each) {
                               return Each.Grid == Grid &&
                                      Each.GraphLaunches == GraphLaunches;
                             });
}

void PanicChannel::take(DeviceState &Device, Batch &New) {
  uint64_t First = Seen.load(std::memory_order_relaxed); // Lock is held
  uint64_t GraphLaunches = Device.GraphLaunches.load(std::memory_order_relaxed);
  bool Patient = true;
  bool Steady = false;
  constexpr int Rounds = 4;
  for (int Round = 0; Round < Rounds; ++Round) {
    uint64_t Tickets = readTickets(Device, First);
    Steady = Tickets <= First;
    if (Steady)
      break;
    uint64_t WithRoom = std::min(Tickets, First + abi::PanicRecords);
    New.Unrecorded += Tickets - WithRoom;
    for (uint64_t Ticket = First; Ticket < WithRoom; ++Ticket) {
      if (!waitUntilReady(Ticket, Patient)) {
        ++New.Unrecorded;
        continue;
      }
      gpurt_panic_info Info = convert(Records[Ticket % abi::PanicRecords],
                                      int(Device.layout().Device));
      if (gpurt_panic_info *Same = New.ofGrid(Info.grid))
        ++Same->others;
      else if (wasReported(Info.grid, GraphLaunches))
        addToLastPanic(Info.device, Info.grid, 1);
      else
        New.Panics.push_back(Info);
    }
    First = Tickets;
    Device.Calls.write(&Device.onDevice()->Panic.Consumed, &Tickets,
                       sizeof(Tickets));
  }
  Gaps.store(!Steady, std::memory_order_relaxed);
  Seen.store(First, std::memory_order_release);
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
