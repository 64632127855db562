//===- PackedTextTest.cpp - Packed values as text -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "PackedText.h"

#include <bit>
#include <cstring>
#include <gtest/gtest.h>
#include <random>

using namespace gpurt::logging;

namespace {

using Words = std::vector<uint32_t>;

Words wide(uint64_t Value) { return {uint32_t(Value), uint32_t(Value >> 32)}; }

Words text(const char *Value, size_t Count) {
  Words Result(Count);
  std::memcpy(Result.data(), Value,
              std::min(strlen(Value), Count * sizeof(uint32_t)));
  return Result;
}

} // namespace

TEST(PackedText, ShowsEachKind) {
  EXPECT_EQ(formatPacked("{}", "i", Words{uint32_t(-5)}), "-5");
  EXPECT_EQ(formatPacked("{:x}", "i", Words{uint32_t(-5)}), "-5");
  EXPECT_EQ(formatPacked("{}", "u", Words{4000000000u}), "4000000000");
  EXPECT_EQ(formatPacked("{}", "I", wide(uint64_t(-5))), "-5");
  EXPECT_EQ(formatPacked("{}", "U", wide(~0ull)), "18446744073709551615");
  EXPECT_EQ(formatPacked("{}", "b", Words{1}), "true");
  EXPECT_EQ(formatPacked("{}", "c", Words{'q'}), "q");
  EXPECT_EQ(formatPacked("{}", "f", Words{std::bit_cast<uint32_t>(0.1f)}),
            "0.1");
  EXPECT_EQ(formatPacked("{}", "d", wide(std::bit_cast<uint64_t>(0.1))), "0.1");
  EXPECT_EQ(formatPacked("{}", "p", wide(0x7f0012345678)), "0x7f0012345678");
  EXPECT_EQ(formatPacked("{}", "t1", text("abc", 1)), "abc");
}

TEST(PackedText, SaysWhereTextWasCut) {
  EXPECT_EQ(formatPacked("{}!", "s1", text("abc", 1)), "abc!");
  EXPECT_EQ(formatPacked("{}!", "s1", text("abcd", 1)), "abcd...!");
  EXPECT_EQ(formatPacked("{}!", "t1", text("abcd", 1)), "abcd!");
}

TEST(PackedText, ShowsValuesInOrderAndByNumber) {
  EXPECT_EQ(formatPacked("{1}, {0}, {{}}", "it1", Words{7, 0x6261}),
            "ab, 7, {}");
  EXPECT_EQ(formatPacked("x={:>4} y={:04x}", "iu", Words{7, 255}),
            "x=   7 y=00ff");
}

TEST(PackedText, TellsAWrongFormat) {
  EXPECT_EQ(formatPacked("a {:q}", "ii", Words{7, 8}),
            "a {:q} [bad format string: there is no such type letter; values: "
            "7 8]");
  EXPECT_EQ(formatPacked("{:10000}", "i", Words{7}),
            "{:10000} [bad format string: a number is above 9999; values: 7]");
}

TEST(PackedText, TellsMissingWords) {
  EXPECT_EQ(formatPacked("{} {}", "iI", Words{7, 8}),
            "{} {} [bad format string: argument not found; values: 7]");
}

TEST(PackedText, CountsWords) {
  size_t Count = 0;
  EXPECT_TRUE(countWords("iUs4", Count));
  EXPECT_EQ(Count, 7u);
  EXPECT_FALSE(countWords("iz", Count));
  EXPECT_FALSE(countWords("s", Count));
  EXPECT_FALSE(countWords("s0", Count));
  EXPECT_FALSE(countWords("s\x7f", Count));
}

TEST(PackedText, TakesGarbage) {
  std::mt19937 Random(7);
  const std::string_view Formats = "{}:0123x.#+ sdfp<>^ab";
  const std::string_view Kinds = "iuIUbcfdpst04z";
  for (unsigned Round = 0; Round < 200000; ++Round) {
    auto Some = [&](std::string_view From, size_t Most) {
      std::string Result(Random() % Most, 0);
      for (char &C : Result)
        C = Random() % 50 ? From[Random() % From.size()] : char(Random());
      return Result;
    };
    std::string Format = Some(Formats, 12), Types = Some(Kinds, 6);
    Words Values(Random() % 6);
    for (uint32_t &Word : Values)
      Word = uint32_t(Random());
    (void)formatPacked(Format, Types, Values);
  }
}
