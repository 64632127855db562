//===- Shadow.cpp - What is remembered of each byte -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Shadow.h.
// Test: test/unit/model/RaceTest.cpp
//===----------------------------------------------------------------------===//
#include "Shadow.h"

#include <algorithm>

namespace gpurt::simt {

Word &Shadow::wordAt(const void *Pointer) {
  auto At = reinterpret_cast<uintptr_t>(Pointer);
  uintptr_t Number = At / PageBytes;
  if (Number != LastNumber) {
    std::unique_ptr<Page> &Found = Pages[Number];
    if (!Found)
      Found = std::make_unique<Page>();
    LastNumber = Number;
    Last = Found.get();
  }
  return (*Last)[At % PageBytes / WordBytes];
}

static Cell partOf(const Cell &Whole, uint32_t Start, uint32_t End) {
  Cell Part;
  Part.Start = uint8_t(Start);
  Part.Bytes = uint8_t(End - Start);
  Part.Write = Whole.Write;
  Part.Reads = Whole.Reads;
  return Part;
}

void Shadow::cut(Word &W, uint32_t Start, uint32_t Bytes) {
  uint32_t End = Start + Bytes, At = Start;
  Word Fresh;
  for (Cell &Each : W) {
    uint32_t Low = std::max<uint32_t>(Each.Start, Start);
    uint32_t High = std::min<uint32_t>(Each.end(), End);
    if (Low >= High) {
      // No byte in common. What lies behind us comes after our last part.
      if (Each.Start >= End && At < End) {
        Fresh.push_back(partOf(Cell(), At, End));
        At = End;
      }
      Fresh.push_back(std::move(Each));
      continue;
    }
    if (At < Low)
      Fresh.push_back(partOf(Cell(), At, Low));
    At = High;
    if (Low == Each.Start && High == Each.end()) {
      Fresh.push_back(std::move(Each));
      continue;
    }
    if (Each.Start < Low)
      Fresh.push_back(partOf(Each, Each.Start, Low));
    Fresh.push_back(partOf(Each, Low, High));
    if (High < Each.end())
      Fresh.push_back(partOf(Each, High, Each.end()));
  }
  if (At < End)
    Fresh.push_back(partOf(Cell(), At, End));
  Cells += Fresh.size() - W.size();
  W = std::move(Fresh);
}

Cell &Shadow::unite(Word &W, uint32_t Start, uint32_t Bytes) {
  for (Cell &Each : W)
    if (Each.Start == Start && Each.Bytes == Bytes)
      return Each;
  cut(W, Start, Bytes);
  auto First = std::find_if(W.begin(), W.end(),
                            [&](const Cell &C) { return C.Start >= Start; });
  auto Behind = First + 1;
  for (; Behind != W.end() && Behind->Start < Start + Bytes; ++Behind) {
    if (!First->Write ||
        (Behind->Write && Behind->Write.Time > First->Write.Time))
      First->Write = Behind->Write;
    --Cells;
  }
  W.erase(First + 1, Behind);
  First->Bytes = uint8_t(Bytes);
  First->Atomic.reset();
  return *First;
}

void Shadow::forget(const void *Start, size_t Bytes) {
  auto At = reinterpret_cast<uintptr_t>(Start);
  uintptr_t End = At + Bytes;
  for (; At < End; At = (At / WordBytes + 1) * WordBytes) {
    auto Found = Pages.find(At / PageBytes);
    if (Found == Pages.end()) {
      At = (At / PageBytes + 1) * PageBytes - WordBytes;
      continue;
    }
    Word &W = (*Found->second)[At % PageBytes / WordBytes];
    Cells -= W.size();
    W = Word();
  }
}

void Shadow::clear() {
  Pages.clear();
  LastNumber = ~uintptr_t(0);
  Last = nullptr;
  Cells = 0;
}

void Shadow::thin() {
  for (auto &[Number, Each] : Pages)
    for (Word &W : *Each) {
      Cells -= std::erase_if(W, [](const Cell &C) { return !C.Atomic; });
      for (Cell &C : W) {
        C.Reads = {};
        C.Atomic->Reads = {};
      }
    }
}

} // namespace gpurt::simt
