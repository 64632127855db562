//===- Options.cpp - The runtime's environment variables ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Options.h.
// Test: test/unit/OptionsTest.cpp
//===----------------------------------------------------------------------===//
#include "Options.h"
#include "Message.h"

#include <charconv>
#include <cstdlib>

using namespace gpurt::runtime;

std::optional<uint64_t> gpurt::runtime::parseSize(std::string_view Text) {
  uint64_t Value = 0;
  const char *End = Text.data() + Text.size();
  auto [Rest, Error] = std::from_chars(Text.data(), End, Value);
  if (Error != std::errc() || Value == 0)
    return std::nullopt;
  unsigned Shift = 0;
  if (Rest != End) {
    switch (*Rest++) {
    case 'k':
    case 'K':
      Shift = 10;
      break;
    case 'm':
    case 'M':
      Shift = 20;
      break;
    case 'g':
    case 'G':
      Shift = 30;
      break;
    case 't':
    case 'T':
      Shift = 40;
      break;
    default:
      return std::nullopt;
    }
  }
  if (Rest != End || Value > UINT64_MAX >> Shift)
    return std::nullopt;
  return Value << Shift;
}

/// What GPURT_HEAP_INITIAL is under compute-sanitizer if nobody sets it.
static constexpr uint64_t HeapInitialSanitized = 4ull << 30;

/// \returns the size that \p Variable has, or nothing; if it has another value
/// one line says so, and that we go on \p Instead.
static std::optional<uint64_t> sizeFrom(const char *Variable,
                                        const char *Instead) {
  const char *Text = std::getenv(Variable);
  if (!Text)
    return std::nullopt;
  std::optional<uint64_t> Size = parseSize(Text);
  if (!Size)
    complain("%s is '%s', which is no size: write a number above 0 and K, M, "
             "G or T; going on %s",
             Variable, Text, Instead);
  return Size;
}

Options Options::fromEnvironment() {
  Options Result;
  // compute-sanitizer 2025.3 sets this in the process that it watches.
  if (std::getenv("NV_SANITIZER_INJECTION_PORT_BASE"))
    Result.HeapInitial = HeapInitialSanitized;
  if (const char *Text = std::getenv("GPURT_HEAP_INITIAL")) {
    std::optional<uint64_t> Size = parseSize(Text);
    if (Size || Text == std::string_view("0"))
      Result.HeapInitial = Size.value_or(0);
    else
      complain("GPURT_HEAP_INITIAL is '%s', which is no size: write 0, or a "
               "number and K, M, G or T; going on with %llu MiB",
               Text, (unsigned long long)(Result.HeapInitial >> 20));
  }
  Result.HeapLimit = sizeFrom("GPURT_HEAP_LIMIT", "without a limit");
  Result.HeapKeep = sizeFrom("GPURT_HEAP_KEEP", "as if it were not set");
  if (const char *Text = std::getenv("GPURT_PANIC")) {
    std::string_view Mode = Text;
    Result.AbortOnPanic = Mode == "abort";
    if (Mode != "abort" && Mode != "report")
      complain("GPURT_PANIC is '%s': write report or abort; going on with "
               "report",
               Text);
  }
  if (const char *Text = std::getenv("GPURT_PANIC_JSON"))
    Result.PanicJson = Text;
  if (const char *Text = std::getenv("GPURT_CHECKED_JSON"))
    Result.CheckedJson = Text;
  return Result;
}

const Options &Options::get() {
  static const Options Values = fromEnvironment();
  return Values;
}
