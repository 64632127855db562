//===- Options.h - The command line of gpurt-log --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What to read, which entries to show, and how.
// Test: test/tools/log/options.test, filters.test
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_LOG_OPTIONS_H
#define GPURT_TOOLS_LOG_OPTIONS_H

#include "Entry.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gpurt::logtool {

extern const char Usage[];

/// x, y, z of a block or thread; those that were not given may be any.
using Index = std::vector<uint32_t>;

struct Options {
  std::string File;
  bool Follow = false;
  bool Json = false;
  bool Help = false;
  std::optional<uint32_t> Level;
  std::optional<Index> Block, Thread;
  std::string InFile, InText;

  /// \returns true if \p E is to be shown.
  [[nodiscard]] bool takes(const logging::Entry &E) const;
};

/// \returns empty, or what is wrong with \p Arguments.
std::string parse(std::span<char *> Arguments, Options &Into);

} // namespace gpurt::logtool

#endif // GPURT_TOOLS_LOG_OPTIONS_H
