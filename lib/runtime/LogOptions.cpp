//===- LogOptions.cpp - The environment variables of logging --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See LogOptions.h.
// Test: test/unit/LogOptionsTest.cpp
//===----------------------------------------------------------------------===//
#include "LogOptions.h"
#include "Entry.h"
#include "Message.h"
#include "Options.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <optional>
#include <string_view>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

constexpr uint64_t UnitBytes = abi::LogCellsPerUnit * sizeof(abi::LogCell);
constexpr uint64_t MaxRingUnits = 1 << 24;

void readLevel(LogOptions &Result) {
  const char *Text = std::getenv("GPURT_LOG");
  if (!Text)
    return;
  if (std::optional<uint32_t> Level = logging::parseLevel(Text))
    Result.Level = *Level;
  else
    complain("GPURT_LOG is '%s': write off, error, warn, info, debug or trace; "
             "going on with info",
             Text);
}

void readPolicy(LogOptions &Result) {
  const char *Text = std::getenv("GPURT_LOG_POLICY");
  if (!Text)
    return;
  std::string_view Policy = Text;
  if (Policy == "drop")
    Result.Policy = abi::LogPolicy::Drop;
  else if (Policy == "overwrite")
    Result.Policy = abi::LogPolicy::Overwrite;
  else if (Policy != "block")
    complain("GPURT_LOG_POLICY is '%s': write block, drop or overwrite; going "
             "on with block",
             Text);
}

void readRing(LogOptions &Result) {
  const char *Text = std::getenv("GPURT_LOG_RING");
  if (!Text)
    return;
  std::optional<uint64_t> Bytes = parseSize(Text);
  if (!Bytes || *Bytes > MaxRingUnits * UnitBytes) {
    complain("GPURT_LOG_RING is '%s', which is no size up to 256M; going on "
             "with 256K",
             Text);
    return;
  }
  uint64_t Units = std::bit_ceil((*Bytes + UnitBytes - 1) / UnitBytes);
  Result.RingUnits = uint32_t(std::max<uint64_t>(Units, abi::LogMinRingUnits));
}

void readThreads(LogOptions &Result) {
  const char *Text = std::getenv("GPURT_LOG_THREADS");
  if (!Text)
    return;
  std::optional<uint64_t> Count = parseSize(Text);
  if (Count && *Count <= 64)
    Result.Threads = uint32_t(*Count);
  else
    complain("GPURT_LOG_THREADS is '%s': write 1 to 64; going on with 1", Text);
}

void readMemory(LogOptions &Result) {
  const char *Text = std::getenv("GPURT_LOG_MEMORY");
  if (!Text || Text == std::string_view("host"))
    return;
  if (Text != std::string_view("device"))
    complain("GPURT_LOG_MEMORY is '%s': write host or device; going on with "
             "host",
             Text);
  else if (Result.Policy != abi::LogPolicy::Overwrite)
    complain("GPURT_LOG_MEMORY=device needs GPURT_LOG_POLICY=overwrite; going "
             "on with host");
  else if (!Result.File.empty())
    complain("GPURT_LOG_FILE keeps the rings in host memory: "
             "GPURT_LOG_MEMORY=device counts for nothing");
  else
    Result.OnDevice = true;
}

void readSinks(LogOptions &Result) {
  if (const char *Text = std::getenv("GPURT_LOG_FILE"))
    Result.File = Text;
  if (const char *Text = std::getenv("GPURT_LOG_JSON"))
    Result.Json = Text;
  Result.Stderr = Result.File.empty() && Result.Json.empty();
  const char *Text = std::getenv("GPURT_LOG_STDERR");
  if (!Text)
    return;
  std::string_view Wanted = Text;
  if (Wanted == "0" || Wanted == "1")
    Result.Stderr = Wanted == "1";
  else
    complain("GPURT_LOG_STDERR is '%s': write 0 or 1; going on with %d", Text,
             int(Result.Stderr));
}

} // namespace

LogOptions LogOptions::fromEnvironment() {
  LogOptions Result;
  readLevel(Result);
  readPolicy(Result);
  readRing(Result);
  readThreads(Result);
  readSinks(Result);
  readMemory(Result);
  return Result;
}

const LogOptions &LogOptions::get() {
  static const LogOptions Values = fromEnvironment();
  return Values;
}
