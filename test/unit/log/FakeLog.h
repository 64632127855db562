//===- FakeLog.h - Rings that a test writes -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes records and texts as devicelib/log/Log.cpp does, in host memory, and
// can leave them unfinished.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_UNIT_LOG_FAKELOG_H
#define GPURT_TEST_UNIT_LOG_FAKELOG_H

#include "LogFile.h"

#include <bit>
#include <cstring>
#include <functional>
#include <string_view>
#include <vector>

/// What one record says.
struct FakeRecord {
  uint32_t Text = 1;
  uint32_t Mask = 1;
  uint32_t Words = 1;
  uint64_t Time = 0;
  uint32_t Warp = 0;
  /// Word w of lane l.
  std::function<uint32_t(uint32_t Word, uint32_t Lane)> Value =
      [](uint32_t Word, uint32_t Lane) { return 100 * Lane + Word; };
};

class FakeLog {
public:
  explicit FakeLog(const gpurt::logging::Region &To)
      : To(To), Next(To.Shape.NumRings,
                     gpurt::abi::logFirstPosition(To.Shape.RingUnits)),
        Sequence(To.Shape.NumRings) {
    for (uint32_t Ring = 0; Ring < To.Shape.NumRings; ++Ring)
      To.tails()[Ring].Position = Next[Ring];
  }

  /// Adds a text. \returns what entries call it
  uint32_t addText(std::string_view Format, std::string_view Types,
                   std::string_view File = "k.cu", uint32_t Line = 7,
                   uint32_t Level = 3) {
    using namespace gpurt::abi;
    char *At = To.texts() + TextUsed;
    char *Put = At + sizeof(LogTextHead);
    for (std::string_view Each :
         {Format, Types, File, std::string_view("void k(int)")}) {
      Put = std::copy(Each.begin(), Each.end(), Put);
      *Put++ = 0;
    }
    uint32_t Bytes = uint32_t(Put - At - sizeof(LogTextHead));
    LogTextHead Head = {LogTextReady, Bytes, Line, Level};
    std::memcpy(At, &Head, sizeof(Head));
    uint32_t Text = TextUsed / LogTextAlign;
    TextUsed += (sizeof(Head) + Bytes + 15) / 16 * 16;
    return Text;
  }

  /// Counts \p Entries that found no room.
  void drop(uint32_t Ring, uint32_t Entries) { Sequence[Ring] += Entries; }

  /// Writes all but the last \p Missing cells of a record.
  void write(uint32_t Ring, const FakeRecord &R, uint32_t Missing = 0) {
    using namespace gpurt::abi;
    uint32_t Lanes = uint32_t(std::popcount(R.Mask));
    uint32_t Units = logRecordUnits(Lanes, R.Words);
    uint32_t Position = Next[Ring];
    std::vector<LogCell> Cells(Units * 2);
    uint32_t Header[LogHeaderWords] = {R.Text,
                                       R.Mask,
                                       Sequence[Ring],
                                       R.Words | R.Warp << 16,
                                       uint32_t(R.Time),
                                       uint32_t(R.Time >> 32),
                                       5,
                                       6 | 7 << 16,
                                       32 | 4 << 11 | 2 << 22,
                                       11,
                                       12,
                                       0};
    for (uint32_t I = 0; I < LogHeaderWords; ++I)
      Cells[I] = {Header[I], logTag(Position) | LogHeaderTag};
    uint32_t Rank = 0;
    for (uint32_t Lane = 0; Lane < 32; ++Lane) {
      if (!(R.Mask >> Lane & 1))
        continue;
      for (uint32_t W = 0; W < (R.Words + 1) / 2 * 2; ++W)
        Cells[(LogHeaderUnits + W / 2 * Lanes + Rank) * 2 + W % 2] = {
            W < R.Words ? R.Value(W, Lane) : 0, logTag(Position)};
      ++Rank;
    }
    for (uint32_t I = 0; I + Missing < Cells.size(); ++I)
      To.cells(
          Ring)[((Position + I / 2) & (To.Shape.RingUnits - 1)) * 2 + I % 2] =
          Cells[I];
    Next[Ring] += Units;
    Sequence[Ring] += Lanes;
  }

  const gpurt::logging::Region &To;
  std::vector<uint32_t> Next, Sequence;
  uint32_t TextUsed = gpurt::abi::LogTextAlign;
};

/// A region in ordinary memory.
class FakeRegion {
public:
  explicit FakeRegion(uint32_t Rings = 2, uint32_t Units = 256)
      : Memory(shape(Rings, Units).bytes() + 64),
        Value{shape(Rings, Units),
              Memory.data() +
                  (64 - reinterpret_cast<uintptr_t>(Memory.data()) % 64)} {}
  operator const gpurt::logging::Region &() const { return Value; }
  const gpurt::logging::Region *operator->() const { return &Value; }

private:
  static gpurt::logging::RegionShape shape(uint32_t Rings, uint32_t Units) {
    return {Rings, Units, 4096};
  }
  std::vector<char> Memory;
  gpurt::logging::Region Value;
};

#endif // GPURT_TEST_UNIT_LOG_FAKELOG_H
