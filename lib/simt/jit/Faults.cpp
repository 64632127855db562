//===- Faults.cpp - GPURT_FAULTS ------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Faults.h. Lanes run one at a time, so the plan needs no lock.
// Test: test/simt/devicelib/
//===----------------------------------------------------------------------===//
#include "Faults.h"

#include "engine/Random.h"
#include "retarget/Faults.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>

namespace gpurt::simt {
namespace {

/// What the environment asks of one process.
class Plan {
public:
  /// \returns nothing if the text is none of Faults.h's.
  static std::optional<Plan> parse(std::string_view Text, uint64_t Seed);

  bool isFault(uint64_t Grid);

private:
  uint64_t At = 0;        ///< this look; 0: each by chance
  uint32_t OneIn = 1;     ///< that chance
  uint64_t Looks = 0;     ///< so far
  bool OnlyFirst = false; ///< looks of the grid that looked first
  uint64_t First = 0;     ///< that grid
  uint64_t Stopping = 0;  ///< grid of look At, once it came
  Random Dice;
};

std::optional<Plan> Plan::parse(std::string_view Text, uint64_t Seed) {
  Plan Result;
  if (Text == "random") {
    Result.OnlyFirst = true;
    Result.Dice.seed(Seed, /*Stream=*/0xfa17);
    if (Result.Dice.below(2))
      Result.At = 1 + Result.Dice.below(40);
    else
      Result.OneIn = 1 + Result.Dice.below(16);
    return Result;
  }
  auto [End, Error] =
      std::from_chars(Text.data(), Text.data() + Text.size(), Result.At);
  if (Error != std::errc() || End != Text.data() + Text.size() || !Result.At)
    return std::nullopt;
  return Result;
}

bool Plan::isFault(uint64_t Grid) {
  if (!Looks)
    First = Grid;
  if (OnlyFirst && Grid != First)
    return false;
  ++Looks;
  if (!At)
    return Dice.below(OneIn) == 0;
  if (Looks == At)
    Stopping = Grid;
  return Grid == Stopping;
}

uint64_t seed() {
  const char *Text = std::getenv("GPURT_SEED");
  return Text ? std::strtoull(Text, nullptr, 0) : 1;
}

} // namespace

std::string injectFaultsFromEnvironment(llvm::Module &M) {
  const char *Asked = std::getenv("GPURT_FAULTS");
  if (!Asked || !*Asked)
    return "";
  if (!Plan::parse(Asked, 1))
    return std::string("GPURT_FAULTS=") + Asked +
           " is neither random nor a number from 1 on";
  injectFaults(M);
  return "";
}

uint64_t faultOrNot(uint64_t Seen, uint64_t Stopped) {
  // Now, for a process of GPURT_SCHEDULES gets its seed after the images were
  // compiled.
  static Plan Only = *Plan::parse(std::getenv("GPURT_FAULTS"), seed());
  return Only.isFault(Stopped) ? Stopped : Seen;
}

} // namespace gpurt::simt
