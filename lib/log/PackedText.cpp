//===- PackedText.cpp - Packed values as text -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See PackedText.h. check_format comes before {fmt}: it bounds widths, which
// {fmt} does not.
// Test: test/unit/log/PackedTextTest.cpp
//===----------------------------------------------------------------------===//
#include "PackedText.h"

#include "gpurt/format_check.h"

#include <bit>
#include <cstring>
#include <exception>
#include <fmt/args.h>
#include <fmt/format.h>

using namespace gpurt;
using namespace gpurt::logging;

namespace {

/// The kinds of a list, one after the other.
class Kinds {
public:
  explicit Kinds(std::string_view Types) : Types(Types) {}

  /// \returns false at the end, and at what is no kind.
  bool next() {
    if (Types.empty())
      return false;
    Kind = Types.front();
    Types.remove_prefix(1);
    switch (Kind) {
    case value_kind::Int32:
    case value_kind::Uint32:
    case value_kind::Bool:
    case value_kind::Char:
    case value_kind::Float:
      Words = 1;
      return true;
    case value_kind::Int64:
    case value_kind::Uint64:
    case value_kind::Double:
    case value_kind::Pointer:
      Words = 2;
      return true;
    case value_kind::Text:
    case value_kind::FullText:
      if (Types.empty())
        return fail();
      Words = unsigned(Types.front() - value_kind::TextSizeBase);
      Types.remove_prefix(1);
      return (Words >= 1 && Words <= value_kind::MaxTextWords) || fail();
    default:
      return fail();
    }
  }

  [[nodiscard]] bool failed() const { return Failed; }

  char Kind = 0;
  unsigned Words = 0; ///< that a value of Kind takes

private:
  bool fail() {
    Failed = true;
    return false;
  }

  std::string_view Types;
  bool Failed = false;
};

std::string textOf(std::span<const uint32_t> Words, bool MayBeCut) {
  std::string Text(Words.size() * sizeof(uint32_t), '\0');
  std::memcpy(Text.data(), Words.data(), Text.size());
  if (size_t End = Text.find('\0'); End != Text.npos)
    Text.resize(End);
  else if (MayBeCut)
    Text += "...";
  return Text;
}

PackedValue valueOf(char Kind, std::span<const uint32_t> Words) {
  uint64_t Wide = Words[0];
  if (Words.size() > 1)
    Wide |= uint64_t(Words[1]) << 32;
  switch (Kind) {
  case value_kind::Int32:
    return int64_t(int32_t(Words[0]));
  case value_kind::Int64:
    return int64_t(Wide);
  case value_kind::Bool:
    return Words[0] != 0;
  case value_kind::Char:
    return char(Words[0]);
  case value_kind::Float:
    return std::bit_cast<float>(Words[0]);
  case value_kind::Double:
    return std::bit_cast<double>(Wide);
  case value_kind::Pointer:
    return reinterpret_cast<const void *>(Wide);
  case value_kind::Text:
  case value_kind::FullText:
    return textOf(Words, Kind == value_kind::Text);
  default:
    return Wide;
  }
}

std::string formatAll(std::string_view Format,
                      const std::vector<PackedValue> &Values) {
  fmt::dynamic_format_arg_store<fmt::format_context> Arguments;
  for (const PackedValue &Value : Values)
    std::visit([&](const auto &Each) { Arguments.push_back(Each); }, Value);
  return fmt::vformat(fmt::string_view(Format.data(), Format.size()),
                      Arguments);
}

std::string complaint(std::string_view Format, std::string_view Why,
                      const std::vector<PackedValue> &Values) {
  std::string Text(Format);
  Text += " [bad format string: ";
  Text += Why;
  Text += "; values:";
  for (const PackedValue &Value : Values)
    std::visit([&](const auto &Each) { Text += fmt::format(" {}", Each); },
               Value);
  Text += ']';
  return Text;
}

} // namespace

bool gpurt::logging::countWords(std::string_view Types, size_t &Count) {
  Count = 0;
  Kinds Each(Types);
  while (Each.next())
    Count += Each.Words;
  return !Each.failed();
}

std::vector<PackedValue>
gpurt::logging::unpackValues(std::string_view Types,
                             std::span<const uint32_t> Words) {
  std::vector<PackedValue> Values;
  for (Kinds Each(Types); Each.next() && Each.Words <= Words.size();
       Words = Words.subspan(Each.Words))
    Values.push_back(valueOf(Each.Kind, Words.first(Each.Words)));
  return Values;
}

std::string gpurt::logging::formatPacked(std::string_view Format,
                                         std::string_view Types,
                                         std::span<const uint32_t> Words) {
  std::vector<PackedValue> Values = unpackValues(Types, Words);
  // The checker reads up to a NUL, so both get one and end at it.
  std::string Checked(Format.substr(0, Format.find('\0')));
  std::string Known(Types.substr(0, Types.find('\0')));
  format_error Wrong = check_format(Checked.c_str(), Known.c_str());
  if (Wrong != format_error::none)
    return complaint(Checked, format_error_text(Wrong), Values);
  try {
    return formatAll(Checked, Values);
  } catch (const std::exception &Error) {
    return complaint(Checked, Error.what(), Values);
  }
}
