//===- HeapMap.cpp - Draws which pages of the heap hold what --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See HeapMap.h.
// Test: test/unit/bench/HeapMapTest.cpp
//===----------------------------------------------------------------------===//
#include "HeapMap.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <istream>
#include <map>
#include <sstream>

namespace gpurt::bench {
namespace {

constexpr size_t PageKiB = 64, Pitch = 8, Cell = 7, Margin = 16;
constexpr size_t TitleHeight = 40, LegendWidth = 260, LegendLine = 18;
constexpr size_t MostPages = size_t(1) << 24; // 1 TiB, as much as a heap has
constexpr unsigned Shades = 5; // 0: no slot taken, 4: more than three quarters

/// What has one colour: a kind of page and, of slots, one size.
using Group = std::pair<PageKind, uint32_t>;

struct Totals {
  size_t Pages = 0, Used = 0, Slots = 0;
};

unsigned shadeOf(const PageView &Page) {
  if (Page.Kind != PageKind::Slots || Page.Total == 0)
    return Shades - 1;
  uint64_t Used = std::min(Page.Used, Page.Total);
  return unsigned((Used * (Shades - 1) + Page.Total - 1) / Page.Total);
}

__attribute__((format(printf, 2, 3))) void append(std::string &Out,
                                                  const char *Format, ...) {
  char Text[512];
  va_list Arguments;
  va_start(Arguments, Format);
  int Length = std::vsnprintf(Text, sizeof(Text), Format, Arguments);
  va_end(Arguments);
  Out.append(Text, size_t(std::clamp(Length, 0, int(sizeof(Text)) - 1)));
}

/// Sizes that are near get colours that are near: one turn of the wheel from
/// 16 bytes to 32 KiB.
std::string colourOf(const Group &What, unsigned Shade) {
  std::string Colour;
  if (What.first == PageKind::Free)
    return "#eeeeee";
  if (What.first == PageKind::Run)
    return "#555555";
  if (What.first == PageKind::Moving)
    return "#000000";
  if (What.first == PageKind::Unbacked)
    return "#ffffff";
  double Doublings = std::log2(std::max(What.second, 16u) / 16.0);
  append(Colour, "hsl(%.0f,70%%,%u%%)", std::fmod(Doublings * 30, 330),
         88 - 12 * Shade);
  return Colour;
}

std::string nameOf(const Group &What) {
  if (What.first == PageKind::Free)
    return "free";
  if (What.first == PageKind::Run)
    return "large blocks";
  if (What.first == PageKind::Moving)
    return "on their way";
  if (What.first == PageKind::Unbacked)
    return "not backed";
  return "slots of " + std::to_string(What.second) + " bytes";
}

void drawLegend(const std::map<Group, Totals> &Groups, size_t Left,
                std::string &Out) {
  size_t Y = TitleHeight + Margin;
  for (const auto &[What, Sum] : Groups) {
    append(Out,
           "<rect x=\"%zu\" y=\"%zu\" width=\"12\" height=\"12\" "
           "fill=\"%s\"/>",
           Left, Y, colourOf(What, Shades - 1).c_str());
    append(Out, "<text x=\"%zu\" y=\"%zu\">%s: %zu pages", Left + 20, Y + 10,
           nameOf(What).c_str(), Sum.Pages);
    if (What.first == PageKind::Slots)
      append(Out, ", %.1f %% full",
             Sum.Slots ? 100.0 * double(Sum.Used) / double(Sum.Slots) : 0.0);
    Out += "</text>\n";
    Y += LegendLine;
  }
}

} // namespace

/// \returns the part of \p Whole that falls to number \p I of \p Count;
/// together they are the whole.
static uint32_t shareOf(uint64_t Whole, size_t I, size_t Count) {
  return uint32_t(Whole * (I + 1) / Count - Whole * I / Count);
}

bool readPages(std::istream &In, std::vector<PageView> &Pages, size_t &Line) {
  static const std::map<std::string, PageKind> Kinds{
      {"free", PageKind::Free},
      {"slots", PageKind::Slots},
      {"run", PageKind::Run},
      {"moving", PageKind::Moving},
      {"unbacked", PageKind::Unbacked}};
  Line = 0;
  for (std::string Text; std::getline(In, Text);) {
    ++Line;
    std::istringstream Words(Text);
    size_t Count = 0;
    std::string Kind, Rest;
    PageView Page;
    uint32_t Used = 0, Total = 0;
    if (!(Words >> Count >> Kind) || Count > MostPages - Pages.size())
      return false;
    auto Found = Kinds.find(Kind);
    if (Found == Kinds.end())
      return false;
    Page.Kind = Found->second;
    if (Page.Kind == PageKind::Slots &&
        (!(Words >> Page.SlotBytes >> Used >> Total) || Used > Total))
      return false;
    if (Words >> Rest)
      return false;
    for (size_t I = 0; I != Count; ++I) {
      Page.Used = shareOf(Used, I, Count);
      Page.Total = shareOf(Total, I, Count);
      Pages.push_back(Page);
    }
  }
  return true;
}

std::string drawHeapMap(std::span<const PageView> Pages) {
  std::map<Group, Totals> Groups;
  while (!Pages.empty() && Pages.back().Kind == PageKind::Unbacked) {
    ++Groups[{PageKind::Unbacked, 0}].Pages;
    Pages = Pages.first(Pages.size() - 1);
  }
  size_t Columns = Pages.size() > 16384 ? 256 : 64;
  size_t Rows = (Pages.size() + Columns - 1) / Columns;
  std::map<std::pair<Group, unsigned>, std::pair<size_t, std::string>> Paths;
  size_t InUse = 0; // bytes
  for (size_t I = 0; I != Pages.size(); ++I) {
    const PageView &Page = Pages[I];
    bool IsSlots = Page.Kind == PageKind::Slots;
    Group What{Page.Kind, IsSlots ? Page.SlotBytes : 0};
    Totals &Sum = Groups[What];
    ++Sum.Pages;
    if (IsSlots) {
      Sum.Used += Page.Used;
      Sum.Slots += Page.Total;
      InUse += size_t(Page.Used) * Page.SlotBytes;
    } else if (Page.Kind == PageKind::Run) {
      InUse += PageKiB << 10;
    }
    auto &[Count, Path] = Paths[{What, shadeOf(Page)}];
    ++Count;
    append(Path, "M%zu %zuh%zuv%zuh-%zuz", Margin + I % Columns * Pitch,
           TitleHeight + Margin + I / Columns * Pitch, Cell, Cell, Cell);
  }

  size_t MapWidth = Margin + Columns * Pitch;
  size_t Height = std::max(Rows * Pitch, Groups.size() * LegendLine);
  std::string Out;
  append(Out,
         "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%zu\" "
         "height=\"%zu\" font-family=\"sans-serif\" font-size=\"12\">\n",
         MapWidth + 2 * Margin + LegendWidth,
         TitleHeight + 2 * Margin + Height);
  std::string Title;
  append(Title, "heap: %zu pages of %zu KiB, %.1f MiB of %.1f MiB in blocks",
         Pages.size(), PageKiB, double(InUse) / (1 << 20),
         double(Pages.size() * PageKiB) / 1024);
  append(Out, "<title>%s</title>\n", Title.c_str());
  append(Out,
         "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n"
         "<text x=\"%zu\" y=\"28\" font-size=\"16\">%s</text>\n",
         Margin, Title.c_str());
  for (const auto &[Key, Cells] : Paths) {
    const auto &[What, Shade] = Key;
    append(Out, "<path fill=\"%s\" data-pages=\"%zu\" d=\"",
           colourOf(What, Shade).c_str(), Cells.first);
    Out += Cells.second;
    Out += "\"><title>" + nameOf(What) + "</title></path>\n";
  }
  drawLegend(Groups, MapWidth + Margin, Out);
  Out += "</svg>\n";
  return Out;
}

} // namespace gpurt::bench
