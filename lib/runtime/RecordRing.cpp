//===- RecordRing.cpp - Reading records while kernels write them ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See RecordRing.h; the device's side is devicelib/error/Record.h.
//
//   device thread                         host
//   T = Tickets++                         Ready of ticket Seen set? else done
//   if T - Consumed < PanicRecords:       read Tickets
//     fill record T                       wait (not long) for its records
//     Ready = T + 1 (release)   --P1-->   Ready == T + 1 (acquire): copy it
//   go on, or exit                        Consumed = Tickets; read them again
//
// Kernels may run meanwhile. A thread that takes its ticket between our read
// of Tickets and our write of Consumed may judge by the old value, find no
// room, and leave a ticket without a record; reading Tickets after the write
// bounds which tickets these can be. Any other ticket with room is waited for,
// because its record is sure to come: we stop consuming at it, and look again
// at the next call. A record is not reused before its ticket is consumed.
// Test: test/unit/PanicTest.cpp
//===----------------------------------------------------------------------===//
#include "RecordRing.h"
#include "CopyLane.h"

#include <algorithm>
#include <chrono>
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

/// Tells the device that tickets below \p Next have room again.
void consume(CopyLane &Calls, abi::PanicState *OnDevice, uint64_t Next) {
  Calls.write(&OnDevice->Consumed, &Next, sizeof(Next));
}

} // namespace

void RecordRing::start(abi::PanicRecord *Fresh) {
  Records = Fresh;
  Seen.store(0, std::memory_order_relaxed); // published by going live
  TakenAtWrite = RoomBeforeWrite = 0;
  Behind.store(false, std::memory_order_relaxed);
}

bool RecordRing::hasNews() const {
  uint64_t Next = Seen.load(std::memory_order_acquire);
  return readyOf(Records[Next % abi::PanicRecords]) > Next ||
         Behind.load(std::memory_order_relaxed);
}

bool RecordRing::waitUntilReady(uint64_t Ticket, bool &Patient) const {
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

uint64_t RecordRing::readTickets(CopyLane &Calls,
                                 const abi::PanicState *OnDevice,
                                 uint64_t First) const {
  uint64_t Tickets = 0;
  if (Calls.read(&Tickets, &OnDevice->Tickets, sizeof(Tickets)) == cudaSuccess)
    return Tickets;
  // The context is dead. The records are in host memory and tell enough.
  Tickets = First;
  for (unsigned I = 0; I < abi::PanicRecords; ++I)
    Tickets = std::max(Tickets, readyOf(Records[I]));
  return Tickets;
}

bool RecordRing::mustHaveRecord(uint64_t Ticket, uint64_t First) const {
  return Ticket <
         (Ticket < TakenAtWrite ? RoomBeforeWrite : First + abi::PanicRecords);
}

/// Takes what is there of tickets [First, Tickets). \returns the first ticket
/// that was left, or Tickets.
uint64_t RecordRing::takeReady(uint64_t First, uint64_t Tickets,
                               const Reader &Read, uint64_t &Unrecorded) {
  uint64_t WithRoom = std::min(Tickets, First + abi::PanicRecords);
  bool Patient = true;
  for (uint64_t Ticket = First; Ticket < WithRoom; ++Ticket) {
    if (waitUntilReady(Ticket, Patient))
      Read(Records[Ticket % abi::PanicRecords]);
    else if (mustHaveRecord(Ticket, First))
      return Ticket; // still being written
    else
      ++Unrecorded;
  }
  Unrecorded += Tickets - WithRoom;
  return Tickets;
}

uint64_t RecordRing::take(CopyLane &Calls, abi::PanicState *OnDevice,
                          const Reader &Read) {
  uint64_t First = Seen.load(std::memory_order_relaxed); // ours alone
  uint64_t Tickets = readTickets(Calls, OnDevice, First);
  uint64_t Unrecorded = 0;
  bool Waiting = false;
  // In a storm there is always one more; the rest is for the next call.
  constexpr int Rounds = 4;
  for (int Round = 0; Round < Rounds && Tickets > First; ++Round) {
    uint64_t Next = takeReady(First, Tickets, Read, Unrecorded);
    Waiting = Next == First;
    if (Waiting)
      break;
    consume(Calls, OnDevice, Next);
    RoomBeforeWrite = First + abi::PanicRecords;
    First = Next;
    TakenAtWrite = Tickets = readTickets(Calls, OnDevice, First);
  }
  // A record that we wait for announces itself.
  Behind.store(Tickets > First && !Waiting, std::memory_order_relaxed);
  Seen.store(First, std::memory_order_release);
  return Unrecorded;
}
