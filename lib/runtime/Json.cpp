//===- Json.cpp - The little JSON that reports need -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Json.h.
// Test: test/unit/PanicJsonTest.cpp
//===----------------------------------------------------------------------===//
#include "Json.h"
#include "Message.h"

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

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

std::string gpurt::runtime::quoted(std::string_view Text) {
  std::string Out = "\"";
  while (!Text.empty()) {
    size_t Length = sequenceLength(Text);
    char First = Text[0];
    if (Length == 0) {
      Out += "\\ufffd";
      Length = 1;
    } else if (First == '"' || First == '\\') {
      Out += '\\';
      Out += First;
    } else if (Length == 1 && static_cast<unsigned char>(First) < 0x20) {
      char Escape[8];
      snprintf(Escape, sizeof(Escape), "\\u%04x", unsigned(First));
      Out += Escape;
    } else {
      Out += Text.substr(0, Length);
    }
    Text.remove_prefix(Length);
  }
  return Out + '"';
}

void gpurt::runtime::appendLine(const std::string &Path, std::string_view Line,
                                const char *Variable) {
  int File = open(Path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                  S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH);
  std::string Whole(Line);
  Whole += '\n';
  if (File < 0 || write(File, Whole.data(), Whole.size()) !=
                      static_cast<ssize_t>(Whole.size()))
    complain("cannot write %s='%s': %m", Variable, Path.c_str());
  if (File >= 0)
    close(File);
}
