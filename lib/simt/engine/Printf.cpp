//===- Printf.cpp - Device printf's format and argument block -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Splits the format into conversions, takes each argument from the block, and
// lets the host's snprintf format it alone. A conversion is given to snprintf
// only if it is one of the known forms, so the format can do no harm.
// Test: test/unit/simt/PrintfTest.cpp
//===----------------------------------------------------------------------===//
#include "Printf.h"

#include <cstdio>
#include <cstring>
#include <memory>

namespace gpurt::simt {

namespace {

class ArgumentBlock {
public:
  explicit ArgumentBlock(const void *Start)
      : At(static_cast<const char *>(Start)) {}

  template <typename T> T take() {
    auto Address = reinterpret_cast<uintptr_t>(At);
    At += (sizeof(T) - Address % sizeof(T)) % sizeof(T);
    T Value;
    std::memcpy(static_cast<void *>(std::addressof(Value)), At, sizeof(T));
    At += sizeof(T);
    return Value;
  }

private:
  const char *At;
};

template <typename T>
void append(std::string &Out, const std::string &Form, T Value) {
  char Small[256];
  int Length = std::snprintf(Small, sizeof Small, Form.c_str(), Value);
  if (Length < int(sizeof Small)) {
    Out.append(Small, Length < 0 ? 0 : size_t(Length));
    return;
  }
  size_t Old = Out.size();
  Out.resize(Old + size_t(Length) + 1);
  std::snprintf(&Out[Old], size_t(Length) + 1, Form.c_str(), Value);
  Out.pop_back();
}

/// The parts of "%-08.*lld" behind the percent sign.
struct Conversion {
  std::string Prefix; ///< flags, width, precision
  bool Wide = false;  ///< ll, l, z, j, t: all 64 bits in CUDA's 64-bit ABI
  char Kind = 0;
  const char *End = nullptr;
};

Conversion parse(const char *At, ArgumentBlock &Block) {
  Conversion C;
  for (; *At && std::strchr("-+ #0123456789.*", *At); ++At) {
    if (*At == '*')
      C.Prefix += std::to_string(Block.take<int32_t>());
    else
      C.Prefix += *At;
  }
  for (; *At && std::strchr("hljzt", *At); ++At)
    C.Wide |= *At != 'h';
  C.Kind = *At;
  C.End = *At ? At + 1 : At;
  return C;
}

bool appendArgument(std::string &Out, const Conversion &C,
                    ArgumentBlock &Block) {
  std::string Form = "%" + C.Prefix;
  switch (C.Kind) {
  case 'd':
  case 'i':
    append(Out, Form + "lld",
           C.Wide ? (long long)Block.take<int64_t>()
                  : (long long)Block.take<int32_t>());
    return true;
  case 'u':
  case 'x':
  case 'X':
  case 'o':
    append(Out, Form + "ll" + C.Kind,
           C.Wide ? (unsigned long long)Block.take<uint64_t>()
                  : (unsigned long long)Block.take<uint32_t>());
    return true;
  case 'c':
    append(Out, Form + "c", int(Block.take<int32_t>()));
    return true;
  case 'e':
  case 'E':
  case 'f':
  case 'F':
  case 'g':
  case 'G':
  case 'a':
  case 'A':
    append(Out, Form + C.Kind, Block.take<double>());
    return true;
  case 's': {
    const char *Text = Block.take<const char *>();
    append(Out, Form + "s", Text ? Text : "(null)");
    return true;
  }
  case 'p':
    append(Out, Form + "p", Block.take<void *>());
    return true;
  default:
    return false;
  }
}

} // namespace

std::string formatPacked(const char *Format, const void *Args,
                         int32_t &Conversions) {
  std::string Out;
  ArgumentBlock Block(Args);
  Conversions = 0;
  while (*Format) {
    if (*Format != '%') {
      Out += *Format++;
    } else if (Format[1] == '%') {
      Out += '%';
      Format += 2;
    } else {
      Conversion C = parse(Format + 1, Block);
      if (appendArgument(Out, C, Block))
        ++Conversions;
      else
        Out.append(Format, C.End);
      Format = C.End;
    }
  }
  return Out;
}

} // namespace gpurt::simt
