//===- HeapTable.h - What each page of a heap is, host side ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A copy of the heap's page tables (gpurt/abi.h), read as slabs, large blocks
// and free pages. The copy engines make it while kernels run, so its parts are
// of different moments: exact while no kernel allocates; else what moved during
// the copy may show as it was, as it is, or as on its way. Never more than the
// tables can hold: spans do not overlap, and no slab has more slots than it
// has. Test: test/unit/HeapTableTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_HEAPTABLE_H
#define GPURT_LIB_RUNTIME_HEAPTABLE_H

#include "Device.h"

#include <cstdint>
#include <vector>

namespace gpurt::runtime {

/// Neighbouring pages that are one thing.
struct HeapSpan {
  enum class Kind : uint8_t {
    Free,
    Slab,
    Run,    ///< one large block
    Moving, ///< neither: on its way from one owner to the next
  };
  uint64_t First; ///< page
  uint64_t Pages;
  Kind What;
  bool Held;          ///< not free, and no slab that nobody counts on
  uint32_t Class = 0; ///< of a slab, as the rest
  uint32_t Slots = 0;
  uint32_t Used = 0; ///< slots that are not free

  [[nodiscard]] uint64_t end() const { return First + Pages; }
};

class HeapTable {
public:
  /// Copies the tables of \p Device, which is live, by its lane for calls.
  /// Cost: 12 bytes and 1 bit for each backed page, and no lock
  cudaError_t read(DeviceState &Device);

  /// Calls \p Visit(HeapSpan) for all pages from the first to the last.
  template <typename Visitor> void forEachSpan(Visitor Visit) const {
    for (uint64_t Page = 0; Page < pages();) {
      HeapSpan Span = spanAt(Page);
      Visit(Span);
      Page = Span.end();
    }
  }

  /// Pages that the device knew of when the copy began.
  [[nodiscard]] uint64_t pages() const { return Words.size(); }

private:
  [[nodiscard]] HeapSpan spanAt(uint64_t First) const;
  [[nodiscard]] HeapSpan bareSpanAt(uint64_t First) const;
  [[nodiscard]] bool isFree(uint64_t Page) const {
    return Free[Page / 64] >> Page % 64 & 1;
  }

  std::vector<uint64_t> Words; ///< page words
  std::vector<uint32_t> Runs;  ///< lengths, at heads
  std::vector<uint64_t> Free;  ///< a bit for each page that nobody owns
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_HEAPTABLE_H
