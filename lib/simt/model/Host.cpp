//===- Host.cpp - The host as an agent of the model -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See WeakMemory.h. While a launch runs the host may look at pinned memory and
// answer through it. When its turn comes at a known moment, memory shows it
// one legal view: of each word some store that may have arrived, none older
// than what the host knows from the others. It takes part at system scope,
// reads with acquire and writes with release: a store of narrower scope does
// not arrive. Plain stores to pinned memory are kept like atomic ones for this.
// A thread of the host that looks when it likes sees the newest of everything.
// Test: test/unit/model/HostTest.cpp, test/unit/cudart/programs/heap.cu
//===----------------------------------------------------------------------===//
#include "WeakMemory.h"

#include <cstring>

namespace gpurt::simt {

namespace {
constexpr uint32_t HostSlot = 0;

/// Arrives at the host although nothing has ordered it.
bool arrives(const Store &S) {
  return !S.By || S.By.isPlain() || S.By.Actor == HostActor ||
         S.By.Scope == SIMT_SYSTEM;
}

void put(void *Place, uint64_t Value, uint32_t Bytes) {
  std::memcpy(Place, &Value, Bytes);
}

uint64_t get(const void *Place, uint32_t Bytes) {
  uint64_t Value = 0;
  std::memcpy(&Value, Place, Bytes);
  return Value;
}
} // namespace

Store WeakMemory::storeOfHost(uint64_t Value, uint32_t Bytes) {
  Store S;
  S.Value = Value;
  S.Serial = ++Now;
  S.By.Actor = HostActor;
  S.By.Slot = HostSlot;
  S.By.Time = HostTime;
  S.By.Bytes = uint8_t(Bytes);
  S.By.Kind = Deed::Write;
  S.By.Order = SIMT_RELEASE;
  S.By.Scope = SIMT_SYSTEM;
  HostKnown.raise(HostSlot, HostTime++);
  S.Released.add({HostKnown, positionOf(HostActor), SIMT_SYSTEM});
  return S;
}

/// What memory holds and no store explains, a thread of the host wrote. It may
/// have seen all that was released to the host by now.
void WeakMemory::adoptHost(History &H, const void *Place) {
  uint64_t Value = get(Place, H.Bytes);
  if (Value == H.newest().Value)
    return;
  HostKnown.join(ReleasedToHost);
  H.insert(H.Stores.size(), storeOfHost(Value, H.Bytes));
  H.ReachesFar = true;
}

/// The store that the host shall see, not before \p Before.
size_t WeakMemory::chooseForHost(const History &H, size_t Before) {
  Viewer Who{HostKnown, HostSlot};
  uint64_t Since = forgottenBefore();
  size_t Newest = H.Stores.size() - 1, Oldest = Newest;
  auto MustShow = [&](const Store &S) {
    return S.Readers.at(HostSlot) || S.By.Actor == HostActor || !S.By ||
           HostKnown.knows(S.By.Slot, S.By.Time) ||
           S.Readers.anyIn(Who.Known) || (arrives(S) && S.Serial < Since);
  };
  while (Oldest > Before && !MustShow(H.Stores[Oldest]))
    --Oldest;
  // An update of the host would not find a store that was itself updated.
  std::array<size_t, History::Most + 1> May;
  uint32_t Count = 0;
  for (size_t I = Oldest; I <= Newest; ++I)
    if (I == Oldest ||
        (arrives(H.Stores[I]) && (I == Newest || !H.Stores[I + 1].Updates)))
      May[Count++] = I;
  bool Last = Count == 1 || Host->random(2) == 0;
  return May[Last ? Count - 1 : Host->random(Count)];
}

void WeakMemory::beginHostTurn() {
  if (Lanes.empty())
    return;
  Shown.clear();
  Memory.eachHistory(HostStart, HostBytes, [&](void *Place, Cell &C) {
    adoptHost(*C.Atomic, Place);
    Shown.push_back({Place, C.Atomic.get(), 0, false});
  });
  // To see a store is to know what it released, and that may be a later store
  // of a word that was looked at before.
  for (bool Again = true; Again;) {
    Again = false;
    for (View &Each : Shown) {
      size_t Chosen = chooseForHost(*Each.Of, Each.Index);
      if (Each.Known && Chosen == Each.Index)
        continue;
      // Once chosen, only what must be shown moves it on.
      if (Each.Known && !mustMove(*Each.Of, Each.Index))
        continue;
      Each.Index = Chosen;
      Each.Known = Again = true;
      Store &S = Each.Of->Stores[Chosen];
      if (!S.Readers.at(HostSlot))
        S.Readers.add(HostSlot, HostTime);
      if (S.By && S.By.Scope == SIMT_SYSTEM)
        for (const Release &R : S.Released)
          if (R.reaches(positionOf(HostActor), SIMT_SYSTEM))
            HostKnown.join(R.Past);
    }
  }
  // No more than must be: a thread of the host may write at any time.
  for (const View &Each : Shown)
    if (Each.Index + 1 != Each.Of->Stores.size())
      put(Each.Place, Each.Of->Stores[Each.Index].Value, Each.Of->Bytes);
}

/// True if the host knows of a store behind \p Index.
bool WeakMemory::mustMove(const History &H, size_t Index) const {
  for (size_t I = Index + 1; I != H.Stores.size(); ++I) {
    const Store &S = H.Stores[I];
    if (HostKnown.knows(S.By.Slot, S.By.Time) || S.Readers.anyIn(HostKnown))
      return true;
  }
  return false;
}

void WeakMemory::endHostTurn() {
  if (Lanes.empty())
    return;
  for (const View &Each : Shown) {
    History &H = *Each.Of;
    uint64_t Value = get(Each.Place, H.Bytes);
    // Right behind what the host saw: as if it had updated that.
    if (Value != H.Stores[Each.Index].Value) {
      H.insert(Each.Index + 1, storeOfHost(Value, H.Bytes));
      H.ReachesFar = true;
    }
    if (Value != H.newest().Value)
      put(Each.Place, H.newest().Value, H.Bytes);
  }
  Shown.clear();
}

} // namespace gpurt::simt
