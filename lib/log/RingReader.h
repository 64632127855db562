//===- RingReader.h - Records of a log ring -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds whole records among cells that a device may be writing, that hold
// what is left of older ones, or that come from a damaged file. Every cell is
// read once, as one word: its tag tells whether it belongs to the record.
// Test: test/unit/log/RingReaderTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_LOG_RINGREADER_H
#define GPURT_LIB_LOG_RINGREADER_H

#include "gpurt/log_abi.h"

#include <bit>
#include <cstdint>
#include <vector>

namespace gpurt::logging {

/// Header and values of one record.
struct Record {
  uint32_t Ring = 0;
  uint32_t Position = 0;
  uint32_t Units = 0;
  uint32_t Header[abi::LogHeaderWords] = {};
  /// Word w of the i-th lane is Values[w * lanes + i].
  std::vector<uint32_t> Values;

  [[nodiscard]] uint32_t words() const {
    return Header[abi::LogShape] & 0xffff;
  }
  [[nodiscard]] uint32_t lanes() const {
    return uint32_t(std::popcount(Header[abi::LogMask]));
  }
  [[nodiscard]] uint32_t sequence() const { return Header[abi::LogSequence]; }
  [[nodiscard]] uint64_t time() const {
    return Header[abi::LogTimeLow] | uint64_t(Header[abi::LogTimeHigh]) << 32;
  }
};

/// \returns true if \p A is shown before \p B: by time, and as they lie in
/// their ring where that is the same.
inline bool isBefore(const Record &A, const Record &B) {
  if (A.time() != B.time() || A.Ring != B.Ring)
    return A.time() != B.time() ? A.time() < B.time() : A.Ring < B.Ring;
  // Known modulo 2^31 where a file was read.
  return int32_t((A.Position - B.Position) << 1) < 0;
}

/// Cells that a position indexes: a ring, or a piece of one laid out straight.
class CellSpan {
public:
  /// \param Units  a power of two
  static CellSpan ring(const abi::LogCell *Cells, uint32_t Units) {
    return {Cells, Units, 0, Units - 1};
  }
  /// \param First  position of the first of \p Units units
  static CellSpan piece(const abi::LogCell *Cells, uint32_t Units,
                        uint32_t First) {
    return {Cells, Units, First, ~0u};
  }

  /// \returns the record that begins at \p Position, if all of it is there.
  [[nodiscard]] bool read(uint32_t Position, Record &Into) const;

  /// The same without its values; Into.Values stays as it is. Reads the tags as
  /// fast as memory gives them.
  [[nodiscard]] bool isWhole(uint32_t Position, Record &Into) const;

  /// Its header alone.
  [[nodiscard]] bool readHeader(uint32_t Position, Record &Into) const;

  /// Positions from \p From on, \p Count of them at most.
  /// \returns true, and where, if a header begins at one
  [[nodiscard]] bool findHeader(uint32_t From, uint32_t Count,
                                uint32_t &Found) const;

  /// Of a ring that may have been overwritten or left by a dead writer: where
  /// each record that is still whole begins, oldest first.
  [[nodiscard]] std::vector<uint32_t> wholeRecords() const;

  [[nodiscard]] uint32_t units() const { return Units; }

private:
  CellSpan(const abi::LogCell *Cells, uint32_t Units, uint32_t First,
           uint32_t Mask)
      : Cells(Cells), Units(Units), First(First), Mask(Mask) {}

  [[nodiscard]] uint64_t cell(uint32_t Position, uint32_t Index) const;
  [[nodiscard]] bool holds(uint32_t Position, uint32_t Count) const;

  const abi::LogCell *Cells;
  uint32_t Units;
  uint32_t First;
  uint32_t Mask;
};

} // namespace gpurt::logging

#endif // GPURT_LIB_LOG_RINGREADER_H
