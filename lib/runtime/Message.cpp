//===- Message.cpp - What the runtime says on stderr ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Message.h.
// Does not use stdio's stderr: a program may have closed or buffered it, and
// its lock may be held in a forked child.
// Test: test/unit/OptionsTest.cpp
//===----------------------------------------------------------------------===//
#include "Message.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <unistd.h>

void gpurt::runtime::writeText(const char *Text, size_t Size) {
  while (Size) {
    ssize_t Written = write(STDERR_FILENO, Text, Size);
    if (Written < 0 && errno == EINTR)
      continue;
    if (Written <= 0)
      return;
    Text += Written;
    Size -= size_t(Written);
  }
}

void gpurt::runtime::complain(const char *Format, ...) {
  constexpr char Prefix[] = "gpurt: ";
  constexpr size_t PrefixSize = sizeof(Prefix) - 1;
  char Line[1024];
  __builtin_memcpy(Line, Prefix, PrefixSize);
  constexpr size_t Room = 1000;
  va_list Args;
  va_start(Args, Format);
  int Length = vsnprintf(Line + PrefixSize, Room, Format, Args);
  va_end(Args);
  if (Length < 0)
    return;
  size_t Used = size_t(Length) < Room ? size_t(Length) : Room - 1;
  Line[PrefixSize + Used] = '\n';
  writeText(Line, PrefixSize + Used + 1);
}
