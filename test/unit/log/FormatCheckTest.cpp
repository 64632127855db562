//===- FormatCheckTest.cpp - Our judgement of formats against {fmt}'s -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every specification of up to 5 characters of an alphabet that has one of
// each part, for a value of each kind: what check_format lets through, {fmt}
// takes, and what it refuses, {fmt} refuses.
//===----------------------------------------------------------------------===//
#include "gpurt/format_check.h"

#include <fmt/args.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <string>

using gpurt::check_format;
using gpurt::format_error;

namespace {

using Arguments = fmt::dynamic_format_arg_store<fmt::format_context>;

/// \returns whether {fmt} takes \p Format for two of \p Value.
template <typename T> bool fmtTakes(const std::string &Format, T Value) {
  Arguments Values;
  Values.push_back(Value);
  Values.push_back(Value);
  try {
    (void)fmt::vformat(Format, Values);
    return true;
  } catch (const fmt::format_error &) {
    return false;
  }
}

/// Calls \p Each with the kinds of two equal values, and the value.
template <typename Function> void allKinds(Function Each) {
  Each("ii", -7);
  Each("uu", 7u);
  Each("II", -7ll);
  Each("UU", 7ull);
  Each("bb", true);
  Each("cc", 'c');
  Each("ff", 1.5f);
  Each("dd", 1.5);
  Each("pp", static_cast<const void *>(nullptr));
  Each("s1s1", std::string("ab"));
  Each("t1t1", std::string("ab"));
}

/// Calls \p Each with all words over \p Alphabet of up to \p Length letters.
template <typename Function>
void allWords(std::string_view Alphabet, unsigned Length, Function Each) {
  std::string Word;
  auto Extend = [&](auto &Self) -> void {
    Each(Word);
    if (Word.size() == Length)
      return;
    for (char Letter : Alphabet) {
      Word += Letter;
      Self(Self);
      Word.pop_back();
    }
  };
  Extend(Extend);
}

void compareAll(std::string_view Alphabet, unsigned Length, const char *Before,
                const char *After) {
  allKinds([&](const char *Types, const auto &Value) {
    unsigned Differences = 0;
    allWords(Alphabet, Length, [&](const std::string &Word) {
      std::string Format = Before + Word + After;
      format_error Ours = check_format(Format.c_str(), Types);
      if (Ours == format_error::argument_as_width)
        return; // which {fmt} has and we have not
      bool Theirs = fmtTakes(Format, Value);
      if ((Ours == format_error::none) != Theirs && ++Differences < 5)
        ADD_FAILURE() << "format '" << Format << "' for " << Types
                      << ": we say " << format_error_text(Ours) << ", {fmt} "
                      << (Theirs ? "takes" : "refuses") << " it";
    });
    EXPECT_EQ(Differences, 0u) << Types;
  });
}

} // namespace

TEST(FormatCheck, AgreesWithFmtOnFlagsAndTypes) {
  compareAll("<*+ #05.Ldxfsc", 4, "{:", "}");
}

TEST(FormatCheck, AgreesWithFmtOnEveryTypeLetter) {
  compareAll("aAbBcCdeEfFgGiopqsxX%?#0+", 2, "{:", "}");
}

TEST(FormatCheck, AgreesWithFmtOnBraces) { compareAll("{}:0a12", 5, "", ""); }

TEST(FormatCheck, TakesUtf8AsFill) {
  EXPECT_EQ(check_format("{:é>5}", "i"), format_error::none);
  EXPECT_TRUE(fmtTakes("{:é>5}", 1));
}

TEST(FormatCheck, SurvivesBrokenUtf8) {
  EXPECT_NE(check_format("{:\xf0", "i"), format_error::none);
  EXPECT_NE(check_format("{:\xf0\x80", "i"), format_error::none);
}

TEST(FormatCheck, RefusesLargeNumbers) {
  EXPECT_EQ(check_format("{:9999}", "i"), format_error::none);
  EXPECT_EQ(check_format("{:10000}", "i"), format_error::number_too_large);
  EXPECT_EQ(check_format("{:.99999}", "f"), format_error::number_too_large);
}

TEST(FormatCheck, RefusesWhatLogsDoNotHave) {
  EXPECT_EQ(check_format("{:{}}", "ii"), format_error::argument_as_width);
  EXPECT_EQ(check_format("{:.{}}", "fi"), format_error::argument_as_width);
  EXPECT_EQ(check_format("{name}", "i"), format_error::named_argument);
}

TEST(FormatCheck, NamesWhatIsWrong) {
  EXPECT_EQ(check_format("{", "i"), format_error::unmatched_brace);
  EXPECT_EQ(check_format("{} {0}", "i"), format_error::mixed_indexing);
  EXPECT_EQ(check_format("{} {}", "i"), format_error::no_such_argument);
  EXPECT_EQ(check_format("{:{<3}", "i"), format_error::invalid_fill);
  EXPECT_EQ(check_format("{:q}", "i"), format_error::invalid_type);
  EXPECT_EQ(check_format("{:x}", "t1"), format_error::type_of_other_value);
  EXPECT_EQ(check_format("{:+}", "t1"), format_error::needs_number);
  EXPECT_EQ(check_format("{:+}", "u"), format_error::needs_signed);
  EXPECT_EQ(check_format("{:.2}", "i"), format_error::no_precision);
  EXPECT_EQ(check_format("{:.}", "f"), format_error::no_precision_given);
}

// The compiler runs it too.
static_assert(check_format("x={} y={:8x}", "ft4") ==
              format_error::type_of_other_value);
static_assert(check_format("x={} y={:08x}", "fi") == format_error::none);
