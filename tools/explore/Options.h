//===- Options.h - The command line of gpurt-explore ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Our options may come before or behind the program's name; what is not ours
// behind it is the program's, and all of it is after "--".
// Test: test/tools/explore/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_EXPLORE_OPTIONS_H
#define GPURT_TOOLS_EXPLORE_OPTIONS_H

#include <cstdint>
#include <string>
#include <vector>

namespace gpurt::explore {

struct Options {
  uint64_t FirstSeed = 1, LastSeed = 1000;
  std::vector<std::string> Policies = {"fair", "warp-unfair"};
  std::string Memory; ///< empty: as the environment says
  unsigned Jobs = 1;
  uint64_t Timeout = 60; ///< seconds for a run; 0: none
  bool KeepGoing = false, Verbose = false, Quiet = false;
  bool AllowDeviceErrors = false;
  std::string Json; ///< file, or empty
  std::vector<std::string> Program;

  [[nodiscard]] uint64_t runs() const {
    return (LastSeed - FirstSeed + 1) * Policies.size();
  }
};

/// What parse found besides options.
struct Parsed {
  bool Help = false;
  std::string Error; ///< one line, empty if there is none
};

Parsed parse(const std::vector<std::string> &Words, Options &Out);

extern const char Usage[];

} // namespace gpurt::explore

#endif // GPURT_TOOLS_EXPLORE_OPTIONS_H
