//===- OptionsTest.cpp - Environment variables ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values that make sense, and the one line for each that does not.
//===----------------------------------------------------------------------===//
#include "Options.h"
#include "Message.h"

#include <gtest/gtest.h>

#include <cstdlib>

using namespace gpurt::runtime;

namespace {

/// Reads options with one variable set, and what was said about it.
std::pair<Options, std::string> readWith(const char *Name, const char *Value) {
  setenv(Name, Value, 1);
  testing::internal::CaptureStderr();
  Options Result = Options::fromEnvironment();
  unsetenv(Name);
  return {Result, testing::internal::GetCapturedStderr()};
}

} // namespace

TEST(Options, SizeTakesASuffix) {
  EXPECT_EQ(parseSize("1"), 1u);
  EXPECT_EQ(parseSize("64K"), 64u << 10);
  EXPECT_EQ(parseSize("3m"), 3u << 20);
  EXPECT_EQ(parseSize("80G"), 80ull << 30);
  EXPECT_EQ(parseSize("1T"), 1ull << 40);
}

TEST(Options, SizeRejectsWhatIsNone) {
  for (const char *Text : {"", "0", "0K", "K", "-1", "1x", "1KB", "1 K", " 1",
                           "0x10", "17179869184G", "99999999999999999999999"})
    EXPECT_EQ(parseSize(Text), std::nullopt) << Text;
}

TEST(Options, NothingSetMeansReportAndNoLimit) {
  Options Result = Options::fromEnvironment();
  EXPECT_FALSE(Result.HeapLimit);
  EXPECT_FALSE(Result.AbortOnPanic);
}

TEST(Options, HeapLimitIsRead) {
  auto [Result, Said] = readWith("GPURT_HEAP_LIMIT", "2G");
  EXPECT_EQ(Result.HeapLimit, 2ull << 30);
  EXPECT_EQ(Said, "");
}

TEST(Options, HeapKeepIsRead) {
  EXPECT_FALSE(Options::fromEnvironment().HeapKeep);
  auto [Result, Said] = readWith("GPURT_HEAP_KEEP", "64M");
  EXPECT_EQ(Result.HeapKeep, 64ull << 20);
  EXPECT_EQ(Said, "");
  auto [Garbage, Complaint] = readWith("GPURT_HEAP_KEEP", "0");
  EXPECT_FALSE(Garbage.HeapKeep);
  EXPECT_NE(Complaint.find("GPURT_HEAP_KEEP is '0'"), Complaint.npos);
}

TEST(Options, GarbageLimitIsOneLineAndNoLimit) {
  auto [Result, Said] = readWith("GPURT_HEAP_LIMIT", "lots");
  EXPECT_FALSE(Result.HeapLimit);
  EXPECT_EQ(Said, "gpurt: GPURT_HEAP_LIMIT is 'lots', which is no size: write "
                  "a number above 0 and K, M, G or T; going on without a "
                  "limit\n");
}

TEST(Options, InitialHeapIsSmallButUnderTheSanitizer) {
  EXPECT_EQ(Options::fromEnvironment().HeapInitial, 64ull << 20);
  EXPECT_EQ(
      readWith("NV_SANITIZER_INJECTION_PORT_BASE", "49152").first.HeapInitial,
      4ull << 30);
  EXPECT_EQ(readWith("GPURT_HEAP_INITIAL", "1G").first.HeapInitial, 1ull << 30);
  auto [Empty, Said] = readWith("GPURT_HEAP_INITIAL", "0");
  EXPECT_EQ(Empty.HeapInitial, 0u);
  EXPECT_EQ(Said, "");
}

TEST(Options, GarbageInitialHeapIsOneLineAndTheDefault) {
  auto [Result, Said] = readWith("GPURT_HEAP_INITIAL", "big");
  EXPECT_EQ(Result.HeapInitial, 64ull << 20);
  EXPECT_EQ(Said, "gpurt: GPURT_HEAP_INITIAL is 'big', which is no size: write "
                  "0, or a number and K, M, G or T; going on with 64 MiB\n");
}

TEST(Options, PanicModesAreKnown) {
  EXPECT_TRUE(readWith("GPURT_PANIC", "abort").first.AbortOnPanic);
  auto [Result, Said] = readWith("GPURT_PANIC", "report");
  EXPECT_FALSE(Result.AbortOnPanic);
  EXPECT_EQ(Said, "");
}

TEST(Options, UnknownPanicModeIsOneLineAndReport) {
  auto [Result, Said] = readWith("GPURT_PANIC", "Abort");
  EXPECT_FALSE(Result.AbortOnPanic);
  EXPECT_EQ(Said, "gpurt: GPURT_PANIC is 'Abort': write report or abort; going "
                  "on with report\n");
}

TEST(Message, LongTextIsCutAndEndsInOneLine) {
  testing::internal::CaptureStderr();
  complain("%s", std::string(5000, 'x').c_str());
  std::string Said = testing::internal::GetCapturedStderr();
  EXPECT_EQ(Said.size(), 7u + 999u + 1u);
  EXPECT_EQ(Said.back(), '\n');
  EXPECT_EQ(Said.find('\n'), Said.size() - 1);
}
