//===- Drain.cpp - From rings to sinks ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Drain.h.
// Test: test/unit/log/DrainTest.cpp
//===----------------------------------------------------------------------===//
#include "Drain.h"

#include <algorithm>

using namespace gpurt;
using namespace gpurt::logging;

Drain::Drain(const Region &Rings, abi::LogPolicy Policy, uint32_t Device,
             LogFileWriter *File, Range Mine)
    : Rings(Rings), Mine{Mine.First, std::min(Mine.End, Rings.Shape.NumRings)},
      Policy(Policy), Device(Device), File(File),
      Texts(Rings.texts(), Rings.Shape.TextBytes),
      State(Rings.Shape.NumRings,
            {.Tail = abi::logFirstPosition(Rings.Shape.RingUnits)}) {}

void Drain::count(Ring &From, const Record &Taken) {
  Counts.Lost += Taken.sequence() - From.Sequence;
  Counts.Received += Taken.lanes();
  From.Sequence = Taken.sequence() + Taken.lanes();
}

/// Moves behind a record that will never be whole. Only a later one tells that
/// it was begun, and to find that takes a walk over the ring.
/// \returns true if it moved
bool Drain::skipTorn(uint32_t Number, bool IsEnd, Clock::time_point Now) {
  Ring &From = State[Number];
  if (!IsEnd) {
    if (Now - From.LookedAt < Patience)
      return false;
    bool IsStuck = From.StuckAt == From.Tail;
    From.LookedAt = Now;
    From.StuckAt = From.Tail;
    if (!IsStuck)
      return false;
  }
  const RegionShape &Shape = Rings.Shape;
  CellSpan Cells = CellSpan::ring(Rings.cells(Number), Shape.RingUnits);
  uint32_t Found;
  if (!Cells.findHeader(From.Tail + 1, Shape.RingUnits - 1, Found))
    return false;
  From.Tail = Found;
  ++Counts.Torn;
  return true;
}

/// Takes records up to the first that is not whole.
void Drain::takeWhole(uint32_t Number, bool Keep) {
  Ring &From = State[Number];
  CellSpan Cells = CellSpan::ring(Rings.cells(Number), Rings.Shape.RingUnits);
  uint32_t First = From.Tail;
  Record Each;
  Each.Ring = Number;
  auto Take = [&](uint32_t Position) {
    return Keep ? Cells.read(Position, Each) : Cells.isWhole(Position, Each);
  };
  while (From.Tail - First < Rings.Shape.RingUnits && Take(From.Tail)) {
    count(From, Each);
    From.Tail += Each.Units;
    if (Keep)
      Waiting.push_back(Each);
  }
  if (File)
    File->append(Number, First, From.Tail - First);
}

bool Drain::takeFrom(uint32_t Number, bool Keep, bool IsEnd,
                     Clock::time_point Now) {
  uint32_t First = State[Number].Tail;
  do
    takeWhole(Number, Keep);
  while (skipTorn(Number, IsEnd, Now));
  uint32_t Tail = State[Number].Tail;
  if (Tail == First)
    return false;
  // The device may reuse the cells now: our reads of them are done.
  __atomic_store_n(&Rings.tails()[Number].Position, Tail, __ATOMIC_RELEASE);
  return true;
}

void Drain::show(const EntrySink &Show, Until Limit) {
  // Records of one ring are in order, and a thread's times never fall, so
  // sorting by time keeps each thread's order.
  std::sort(Waiting.begin(), Waiting.end(), isBefore);
  // A record is in its ring some microseconds after its time; so what was
  // logged well before the newest of the pass before is all here.
  auto End = Waiting.end();
  if (Limit == Until::Settled)
    End = std::find_if(Waiting.begin(), Waiting.end(), [&](const Record &R) {
      return R.time() + Settling > Newest;
    });
  for (const Record &R : Waiting)
    Newest = std::max(Newest, R.time());
  for (auto At = Waiting.begin(); At != End; ++At)
    forEachEntry(*At, Device, Texts, Show);
  Waiting.erase(Waiting.begin(), End);
}

bool Drain::pass(const EntrySink &Show, Until Limit) {
  if (Policy == abi::LogPolicy::Overwrite)
    return Limit == Until::End && snapshot(Show);
  bool Any = false;
  Clock::time_point Now = Clock::now();
  for (uint32_t Number = Mine.First; Number < Mine.End; ++Number)
    Any |= takeFrom(Number, bool(Show), Limit == Until::End, Now);
  if (Show)
    show(Show, Limit);
  return Any;
}

bool Drain::snapshot(const EntrySink &Show) {
  bool Any = false;
  Record Each;
  for (uint32_t Number = Mine.First; Number < Mine.End; ++Number) {
    Ring &From = State[Number];
    CellSpan Cells = CellSpan::ring(Rings.cells(Number), Rings.Shape.RingUnits);
    Each.Ring = Number;
    for (uint32_t Position : Cells.wholeRecords()) {
      // Known modulo 2^31; those before the tail were shown.
      if (int32_t((Position - From.Tail) << 1) < 0 ||
          !Cells.read(Position, Each))
        continue;
      count(From, Each);
      From.Tail = Position + Each.Units;
      if (File)
        File->append(Number, Position, Each.Units);
      if (Show)
        Waiting.push_back(Each);
      Any = true;
    }
  }
  if (Show)
    show(Show, Until::Now);
  return Any;
}
