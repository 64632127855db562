//===- Shadow.h - What is remembered of each byte ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For each word of 8 bytes that a lane has touched: cells of neighbouring
// bytes that were always touched together, each with its last plain write, its
// last plain reads, and its history if it is used atomically. Nothing here
// depends on the order of addresses.
// Test: test/unit/model/RaceTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_MODEL_SHADOW_H
#define GPURT_LIB_SIMT_MODEL_SHADOW_H

#include "History.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <unordered_map>
#include <vector>

namespace gpurt::simt {

struct Cell {
  uint8_t Start = 0, Bytes = 0; ///< in its word
  Stamp Write;                  ///< the last plain one
  std::vector<Stamp> Reads;     ///< plain
  std::unique_ptr<History> Atomic;

  [[nodiscard]] unsigned end() const { return unsigned(Start) + Bytes; }
};

/// Ascending, not overlapping, not always complete.
using Word = std::vector<Cell>;

class Shadow {
public:
  static constexpr uint32_t WordBytes = 8;

  /// The word that holds \p Pointer.
  Word &wordAt(const void *Pointer);

  /// Calls \p Do with each cell of \p W that has bytes in [Start, +Bytes).
  template <typename F>
  static void each(Word &W, uint32_t Start, uint32_t Bytes, F Do) {
    for (Cell &Each : W)
      if (Each.Start < Start + Bytes && Each.end() > Start)
        Do(Each);
  }
  /// Cuts and adds cells until some of them are exactly [Start, +Bytes). Who
  /// cuts a cell with a history loses the history.
  void cut(Word &W, uint32_t Start, uint32_t Bytes);
  /// One cell for [Start, +Bytes), with the latest of the writes there.
  Cell &unite(Word &W, uint32_t Start, uint32_t Bytes);

  /// The memory [Start, +Bytes) begins anew.
  void forget(const void *Start, size_t Bytes);
  void clear();
  /// Drops all that only served to find races.
  void thin();

  /// Calls \p Do(place, cell) for each cell with a history in [Start, +Bytes),
  /// in the order of addresses.
  template <typename F> void eachHistory(uintptr_t Start, size_t Bytes, F Do) {
    std::vector<uintptr_t> Numbers;
    for (const auto &[Number, Each] : Pages)
      if (Number >= Start / PageBytes && Number * PageBytes < Start + Bytes)
        Numbers.push_back(Number);
    std::sort(Numbers.begin(), Numbers.end());
    for (uintptr_t Number : Numbers)
      for (size_t I = 0; I != PageBytes / WordBytes; ++I)
        for (Cell &C : (*Pages[Number])[I]) {
          uintptr_t At = Number * PageBytes + I * WordBytes + C.Start;
          if (C.Atomic && At - Start < Bytes)
            Do(reinterpret_cast<void *>(At), C);
        }
  }

  [[nodiscard]] size_t cells() const { return Cells; }
  /// Above it the shadow is thinned: about 100 bytes each.
  static constexpr size_t MostCells = 4'000'000;

private:
  static constexpr size_t PageBytes = 4096;
  using Page = std::array<Word, PageBytes / WordBytes>;
  std::unordered_map<uintptr_t, std::unique_ptr<Page>> Pages;
  uintptr_t LastNumber = ~uintptr_t(0);
  Page *Last = nullptr;
  size_t Cells = 0;
};

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_MODEL_SHADOW_H
