//===- Options.h - The runtime's environment variables --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Read once, at first use. A value that makes no sense costs one line on
// stderr and counts as unset: a typing error must not end a long job.
// Test: test/unit/OptionsTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_OPTIONS_H
#define GPURT_LIB_RUNTIME_OPTIONS_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gpurt::runtime {

struct Options {
  /// GPURT_HEAP_LIMIT: no heap grows past this. Nothing if unset.
  std::optional<uint64_t> HeapLimit;
  /// GPURT_HEAP_INITIAL: bytes to back at set-up, before any growth. Under
  /// compute-sanitizer more by default: it knows only memory that was there
  /// when a kernel started, and calls blocks in later growth out of bounds.
  uint64_t HeapInitial = 64ull << 20;
  /// GPURT_HEAP_KEEP: at each cudaDeviceSynchronize heaps give memory that they
  /// do not need back to the driver, but for so much. Nothing if unset: then
  /// memory goes back only when the program asks (gpurt_heap_trim).
  std::optional<uint64_t> HeapKeep;
  /// GPURT_PANIC=abort: end the process after the report.
  bool AbortOnPanic = false;
  /// GPURT_PANIC_JSON: file that takes a line for each report.
  std::string PanicJson;
  /// GPURT_CHECKED_JSON: file that takes the report of checked mode as well.
  std::string CheckedJson;

  /// \returns the process's options. Any thread.
  static const Options &get();

  /// Reads the environment. Complains about what it does not understand.
  static Options fromEnvironment();
};

/// \returns the bytes that \p Text means: digits, then nothing or one of
///          K, M, G, T (either case); nothing if it means none or overflows.
std::optional<uint64_t> parseSize(std::string_view Text);

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_OPTIONS_H
