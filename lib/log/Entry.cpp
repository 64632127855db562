//===- Entry.cpp - From records to entries --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Entry.h.
// Test: test/unit/log/EntryTest.cpp
//===----------------------------------------------------------------------===//
#include "Entry.h"
#include "JsonText.h"
#include "PackedText.h"

#include <cstring>
#include <fmt/format.h>
#include <iterator>

using namespace gpurt;
using namespace gpurt::logging;

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

std::optional<PlaceText> TextTable::read(uint32_t Text) const {
  uint64_t Offset = uint64_t(Text) * abi::LogTextAlign;
  if (!Text || Offset + sizeof(abi::LogTextHead) > Bytes)
    return std::nullopt;
  auto *Head = reinterpret_cast<const abi::LogTextHead *>(Area + Offset);
  // T1: acquire; the device writes Ready last.
  if (__atomic_load_n(&Head->Ready, __ATOMIC_ACQUIRE) != abi::LogTextReady ||
      Head->Bytes > Bytes - Offset - sizeof(abi::LogTextHead))
    return std::nullopt;
  std::string_view Rest(reinterpret_cast<const char *>(Head + 1), Head->Bytes);
  PlaceText Result;
  for (std::string *Part :
       {&Result.Format, &Result.Types, &Result.File, &Result.Function}) {
    size_t End = Rest.find('\0');
    if (End == Rest.npos)
      return std::nullopt;
    *Part = Rest.substr(0, End);
    Rest.remove_prefix(End + 1);
  }
  Result.Line = Head->Line;
  Result.Level = Head->Level;
  return Result;
}

const PlaceText &TextTable::find(uint32_t Text) {
  auto At = Known.find(Text);
  if (At != Known.end())
    return At->second;
  std::optional<PlaceText> Read = this->read(Text);
  if (!Read)
    return Missing;
  return Known.emplace(Text, std::move(*Read)).first->second;
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

static constexpr std::string_view LevelNames[] = {"off",  "error", "warn",
                                                  "info", "debug", "trace"};

std::string gpurt::logging::levelName(uint32_t Level) {
  return Level < std::size(LevelNames) ? std::string(LevelNames[Level])
                                       : std::to_string(Level);
}

std::optional<uint32_t> gpurt::logging::parseLevel(std::string_view Text) {
  for (uint32_t I = 0; I < std::size(LevelNames); ++I)
    if (Text == LevelNames[I] || (Text.size() == 1 && Text[0] == char('0' + I)))
      return I;
  return std::nullopt;
}

void gpurt::logging::forEachEntry(
    const Record &From, uint32_t Device, TextTable &Texts,
    const std::function<void(const Entry &)> &Each) {
  const uint32_t *Header = From.Header;
  Entry E;
  E.Device = Device;
  E.Place = &Texts.find(Header[abi::LogText]);
  E.Block[0] = Header[abi::LogBlockX];
  E.Block[1] = Header[abi::LogBlockYZ] & 0xffff;
  E.Block[2] = Header[abi::LogBlockYZ] >> 16;
  E.Sm = Header[abi::LogSm];
  E.Ring = From.Ring;
  E.Grid = Header[abi::LogGridLow] | uint64_t(Header[abi::LogGridHigh]) << 32;
  E.Time = From.time();
  uint32_t Shape = Header[abi::LogBlockDim];
  // Never zero but in a damaged file.
  uint32_t SizeX = std::max(Shape & 0x7ffu, 1u);
  uint32_t SizeY = std::max(Shape >> 11 & 0x7ffu, 1u);
  uint32_t Warp = Header[abi::LogShape] >> 16 & 0xff;

  uint32_t Lanes = From.lanes(), Index = 0;
  std::vector<uint32_t> Words(From.words());
  for (uint32_t Left = Header[abi::LogMask]; Left; Left &= Left - 1, ++Index) {
    E.Lane = uint32_t(std::countr_zero(Left));
    uint32_t Rank = Warp * 32 + E.Lane;
    E.Thread[0] = Rank % SizeX;
    E.Thread[1] = Rank / SizeX % SizeY;
    E.Thread[2] = Rank / SizeX / SizeY;
    E.Sequence = From.sequence() + Index;
    for (size_t Word = 0; Word < Words.size(); ++Word)
      Words[Word] = From.Values[Word * Lanes + Index];
    E.Text = formatPacked(E.Place->Format, E.Place->Types, Words);
    Each(E);
  }
}

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

std::string gpurt::logging::formatLine(const Entry &E) {
  return fmt::format(
      "[{}.{:09}] {:<5} {}:{} block {},{},{} thread {},{},{}: {}",
      E.Time / 1000000000, E.Time % 1000000000, levelName(E.Place->Level),
      E.Place->File, E.Place->Line, E.Block[0], E.Block[1], E.Block[2],
      E.Thread[0], E.Thread[1], E.Thread[2], E.Text);
}

std::string gpurt::logging::formatJson(const Entry &E) {
  return fmt::format(
      R"({{"time_ns":{},"level":{},"text":{},"file":{},"line":{},)"
      R"("function":{},"device":{},"block":[{},{},{}],"thread":[{},{},{}],)"
      R"("lane":{},"sm":{},"grid":{},"ring":{},"sequence":{}}})",
      E.Time, quoted(levelName(E.Place->Level)), quoted(E.Text),
      quoted(E.Place->File), E.Place->Line, quoted(E.Place->Function), E.Device,
      E.Block[0], E.Block[1], E.Block[2], E.Thread[0], E.Thread[1], E.Thread[2],
      E.Lane, E.Sm, E.Grid, E.Ring, E.Sequence);
}
