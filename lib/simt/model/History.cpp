//===- History.cpp - The stores that a location remembers -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See History.h.
// Test: test/unit/model/CoherenceTest.cpp
//===----------------------------------------------------------------------===//
#include "History.h"

#include <algorithm>

namespace gpurt::simt {

//===--- Releases ---------------------------------------------------------===//

void Releases::add(Release R) {
  auto Same = std::find_if(List.begin(), List.end(),
                           [&](const Release &Each) { return Each.isLike(R); });
  if (Same != List.end()) {
    // To the end: those behind it may not know what it learns.
    if (!R.KnowsFormer)
      R.Past.join(Same->Past);
    List.erase(Same);
  }
  List.push_back(std::move(R));
  if (List.size() <= Most)
    return;
  // The two oldest become, or join, the one that reaches everybody. It stays
  // in front, where all that knew them know it.
  auto First = List.begin(), Second = First + 1;
  Second->Past.join(First->Past);
  Second->Wide = true;
  Second->KnowsFormer = false;
  List.erase(First);
}

//===--- History ----------------------------------------------------------===//

History::History(uint64_t Id, uint32_t Bytes, uint64_t Value, const Stamp &By)
    : Id(Id), Bytes(Bytes) {
  Stores.emplace_back();
  Stores[0].Value = Value;
  Stores[0].By = By;
}

static bool sees(const Store &S, const Viewer &Who) {
  return Who.knows(S.By) || S.Readers.at(Who.Slot) ||
         S.Readers.anyIn(Who.Known);
}

bool History::isSeen(size_t I, const Viewer &Who) const {
  for (;; ++I) {
    if (sees(Stores[I], Who))
      return true;
    if (I + 1 == Stores.size() || !Stores[I + 1].Continues)
      return false;
  }
}

size_t History::oldestFor(const Viewer &Who, uint64_t Since) const {
  size_t I = Stores.size() - 1;
  while (I && Stores[I].Serial >= Since && !sees(Stores[I], Who))
    --I;
  return I;
}

void History::insert(size_t Place, Store S) {
  Stores.insert(Stores.begin() + ptrdiff_t(Place), std::move(S));
  if (Stores.size() > Most)
    Stores.erase(Stores.begin());
}

void History::note(const Stamp &Read, const Viewer &Who) {
  noteRead(Reads, Read, Who, MostReads);
}

void History::lead(uint32_t Slot, const Release &R) {
  for (Head &Each : Heads)
    if (Each.Slot == Slot) {
      // A later release of one lane knows all that an earlier one did. If it
      // reaches fewer it is taken for as wide: more order, never less.
      Each.Of.Past = R.Past;
      Each.Of.Scope = std::max(R.Scope, Each.Of.Scope);
      return;
    }
  Heads.push_back({Slot, R});
  if (Heads.size() <= MostHeads)
    return;
  OldHeads.add(Heads.front().Of);
  Heads.erase(Heads.begin());
}

void History::addLead(uint32_t Slot, int Own, Releases &To) const {
  for (const Head &Each : Heads)
    if (Each.Slot == Slot && int(Each.Of.Scope) > Own)
      To.add(Each.Of);
  To.add(OldHeads);
}

void noteRead(std::vector<Stamp> &Reads, const Stamp &New, const Viewer &Who,
              size_t Most) {
  // The common case first: the same lane again.
  for (Stamp &Each : Reads)
    if (Each.Slot == New.Slot) {
      Each = New;
      return;
    }
  std::erase_if(Reads, [&](const Stamp &Old) { return Who.knows(Old); });
  if (Reads.size() == Most)
    Reads.erase(Reads.begin());
  Reads.push_back(New);
}

} // namespace gpurt::simt
