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
// room, and leave a ticket without a record; reading Tickets after the write
// bounds which tickets these can be. Any other ticket with room is waited for,
// because its record is sure to come: we stop consuming at it, and look again
// at the next call. A record is not reused before its ticket is consumed.
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
  Info.block_address = Record.BlockAt;
  Info.block_size = Record.BlockSize;
  copyText(Info.allocated, Record.Allocated);
  copyText(Info.freed, Record.Freed);
  return Info;
}

/// Empties what the device writes only for panics about a block. Before the
/// record's ticket is consumed.
void forgetBlock(abi::PanicRecord &Record) {
  Record.BlockAt = Record.BlockSize = 0;
  Record.Allocated[0] = Record.Freed[0] = 0;
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
  TakenAtWrite = RoomBeforeWrite = 0;
  Behind.store(false, std::memory_order_relaxed);
  Reported.fill({});
}

bool PanicChannel::hasNews() const {
  uint64_t Next = Seen.load(std::memory_order_acquire);
  return readyOf(Records[Next % abi::PanicRecords]) > Next ||
         Behind.load(std::memory_order_relaxed);
}

bool PanicChannel::waitUntilReady(uint64_t Ticket, bool &Patient) const {
  const abi::PanicRecord &Record = Records[Ticket % abi::PanicRecords];
  if (readyOf(Record) == Ticket + 1)
    return true;
  // Filling a record takes the device microseconds, unless its context is
  // not running. So wait once per batch, and not for long.
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

bool PanicChannel::mustHaveRecord(uint64_t Ticket, uint64_t First) const {
  return Ticket <
         (Ticket < TakenAtWrite ? RoomBeforeWrite : First + abi::PanicRecords);
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

/// Takes what is there of tickets [First, Tickets). \returns the first ticket
/// that was left, or Tickets.
uint64_t PanicChannel::takeReady(DeviceState &Device, uint64_t First,
                                 uint64_t Tickets, Batch &New) {
  uint64_t GraphLaunches = Device.GraphLaunches.load(std::memory_order_relaxed);
  uint64_t WithRoom = std::min(Tickets, First + abi::PanicRecords);
  bool Patient = true;
  for (uint64_t Ticket = First; Ticket < WithRoom; ++Ticket) {
    if (waitUntilReady(Ticket, Patient)) {
      abi::PanicRecord &Record = Records[Ticket % abi::PanicRecords];
      addTo(New, convert(Record, int(Device.layout().Device)), GraphLaunches);
      forgetBlock(Record);
    } else if (mustHaveRecord(Ticket, First)) {
      return Ticket; // still being written
    } else {
      ++New.Unrecorded;
    }
  }
  New.Unrecorded += Tickets - WithRoom;
  return Tickets;
}

/// Tells the device that tickets below \p Next have room again, and that no
/// grid is to stop: the same grid id comes back when a graph is replayed.
void PanicChannel::consume(DeviceState &Device, uint64_t Next) const {
  const uint64_t ConsumedAndGrid[] = {Next, 0};
  static_assert(offsetof(abi::PanicState, Grid) ==
                offsetof(abi::PanicState, Consumed) + sizeof(uint64_t));
  Device.Calls.write(&Device.onDevice()->Panic.Consumed, ConsumedAndGrid,
                     sizeof(ConsumedAndGrid));
}

void PanicChannel::take(DeviceState &Device, Batch &New) {
  uint64_t First = Seen.load(std::memory_order_relaxed); // Lock is held
  uint64_t Tickets = readTickets(Device, First);
  bool Waiting = false;
  // In a storm there is always one more; the rest is for the next call.
  constexpr int Rounds = 4;
  for (int Round = 0; Round < Rounds && Tickets > First; ++Round) {
    uint64_t Next = takeReady(Device, First, Tickets, New);
    Waiting = Next == First;
    if (Waiting)
      break;
    consume(Device, Next);
    RoomBeforeWrite = First + abi::PanicRecords;
    First = Next;
    TakenAtWrite = Tickets = readTickets(Device, First);
  }
  // A record that we wait for announces itself.
  Behind.store(Tickets > First && !Waiting, std::memory_order_relaxed);
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
