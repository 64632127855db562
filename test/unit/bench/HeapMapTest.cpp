//===- HeapMapTest.cpp - The picture of the heap --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "HeapMap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <sstream>
#include <vector>

namespace {

using namespace gpurt::bench;

/// \returns empty, or the first tag that does not fit
std::string wrongTag(const std::string &Text) {
  std::vector<std::string> Open;
  std::regex Tag("<(/?)([a-z]+)((?: [a-z-]+=\"[^\"<>&]*\")*)(/?)>");
  size_t Tags = 0;
  for (std::sregex_iterator I(Text.begin(), Text.end(), Tag), End; I != End;
       ++I, ++Tags) {
    const std::smatch &M = *I;
    if (M[1] == "/") {
      if (Open.empty() || Open.back() != M[2])
        return M.str();
      Open.pop_back();
    } else if (M[4] != "/") {
      Open.push_back(M[2]);
    }
  }
  if (Tags != size_t(std::count(Text.begin(), Text.end(), '<')))
    return "a '<' that begins no tag";
  return Open.empty() ? "" : Open.back();
}

size_t countOf(const std::string &Text, const std::string &Part) {
  size_t Count = 0;
  for (size_t At = 0; (At = Text.find(Part, At)) != Text.npos; ++At)
    ++Count;
  return Count;
}

/// A cell is drawn by one move: "M<x> <y>h".
size_t cells(const std::string &Svg) {
  std::regex Cell("M[0-9]+ [0-9]+h");
  return size_t(
      std::distance(std::sregex_iterator(Svg.begin(), Svg.end(), Cell), {}));
}

std::vector<PageView> mixedPages() {
  std::vector<PageView> Pages(100);
  for (uint32_t I = 0; I != 40; ++I)
    Pages[I] = {PageKind::Slots, 64, I * 25, 1024};
  for (uint32_t I = 40; I != 50; ++I)
    Pages[I] = {PageKind::Slots, 8192, 8, 8};
  for (uint32_t I = 50; I != 70; ++I)
    Pages[I] = {PageKind::Run};
  return Pages;
}

TEST(HeapMap, IsWellFormed) {
  EXPECT_EQ(wrongTag(drawHeapMap(mixedPages())), "");
  EXPECT_EQ(wrongTag(drawHeapMap({})), "");
}

TEST(HeapMap, HasOneCellAPageAndNoTwoAtOnePlace) {
  for (size_t Count : {size_t(1), size_t(64), size_t(65), size_t(20000)}) {
    std::string Svg = drawHeapMap(std::vector<PageView>(Count));
    EXPECT_EQ(cells(Svg), Count);
  }
  std::string Svg = drawHeapMap(mixedPages());
  EXPECT_EQ(cells(Svg), 100u);
  std::vector<std::string> Places;
  std::regex Cell("M[0-9]+ [0-9]+h");
  for (std::sregex_iterator I(Svg.begin(), Svg.end(), Cell), End; I != End; ++I)
    Places.push_back(I->str());
  std::sort(Places.begin(), Places.end());
  EXPECT_EQ(std::adjacent_find(Places.begin(), Places.end()), Places.end());
}

TEST(HeapMap, LegendCountsEachKindAndSize) {
  std::string Svg = drawHeapMap(mixedPages());
  for (const char *Text : {"free: 30 pages<", "large blocks: 20 pages<",
                           "slots of 64 bytes: 40 pages, 47.6 % full<",
                           "slots of 8192 bytes: 10 pages, 100.0 % full<"})
    EXPECT_EQ(countOf(Svg, Text), 1u) << Text;
}

TEST(HeapMap, TitleHasTheNumbers) {
  // 19,500 slots of 64, 80 of 8192, 20 pages.
  EXPECT_EQ(countOf(drawHeapMap(mixedPages()),
                    "heap: 100 pages of 64 KiB, 3.1 MiB of 6.2 MiB in blocks"),
            2u); // <title> and the line above the map
}

TEST(HeapMap, ShadeFollowsFill) {
  auto Path = [](uint32_t Used) {
    PageView Page{PageKind::Slots, 16, Used, 4096};
    std::string Svg = drawHeapMap({&Page, 1});
    return Svg.substr(Svg.find("<path"), 40);
  };
  EXPECT_EQ(Path(1), Path(1024));
  EXPECT_EQ(Path(3073), Path(4096));
  std::vector<std::string> Each{Path(0), Path(1), Path(1025), Path(2049),
                                Path(3073)};
  std::sort(Each.begin(), Each.end());
  EXPECT_EQ(std::unique(Each.begin(), Each.end()), Each.end());
}

bool reads(const std::string &Text, std::vector<PageView> &Pages,
           size_t &Line) {
  std::istringstream In(Text);
  return readPages(In, Pages, Line);
}

TEST(HeapMap, ReadsPagesInTheirOrder) {
  std::vector<PageView> Pages;
  size_t Line = 0;
  ASSERT_TRUE(reads("2 free\n1 slots 48 7 1365\n3 run\n1 moving\n4 unbacked\n",
                    Pages, Line));
  ASSERT_EQ(Pages.size(), 11u);
  EXPECT_EQ(Pages[1].Kind, PageKind::Free);
  EXPECT_EQ(Pages[2].Kind, PageKind::Slots);
  EXPECT_EQ(Pages[2].SlotBytes, 48u);
  EXPECT_EQ(Pages[2].Used, 7u);
  EXPECT_EQ(Pages[2].Total, 1365u);
  EXPECT_EQ(Pages[5].Kind, PageKind::Run);
  EXPECT_EQ(Pages[6].Kind, PageKind::Moving);
  EXPECT_EQ(Pages[10].Kind, PageKind::Unbacked);
}

TEST(HeapMap, SlotsOfSeveralPagesAreDividedAmongThem) {
  std::vector<PageView> Pages;
  size_t Line = 0;
  ASSERT_TRUE(reads("4 slots 28672 5 9\n", Pages, Line));
  uint32_t Used = 0, Total = 0;
  for (const PageView &Page : Pages) {
    EXPECT_LE(Page.Used, Page.Total);
    Used += Page.Used;
    Total += Page.Total;
  }
  EXPECT_EQ(Used, 5u);
  EXPECT_EQ(Total, 9u);
}

TEST(HeapMap, PagesWithoutMemoryAreCountedAndNotDrawn) {
  std::vector<PageView> Pages = mixedPages();
  Pages.insert(Pages.end(), 1000000, {PageKind::Unbacked});
  std::string Svg = drawHeapMap(Pages);
  EXPECT_EQ(cells(Svg), 100u);
  EXPECT_EQ(countOf(Svg, "not backed: 1000000 pages<"), 1u);
  EXPECT_EQ(countOf(Svg, "heap: 100 pages of 64 KiB"), 2u);
}

TEST(HeapMap, WrongLinesAreNumbered) {
  for (const char *Bad : {"free", "1 slots 48 7", "1 slots 48 8 7", "1 run 1",
                          "1 slabs", "-1 free", "99999999999 free", ""}) {
    std::vector<PageView> Pages;
    size_t Line = 0;
    EXPECT_FALSE(reads(std::string("1 free\n") + Bad + "\n", Pages, Line))
        << Bad;
    EXPECT_EQ(Line, 2u) << Bad;
  }
}

TEST(HeapMap, ALargeHeapStaysASmallFile) {
  std::vector<PageView> Pages((size_t(8) << 30) / 65536);
  EXPECT_LT(drawHeapMap(Pages).size(), 4u << 20);
}

} // namespace
