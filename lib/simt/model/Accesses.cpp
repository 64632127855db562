//===- Accesses.cpp - Loads, stores and updates of the model --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See WeakMemory.h. Real memory always holds the newest store of each place,
// so plain accesses, which are ordered or a finding, go straight to it. What
// memory holds and no store of ours explains was written by the host.
// Nothing that owns memory may live in a frame that calls report.
// Test: test/unit/model/
//===----------------------------------------------------------------------===//
#include "WeakMemory.h"

#include <algorithm>
#include <cstring>

namespace gpurt::simt {

namespace {
/// Of reads that may be stale, one in so many is at random among the choices;
/// the others take the newest.
constexpr uint32_t StaleOneIn = 2;
/// Of stores that may lose to an earlier one, one in so many does.
constexpr uint32_t LateOneIn = 4;
constexpr size_t MostOpen = 64;
constexpr size_t MostObserved = 8;
/// Plain reads of one place that are kept for later writers.
constexpr size_t MostPlainReads = 32;

bool isAcquire(SimtOrder O) { return O == SIMT_ACQUIRE || O == SIMT_ACQ_REL; }
bool isRelease(SimtOrder O) { return O == SIMT_RELEASE || O == SIMT_ACQ_REL; }

uint64_t readMemory(const Access &A) {
  uint64_t Value = 0;
  std::memcpy(&Value, A.Pointer, A.Bytes);
  return Value;
}

uint32_t startOf(const Access &A) {
  return uint32_t(reinterpret_cast<uintptr_t>(A.Pointer) % Shadow::WordBytes);
}

/// In one go: a thread of the host may look.
void writeMemory(const Access &A, uint64_t Value) {
  switch (A.Bytes) {
  case 1:
    return __atomic_store_n(static_cast<uint8_t *>(A.Pointer), uint8_t(Value),
                            __ATOMIC_RELEASE);
  case 2:
    return __atomic_store_n(static_cast<uint16_t *>(A.Pointer), uint16_t(Value),
                            __ATOMIC_RELEASE);
  case 4:
    return __atomic_store_n(static_cast<uint32_t *>(A.Pointer), uint32_t(Value),
                            __ATOMIC_RELEASE);
  default:
    return __atomic_store_n(static_cast<uint64_t *>(A.Pointer), Value,
                            __ATOMIC_RELEASE);
  }
}
} // namespace

Stamp WeakMemory::stampOf(const Lane &L, const Access &A, Deed Kind) {
  Stamp S;
  S.Site = A.Site;
  S.Actor = L.Actor;
  S.Slot = L.Slot;
  S.Time = L.Time;
  S.Bytes = uint8_t(A.Bytes);
  S.Kind = Kind;
  S.Order = uint8_t(A.Order);
  S.Scope = uint8_t(A.Scope);
  return S;
}

//===--- Plain accesses ---------------------------------------------------===//

uint64_t WeakMemory::readPlain(Lane &L, const Access &A) {
  Word &W = Memory.wordAt(A.Pointer);
  uint32_t Start = startOf(A);
  if (conflictsPlain(L, A, Deed::Read, W))
    Host->report(Finding.c_str());
  Stamp Read = stampOf(L, A, Deed::Read);
  uint32_t Covered = 0;
  bool Whole = true;
  Shadow::each(W, Start, A.Bytes, [&](const Cell &C) {
    Covered += C.Bytes;
    Whole &= C.Start >= Start && C.end() <= Start + A.Bytes;
  });
  // A read of a part of an atomic location is not kept: to cut the location
  // would lose what its stores released.
  if (!Whole || Covered != A.Bytes) {
    bool CutsAtomic = false;
    Shadow::each(W, Start, A.Bytes, [&](const Cell &C) {
      CutsAtomic |= C.Atomic && (C.Start < Start || C.end() > Start + A.Bytes);
    });
    if (CutsAtomic)
      return readMemory(A);
    Memory.cut(W, Start, A.Bytes);
  }
  Shadow::each(W, Start, A.Bytes, [&](Cell &C) {
    noteRead(C.Reads, Read, L.viewer(), MostPlainReads);
  });
  return readMemory(A);
}

bool WeakMemory::writePlain(Lane &L, const Access &A, uint64_t Value) {
  Word &W = Memory.wordAt(A.Pointer);
  if (conflictsPlain(L, A, Deed::Write, W))
    Host->report(Finding.c_str());
  Cell &C = Memory.unite(W, startOf(A), A.Bytes);
  C.Write = stampOf(L, A, Deed::Write);
  C.Reads.clear();
  uint64_t Old = readMemory(A);
  if (isHosts(A.Pointer)) {
    // The host may still see what was there.
    if (!C.Atomic)
      C.Atomic = std::make_unique<History>(++LastId, A.Bytes, Old, Stamp());
    adoptHost(*C.Atomic, A.Pointer);
    Store S;
    S.Value = Value;
    S.Serial = Now;
    S.By = C.Write;
    C.Atomic->insert(C.Atomic->Stores.size(), std::move(S));
  } else {
    C.Atomic.reset();
  }
  writeMemory(A, Value);
  return Old != Value;
}

//===--- Strong accesses --------------------------------------------------===//

/// volatile is relaxed at system scope. PTX has no sequentially consistent
/// access: it is fence.sc and then the access.
Access WeakMemory::asStrong(Lane &L, const Access &A, Deed Kind) {
  Access Strong = A;
  if (A.Order == SIMT_VOLATILE) {
    Strong.Order = SIMT_RELAXED;
    Strong.Scope = SIMT_SYSTEM;
  } else if (A.Order == SIMT_SEQ_CST) {
    fence(L, SIMT_SEQ_CST, A.Scope);
    Strong.Order = Kind == Deed::Read    ? SIMT_ACQUIRE
                   : Kind == Deed::Write ? SIMT_RELEASE
                                         : SIMT_ACQ_REL;
  }
  return Strong;
}

History &WeakMemory::historyFor(const Access &A) {
  if (Memory.cells() > Shadow::MostCells)
    Memory.thin();
  Word &W = Memory.wordAt(A.Pointer);
  Cell &C = Memory.unite(W, startOf(A), A.Bytes);
  if (!C.Atomic)
    C.Atomic =
        std::make_unique<History>(++LastId, A.Bytes, readMemory(A), C.Write);
  C.Atomic->HasNarrow |= A.Scope < SIMT_DEVICE;
  adoptHost(*C.Atomic, A.Pointer);
  return *C.Atomic;
}

size_t WeakMemory::choose(size_t Oldest, size_t Newest) {
  if (Oldest == Newest || Host->random(StaleOneIn) != 0)
    return Newest;
  return Oldest + Host->random(uint32_t(Newest - Oldest + 1));
}

/// True if the store and this access reach each other, so that reading the one
/// by the other is observation, and may synchronise.
bool WeakMemory::isStrong(const Lane &L, const Access &A,
                          const Store &S) const {
  if (!S.By || S.By.isPlain())
    return false;
  SimtScope Far = distance(positionOf(S.By.Actor), positionOf(L));
  return Far <= A.Scope && Far <= S.By.Scope;
}

uint64_t WeakMemory::onLoad(const Access &A) {
  Lane &L = laneOf(A.Lane);
  ++Now;
  if (A.Order == SIMT_PLAIN)
    return readPlain(L, A);
  Access Strong = asStrong(L, A, Deed::Read);
  if (conflictsAtomic(L, Strong, Deed::Read, Memory.wordAt(A.Pointer)))
    Host->report(Finding.c_str());
  History &H = historyFor(Strong);
  size_t Oldest = H.oldestFor(L.viewer(), forgottenBefore());
  Store &S = H.Stores[choose(Oldest, H.Stores.size() - 1)];
  if (S.By.Actor != L.Actor && !S.Readers.at(L.Slot))
    S.Readers.add(L.Slot, L.Time);
  H.note(stampOf(L, Strong, Deed::Read), L.viewer());
  if (isStrong(L, Strong, S))
    acquire(L, Strong, H, S);
  observe(L, Strong, S);
  return S.Value;
}

/// The places behind the newest store that the lane knows of, but not between
/// an update and what it updated.
size_t WeakMemory::placeFor(const Lane &L, const History &H) {
  size_t End = H.Stores.size();
  size_t First = H.oldestFor(L.viewer(), forgottenBefore()) + 1;
  if (First == End || Host->random(LateOneIn) != 0)
    return End;
  size_t Place = First + Host->random(uint32_t(End - First + 1));
  while (Place != End && H.Stores[Place].Updates)
    ++Place;
  return Place;
}

bool WeakMemory::onStore(const Access &A, uint64_t Value) {
  Lane &L = laneOf(A.Lane);
  ++Now;
  Value = applyRmw(SIMT_RMW_XCHG, 0, Value, A.Bytes);
  if (A.Order == SIMT_PLAIN)
    return writePlain(L, A, Value);
  Access Strong = asStrong(L, A, Deed::Write);
  if (conflictsAtomic(L, Strong, Deed::Write, Memory.wordAt(A.Pointer)))
    Host->report(Finding.c_str());
  History &H = historyFor(Strong);
  size_t Place = placeFor(L, H);
  bool Newest = Place == H.Stores.size();
  bool Changed = Newest && H.newest().Value != Value;
  Store S;
  S.Value = Value;
  S.Serial = Now;
  S.By = stampOf(L, Strong, Deed::Write);
  addRelease(L, Strong, H, S, /*KnowsFormer=*/true);
  H.insert(Place, std::move(S));
  if (Newest)
    writeMemory(A, Value);
  return Changed;
}

/// Stores \p New as what \p L made of the newest store.
uint64_t WeakMemory::update(Lane &L, const Access &A, History &H, uint64_t New,
                            bool &Changed) {
  Store &Last = H.newest();
  uint64_t Old = Last.Value;
  Store S;
  S.Updates = true;
  S.Continues = isStrong(L, A, Last);
  bool KnowsFormer = true;
  if (S.Continues) {
    KnowsFormer = acquire(L, A, H, Last);
    S.Released = Last.Released;
  }
  observe(L, A, Last);
  S.Value = applyRmw(SIMT_RMW_XCHG, 0, New, A.Bytes);
  S.Serial = Now;
  S.By = stampOf(L, A, Deed::Update);
  addRelease(L, A, H, S, KnowsFormer);
  Changed = S.Value != Old;
  writeMemory(A, S.Value);
  H.insert(H.Stores.size(), std::move(S));
  return Old;
}

uint64_t WeakMemory::onRmw(const Access &A, SimtRmw Op, uint64_t Operand,
                           bool &Changed) {
  Lane &L = laneOf(A.Lane);
  ++Now;
  Access Strong = asStrong(L, A, Deed::Update);
  if (conflictsAtomic(L, Strong, Deed::Update, Memory.wordAt(A.Pointer)))
    Host->report(Finding.c_str());
  History &H = historyFor(Strong);
  uint64_t New = applyRmw(Op, H.newest().Value, Operand, A.Bytes);
  return update(L, Strong, H, New, Changed);
}

uint64_t WeakMemory::onCas(const Access &A, SimtOrder FailureOrder,
                           uint64_t Expected, uint64_t Desired, bool &Changed) {
  Lane &L = laneOf(A.Lane);
  ++Now;
  Access Strong = asStrong(L, A, Deed::Update);
  // Memory is the newest store, also before there is a history.
  bool Succeeds = readMemory(A) == Expected;
  Deed Kind = Succeeds ? Deed::Update : Deed::Read;
  if (!Succeeds) {
    Strong.Order = FailureOrder;
    Strong = asStrong(L, Strong, Deed::Read);
  }
  if (conflictsAtomic(L, Strong, Kind, Memory.wordAt(A.Pointer)))
    Host->report(Finding.c_str());
  History &H = historyFor(Strong);
  if (Succeeds)
    return update(L, Strong, H, Desired, Changed);
  Store &S = H.newest();
  if (S.By.Actor != L.Actor && !S.Readers.at(L.Slot))
    S.Readers.add(L.Slot, L.Time);
  H.note(stampOf(L, Strong, Deed::Read), L.viewer());
  if (isStrong(L, Strong, S))
    acquire(L, Strong, H, S);
  observe(L, Strong, S);
  Changed = false;
  return S.Value;
}

//===--- Synchronisation --------------------------------------------------===//

bool WeakMemory::acquire(Lane &L, const Access &A, const History &H,
                         const Store &S) {
  bool Acquires = isAcquire(A.Order), All = true;
  // Seen already, in a wait: all is known or in Open.
  if (!Acquires && L.LastRelaxed == S.Serial)
    return false;
  for (const Release &Each : S.Released) {
    if (Acquires && Each.reaches(positionOf(L), A.Scope)) {
      L.Known.join(Each.Past);
    } else if (!Each.Past.isWithin(L.Known)) {
      All = false;
      keepOpen(L, H.Id, Each);
      continue;
    }
    if (Each.KnowsFormer)
      break;
  }
  L.LastRelaxed = S.Serial;
  if (Acquires)
    acquireOpen(L, A.Scope, H.Id);
  return All;
}

void WeakMemory::keepOpen(Lane &L, uint64_t Location, const Release &R) {
  auto Same =
      std::find_if(L.Open.begin(), L.Open.end(), [&](const Unacquired &Each) {
        return Each.Location == Location && Each.Of.isLike(R);
      });
  if (Same == L.Open.end())
    L.Open.push_back({Location, R});
  else
    Same->Of.Past.join(R.Past);
  // What does not fit is acquired a little early: more order, never less.
  for (; L.Open.size() > MostOpen; L.Open.erase(L.Open.begin()))
    L.Known.join(L.Open.front().Of.Past);
}

/// An acquire operation on \p Location, or a fence (0), after strong reads.
void WeakMemory::acquireOpen(Lane &L, SimtScope S, uint64_t Location) {
  if (L.Open.empty())
    return;
  std::erase_if(L.Open, [&](const Unacquired &Each) {
    bool Ours = !Location || Each.Location == Location;
    if (!Ours || !Each.Of.reaches(positionOf(L), S))
      return false;
    L.Known.join(Each.Of.Past);
    return true;
  });
}

/// \p KnowsFormer: the lane knows all that S.Released holds so far.
void WeakMemory::addRelease(Lane &L, const Access &A, History &H, Store &S,
                            bool KnowsFormer) {
  int Own = isRelease(A.Order) ? int(A.Scope) : -1;
  if (Own >= 0) {
    Release New{publish(L), positionOf(L), A.Scope};
    H.lead(L.Slot, New);
    New.KnowsFormer = KnowsFormer;
    S.Released.add(std::move(New));
  }
  H.addLead(L.Slot, Own, S.Released);
  for (int Scope = Own + 1; Scope != int(L.Fenced.size()); ++Scope)
    if (!L.Fenced[size_t(Scope)].isEmpty())
      S.Released.add(
          {L.Fenced[size_t(Scope)], positionOf(L), SimtScope(Scope)});
  if (isHosts(A.Pointer))
    for (const Release &Each : S.Released)
      if (Each.reaches(positionOf(HostActor), SIMT_SYSTEM))
        ReleasedToHost.join(Each.Past);
}

/// Keeps what may explain a later race: it read \p S, but is not ordered
/// behind it.
void WeakMemory::observe(Lane &L, const Access &A, const Store &S) {
  if (!S.By || S.By.isPlain() || S.By.Actor == L.Actor ||
      S.By.Actor == HostActor)
    return;
  for (Observation &Each : L.Observed)
    if (Each.Written.Actor == S.By.Actor && Each.Written.Site == S.By.Site) {
      Each = {S.By, stampOf(L, A, Deed::Read), S.Released};
      return;
    }
  if (L.Observed.size() == MostObserved)
    L.Observed.erase(L.Observed.begin());
  L.Observed.push_back({S.By, stampOf(L, A, Deed::Read), S.Released});
}

} // namespace gpurt::simt
