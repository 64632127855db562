//===- RepeatCommand.h - The command line that repeats a run ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// "GPURT_SEED=17 GPURT_POLICY=fair ./app 'two words'": what a shell needs to
// do the same run again, alone.
// Test: test/unit/explore/RepeatCommandTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_REPEATCOMMAND_H
#define GPURT_LIB_SIMT_CUDA_REPEATCOMMAND_H

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpurt::simt {

/// \p Text as one word of a shell: bare if that is safe, else quoted.
std::string shellWord(std::string_view Text);

/// Of \p Environment, "NAME=value" each, the GPURT_ settings that change what a
/// run does, and none of those that ask for many runs. Seed and policy are not
/// among them.
std::string settingsOf(std::span<const std::string> Environment);

/// Seed, policy, those settings, and the program's command line.
std::string repeatCommand(uint64_t Seed, std::string_view Policy,
                          std::span<const std::string> Environment,
                          std::span<const std::string> Arguments);

/// This process's own.
std::vector<std::string> ownArguments();
std::vector<std::string> ownEnvironment();

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_REPEATCOMMAND_H
