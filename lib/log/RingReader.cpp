//===- RingReader.cpp - Records of a log ring -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See RingReader.h.
// Test: test/unit/log/RingReaderTest.cpp
//===----------------------------------------------------------------------===//
#include "RingReader.h"

#include <algorithm>

using namespace gpurt;
using namespace gpurt::logging;
using gpurt::abi::LogCellsPerUnit;

namespace {

/// Plain loads, for the compiler to take many at once: which of them comes
/// first does not matter, each cell is in one.
bool allHaveTag(const abi::LogCell *Cells, size_t Count, uint32_t Tag) {
  asm volatile("" ::: "memory"); // the device may have written since
  uint32_t Difference = 0;
  for (size_t I = 0; I < Count; ++I)
    Difference |= Cells[I].Tag ^ Tag;
  return !Difference;
}

uint32_t wordOf(uint64_t Cell) { return uint32_t(Cell); }
uint32_t tagOf(uint64_t Cell) { return uint32_t(Cell >> 32); }

} // namespace

/// A device may write the cell now. Relaxed: what it belongs to stands in it.
uint64_t CellSpan::cell(uint32_t Position, uint32_t Index) const {
  uint64_t Slot = (Position - First) & Mask;
  const abi::LogCell &Place = Cells[Slot * LogCellsPerUnit + Index];
  return __atomic_load_n(reinterpret_cast<const uint64_t *>(&Place),
                         __ATOMIC_RELAXED);
}

bool CellSpan::holds(uint32_t Position, uint32_t Count) const {
  if (Count > Units)
    return false;
  return Mask != ~0u || (Position - First <= Units - Count);
}

bool CellSpan::readHeader(uint32_t Position, Record &Into) const {
  if (!holds(Position, abi::LogHeaderUnits))
    return false;
  uint32_t Tag = abi::logTag(Position) | abi::LogHeaderTag;
  for (uint32_t I = 0; I < abi::LogHeaderWords; ++I) {
    uint64_t Cell = cell(Position + I / LogCellsPerUnit, I % LogCellsPerUnit);
    if (tagOf(Cell) != Tag)
      return false;
    Into.Header[I] = wordOf(Cell);
  }
  Into.Position = Position;
  // What no device writes comes from a damaged file.
  if (!Into.lanes() || Into.words() > abi::LogMaxWords)
    return false;
  Into.Units = abi::logRecordUnits(Into.lanes(), Into.words());
  return holds(Position, Into.Units);
}

bool CellSpan::isWhole(uint32_t Position, Record &Into) const {
  if (!readHeader(Position, Into))
    return false;
  uint32_t At = Position + abi::LogHeaderUnits;
  uint32_t Left = Into.Units - abi::LogHeaderUnits;
  while (Left) {
    uint32_t Slot = (At - First) & Mask;
    uint32_t Straight = std::min(Left, Units - Slot);
    if (!allHaveTag(Cells + size_t(Slot) * LogCellsPerUnit,
                    size_t(Straight) * LogCellsPerUnit, abi::logTag(Position)))
      return false;
    At += Straight;
    Left -= Straight;
  }
  return true;
}

bool CellSpan::read(uint32_t Position, Record &Into) const {
  if (!readHeader(Position, Into))
    return false;
  uint32_t Lanes = Into.lanes(), Words = Into.words();
  uint32_t Tag = abi::logTag(Position);
  Into.Values.resize(size_t(Words) * Lanes);
  uint32_t At = Position + abi::LogHeaderUnits;
  for (uint32_t Word = 0; Word < Words; Word += LogCellsPerUnit)
    for (uint32_t Lane = 0; Lane < Lanes; ++Lane, ++At)
      for (uint32_t I = 0; I < LogCellsPerUnit; ++I) {
        uint64_t Cell = cell(At, I);
        if (tagOf(Cell) != Tag)
          return false;
        if (Word + I < Words)
          Into.Values[size_t(Word + I) * Lanes + Lane] = wordOf(Cell);
      }
  return true;
}

bool CellSpan::findHeader(uint32_t From, uint32_t Count,
                          uint32_t &Found) const {
  for (uint32_t I = 0; I < Count; ++I) {
    uint32_t Position = From + I;
    if (!holds(Position, 1))
      return false;
    if (tagOf(cell(Position, 0)) ==
        (abi::logTag(Position) | abi::LogHeaderTag)) {
      Found = Position;
      return true;
    }
  }
  return false;
}

std::vector<uint32_t> CellSpan::wholeRecords() const {
  std::vector<uint32_t> Found;
  Record Each;
  for (uint32_t Slot = 0; Slot < Units; ++Slot) {
    uint32_t Tag = tagOf(cell(First + Slot, 0));
    uint32_t Position = abi::logTag(Tag);
    // The first unit of a header is the one that lies where its tag says; the
    // others of the header have the same tag.
    if (!(Tag & abi::LogHeaderTag) || ((Position - First - Slot) & (Units - 1)))
      continue;
    if (read(Position, Each))
      Found.push_back(Position);
  }
  // Positions are known modulo 2^31 and lie within one ring of each other.
  std::sort(Found.begin(), Found.end(),
            [](uint32_t A, uint32_t B) { return int32_t((A - B) << 1) < 0; });
  return Found;
}
