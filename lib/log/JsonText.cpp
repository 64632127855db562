//===- JsonText.cpp - Text as a JSON string -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See JsonText.h.
//===----------------------------------------------------------------------===//
#include "JsonText.h"

#include <algorithm>
#include <fmt/format.h>

/// \returns the bytes of the UTF-8 sequence that \p Text begins with, or 0 if
/// it is none (RFC 3629: no overlong forms, no surrogates, up to U+10FFFF).
static size_t sequenceLength(std::string_view Text) {
  auto Byte = [&](size_t I) {
    return I < Text.size() ? static_cast<unsigned char>(Text[I]) : 0u;
  };
  auto Follows = [&](size_t I, unsigned Low = 0x80, unsigned High = 0xbf) {
    return Byte(I) >= Low && Byte(I) <= High;
  };
  unsigned First = Byte(0);
  if (First < 0x80)
    return 1;
  if (First >= 0xc2 && First <= 0xdf)
    return Follows(1) ? 2 : 0;
  if (First >= 0xe0 && First <= 0xef)
    return Follows(1, First == 0xe0 ? 0xa0 : 0x80,
                   First == 0xed ? 0x9f : 0xbf) &&
                   Follows(2)
               ? 3
               : 0;
  if (First >= 0xf0 && First <= 0xf4)
    return Follows(1, First == 0xf0 ? 0x90 : 0x80,
                   First == 0xf4 ? 0x8f : 0xbf) &&
                   Follows(2) && Follows(3)
               ? 4
               : 0;
  return 0;
}

std::string gpurt::logging::quoted(std::string_view Text,
                                   std::string_view Invalid) {
  std::string Out = "\"";
  while (!Text.empty()) {
    size_t Length = sequenceLength(Text);
    char First = Text[0];
    if (Length == 0)
      Out += Invalid;
    else if (First == '"' || First == '\\')
      (Out += '\\') += First;
    else if (static_cast<unsigned char>(First) < 0x20 || First == 0x7f)
      Out += fmt::format("\\u{:04x}", unsigned(First));
    else
      Out += Text.substr(0, Length);
    Text.remove_prefix(std::max<size_t>(Length, 1));
  }
  return Out += '"';
}
