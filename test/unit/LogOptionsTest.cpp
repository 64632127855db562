//===- LogOptionsTest.cpp - Environment variables of logging --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values that make sense, and the one line for each that does not.
//===----------------------------------------------------------------------===//
#include "LogOptions.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>

using gpurt::abi::LogPolicy;
using gpurt::runtime::LogOptions;

namespace {

/// Reads options with some variables set, and what was said about them.
std::pair<LogOptions, std::string>
readWith(const std::map<std::string, std::string> &Variables) {
  for (const auto &[Name, Value] : Variables)
    setenv(Name.c_str(), Value.c_str(), 1);
  testing::internal::CaptureStderr();
  LogOptions Result = LogOptions::fromEnvironment();
  for (const auto &[Name, Value] : Variables)
    unsetenv(Name.c_str());
  return {Result, testing::internal::GetCapturedStderr()};
}

std::string saidOf(const char *Name, const char *Value) {
  return readWith({{Name, Value}}).second;
}

} // namespace

TEST(LogOptions, NothingSetMeansInfoAndBlockOnStderr) {
  auto [Result, Said] = readWith({{"GPURT_LOG_MEMORY", "host"}});
  EXPECT_EQ(Result.Level, 3u);
  EXPECT_EQ(Result.Policy, LogPolicy::Block);
  EXPECT_FALSE(Result.OnDevice);
  EXPECT_EQ(Said, "");
}

TEST(LogOptions, LevelPolicyAndRingAreRead) {
  auto [Result, Said] = readWith({{"GPURT_LOG", "debug"},
                                  {"GPURT_LOG_POLICY", "drop"},
                                  {"GPURT_LOG_THREADS", "4"},
                                  {"GPURT_LOG_RING", "1000K"}});
  EXPECT_EQ(Result.Threads, 4u);
  EXPECT_EQ(Result.Level, 4u);
  EXPECT_EQ(Result.Policy, LogPolicy::Drop);
  EXPECT_EQ(Result.RingUnits, 1u << 16);
  EXPECT_EQ(Said, "");
}

TEST(LogOptions, RingsAreNeverTooSmallForARecord) {
  EXPECT_EQ(readWith({{"GPURT_LOG_RING", "1"}}).first.RingUnits,
            gpurt::abi::LogMinRingUnits);
}

TEST(LogOptions, FilesTakeThePlaceOfStderr) {
  EXPECT_TRUE(readWith({}).first.Stderr);
  EXPECT_FALSE(readWith({{"GPURT_LOG_FILE", "a"}}).first.Stderr);
  EXPECT_FALSE(readWith({{"GPURT_LOG_JSON", "a"}}).first.Stderr);
  auto Both = readWith({{"GPURT_LOG_FILE", "a"}, {"GPURT_LOG_STDERR", "1"}});
  EXPECT_TRUE(Both.first.Stderr);
  EXPECT_EQ(Both.first.File, "a");
}

TEST(LogOptions, DeviceMemoryIsForTheRecorder) {
  auto Recorder = readWith(
      {{"GPURT_LOG_POLICY", "overwrite"}, {"GPURT_LOG_MEMORY", "device"}});
  EXPECT_TRUE(Recorder.first.OnDevice);
  EXPECT_EQ(Recorder.second, "");
  EXPECT_EQ(saidOf("GPURT_LOG_MEMORY", "device"),
            "gpurt: GPURT_LOG_MEMORY=device needs GPURT_LOG_POLICY=overwrite; "
            "going on with host\n");
  auto WithFile = readWith({{"GPURT_LOG_POLICY", "overwrite"},
                            {"GPURT_LOG_MEMORY", "device"},
                            {"GPURT_LOG_FILE", "a"}});
  EXPECT_FALSE(WithFile.first.OnDevice);
  EXPECT_NE(WithFile.second, "");
}

TEST(LogOptions, SaysWhatMakesNoSense) {
  EXPECT_EQ(saidOf("GPURT_LOG", "loud"),
            "gpurt: GPURT_LOG is 'loud': write off, error, warn, info, debug "
            "or trace; going on with info\n");
  EXPECT_EQ(saidOf("GPURT_LOG_POLICY", "lose"),
            "gpurt: GPURT_LOG_POLICY is 'lose': write block, drop or "
            "overwrite; going on with block\n");
  EXPECT_EQ(saidOf("GPURT_LOG_RING", "1T"),
            "gpurt: GPURT_LOG_RING is '1T', which is no size up to 256M; going "
            "on with 256K\n");
  EXPECT_EQ(saidOf("GPURT_LOG_THREADS", "65"),
            "gpurt: GPURT_LOG_THREADS is '65': write 1 to 64; going on with "
            "1\n");
  EXPECT_EQ(saidOf("GPURT_LOG_STDERR", "yes"),
            "gpurt: GPURT_LOG_STDERR is 'yes': write 0 or 1; going on with "
            "1\n");
  EXPECT_EQ(saidOf("GPURT_LOG_MEMORY", "disk"),
            "gpurt: GPURT_LOG_MEMORY is 'disk': write host or device; going on "
            "with host\n");
}
