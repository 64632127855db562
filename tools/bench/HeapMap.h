//===- HeapMap.h - Draws which pages of the heap hold what ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One cell a page, in the order of addresses: the colour says what the page is,
// the shade how full. Cells of one colour and shade are one SVG path, so a heap
// of 8 GiB stays a file of a few megabytes.
// Test: test/unit/bench/HeapMapTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_HEAPMAP_H
#define GPURT_TOOLS_BENCH_HEAPMAP_H

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace gpurt::bench {

enum class PageKind : uint8_t {
  Free,    ///< nobody's
  Slots,   ///< slots of one size
  Run,     ///< part of a large block
  Moving,  ///< with a thread that is about to make it one of these
  Unbacked ///< has no memory
};

/// A page of 64 KiB as it was at some moment.
struct PageView {
  PageKind Kind = PageKind::Free;
  uint32_t SlotBytes = 0; ///< of PageKind::Slots
  uint32_t Used = 0;      ///< slots that are taken
  uint32_t Total = 0;     ///< slots in all
};

/// \returns an SVG document. Unbacked pages at the end are counted, and not
/// drawn. Complexity: linear in the pages
std::string drawHeapMap(std::span<const PageView> Pages);

/// Reads pages in the order of addresses, as gpurt_heap_write_map lists them:
///   <pages> free|run|moving|unbacked
///   <pages> slots <bytes> <used> <total>   slots of all these pages together
/// \returns false and the line's number in \p Line if one is no such line
bool readPages(std::istream &In, std::vector<PageView> &Pages, size_t &Line);

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_HEAPMAP_H
