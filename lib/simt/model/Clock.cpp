//===- Clock.cpp - Vector clocks that share their parts -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Clock.h.
// Test: test/unit/model/ClockTest.cpp
//===----------------------------------------------------------------------===//
#include "Clock.h"

#include <algorithm>

namespace gpurt::simt {

uint32_t Clock::at(uint32_t Slot) const {
  uint32_t Warp = Slot / ChunkSize;
  if (!All || Warp >= All->Of.size() || !All->Of[Warp])
    return 0;
  return uint32_t(All->Of[Warp]->Times[Slot % ChunkSize]);
}

bool Clock::isWithin(const Chunk &A, const Chunk &B) {
  int32_t Beyond = 0;
  for (uint32_t I = 0; I != ChunkSize; ++I)
    Beyond |= A.Times[I] > B.Times[I] ? -1 : 0;
  return !Beyond;
}

Clock::Chunks &Clock::ownList() {
  if (!All)
    All = Counted(new Chunks);
  else if (All.isShared())
    All = Counted(new Chunks(*All));
  return *All;
}

Clock::Chunk &Clock::own(uint32_t Warp) {
  Chunks &List = ownList();
  if (Warp >= List.Of.size())
    List.Of.resize(Warp + 1);
  Counted<Chunk> &Its = List.Of[Warp];
  if (!Its) {
    Its = Counted(new Chunk);
  } else if (Its.isShared()) {
    auto *Copy = new Chunk;
    Copy->Times = Its->Times;
    Its = Counted(Copy);
  }
  return *Its;
}

void Clock::raise(uint32_t Slot, uint32_t Time) {
  if (at(Slot) >= Time)
    return;
  own(Slot / ChunkSize).Times[Slot % ChunkSize] = int32_t(Time);
}

bool Clock::isWithin(const Clock &Other) const {
  if (!All || All == Other.All)
    return true;
  for (uint32_t Warp = 0; Warp != All->Of.size(); ++Warp) {
    const Counted<Chunk> &Mine = All->Of[Warp];
    if (!Mine)
      continue;
    if (!Other.All || Warp >= Other.All->Of.size())
      return false;
    const Counted<Chunk> &Its = Other.All->Of[Warp];
    if (Mine != Its && (!Its || !isWithin(*Mine, *Its)))
      return false;
  }
  return true;
}

bool Clock::join(const Clock &Other) {
  if (!Other.All || All == Other.All)
    return false;
  if (!All) {
    All = Other.All;
    return true;
  }
  bool Learned = false;
  Counted<Chunks> Theirs = Other.All; // Other may be a part of what we change
  for (uint32_t Warp = 0; Warp != Theirs->Of.size(); ++Warp) {
    const Counted<Chunk> &Its = Theirs->Of[Warp];
    if (!Its)
      continue;
    if (Warp >= All->Of.size() || !All->Of[Warp]) {
      Chunks &List = ownList();
      if (Warp >= List.Of.size())
        List.Of.resize(Warp + 1);
      List.Of[Warp] = Its;
      Learned = true;
    } else if (All->Of[Warp] != Its) {
      Learned |= joinChunk(Warp, Its);
    }
  }
  return Learned;
}

bool Clock::joinChunk(uint32_t Warp, const Counted<Chunk> &Its) {
  const auto &Mine = All->Of[Warp]->Times;
  std::array<int32_t, ChunkSize> Joined;
  int32_t MoreHere = 0, MoreThere = 0; // without branches: one pass of vectors
  for (uint32_t I = 0; I != ChunkSize; ++I) {
    Joined[I] = std::max(Mine[I], Its->Times[I]);
    MoreHere |= Joined[I] ^ Its->Times[I];
    MoreThere |= Joined[I] ^ Mine[I];
  }
  // Sharing one of the two, even where nothing is learned, makes the next join
  // one comparison of pointers.
  if (!MoreHere)
    ownList().Of[Warp] = Its;
  else if (MoreThere)
    own(Warp).Times = Joined;
  return MoreThere != 0;
}

//===--- Notes ------------------------------------------------------------===//

void Notes::put(std::vector<std::pair<uint32_t, Row>> &Rows, Note N) {
  uint32_t Warp = N.Slot / Clock::ChunkSize;
  auto At = std::lower_bound(
      Rows.begin(), Rows.end(), Warp,
      [](const auto &R, uint32_t Wanted) { return R.first < Wanted; });
  if (At == Rows.end() || At->first != Warp)
    At = Rows.insert(At, {Warp, Row{}});
  uint32_t &Time = At->second[N.Slot % Clock::ChunkSize];
  if (!Time || N.Time < Time)
    Time = N.Time;
}

void Notes::add(uint32_t Slot, uint32_t Time) {
  if (!Many.empty())
    return put(Many, {Slot, Time});
  for (Note &Each : Few)
    if (Each.Slot == Slot) {
      Each.Time = std::min(Each.Time, Time);
      return;
    }
  Few.push_back({Slot, Time});
  if (Few.size() <= MostFew)
    return;
  for (const Note &Each : Few)
    put(Many, Each);
  Few.clear();
  Few.shrink_to_fit();
}

uint32_t Notes::at(uint32_t Slot) const {
  for (const Note &Each : Few)
    if (Each.Slot == Slot)
      return Each.Time;
  uint32_t Warp = Slot / Clock::ChunkSize;
  auto At = std::lower_bound(
      Many.begin(), Many.end(), Warp,
      [](const auto &R, uint32_t Wanted) { return R.first < Wanted; });
  return At == Many.end() || At->first != Warp
             ? 0
             : At->second[Slot % Clock::ChunkSize];
}

bool Notes::anyIn(const Clock &C) const {
  for (const Note &Each : Few)
    if (C.knows(Each.Slot, Each.Time))
      return true;
  for (const auto &[Warp, Times] : Many)
    for (uint32_t I = 0; I != Clock::ChunkSize; ++I)
      if (Times[I] && C.knows(Warp * Clock::ChunkSize + I, Times[I]))
        return true;
  return false;
}

} // namespace gpurt::simt
