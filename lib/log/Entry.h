//===- Entry.h - From records to entries ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A record has the entries of up to 32 lanes; an entry knows its place, its
// thread and its text. The texts of places lie in an area that the device
// fills (gpurt/log_abi.h).
// Test: test/unit/log/EntryTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_LOG_ENTRY_H
#define GPURT_LIB_LOG_ENTRY_H

#include "RingReader.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gpurt::logging {

/// What an entry's place says of itself.
struct PlaceText {
  std::string Format, Types, File, Function;
  uint32_t Line = 0;
  uint32_t Level = 0;
};

/// The text area. Finds each text once.
class TextTable {
public:
  TextTable(const char *Area, size_t Bytes) : Area(Area), Bytes(Bytes) {}

  /// \returns the text that entries call \p Text; if there is none, one that
  /// says so. Valid as long as the table.
  const PlaceText &find(uint32_t Text);

private:
  [[nodiscard]] std::optional<PlaceText> read(uint32_t Text) const;

  const char *Area;
  size_t Bytes;
  std::unordered_map<uint32_t, PlaceText> Known;
  PlaceText Missing{"[the text of this place is missing]", "", "?", "?", 0, 3};
};

struct Entry {
  const PlaceText *Place = nullptr;
  std::string Text;
  uint32_t Device = 0;
  uint32_t Block[3] = {};
  uint32_t Thread[3] = {};
  uint32_t Lane = 0;
  uint32_t Sm = 0;
  uint32_t Ring = 0;
  uint32_t Sequence = 0;
  uint64_t Grid = 0;
  uint64_t Time = 0;
};

/// "error" to "trace", or a number.
std::string levelName(uint32_t Level);

/// \returns 0 to 5 for "off" to "trace" or a digit.
std::optional<uint32_t> parseLevel(std::string_view Text);

/// Calls \p Each with the entries of \p From, by lanes.
void forEachEntry(const Record &From, uint32_t Device, TextTable &Texts,
                  const std::function<void(const Entry &)> &Each);

/// One line without its newline:
///   [12.345678901] info  k.cu:7 block 0,0,0 thread 3,0,0: text
std::string formatLine(const Entry &E);

/// One JSON object without newline.
std::string formatJson(const Entry &E);

} // namespace gpurt::logging

#endif // GPURT_LIB_LOG_ENTRY_H
