//===- UndefinedTextTest.cpp - The words of a sanitizer check -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What test/run/sanitize/ compares with UBSan by whole programs is here for
// the values that no program there has: widths, kinds, damaged facts.
//===----------------------------------------------------------------------===//
#include "UndefinedText.h"

#include <gtest/gtest.h>

#include <cstring>

using namespace gpurt::abi;
using gpurt::runtime::formatSourcePlace;
using gpurt::runtime::formatUndefined;

namespace {

UndefinedType typeOf(const char *Name, uint16_t Kind, uint16_t Info,
                     uint32_t Bits) {
  UndefinedType Type{};
  Type.Kind = Kind;
  Type.Info = Info;
  Type.Bits = Bits;
  std::strcpy(Type.Name, Name);
  return Type;
}

const UndefinedType Int = typeOf("'int'", 0, 5 << 1 | 1, 32);
const UndefinedType Unsigned = typeOf("'unsigned int'", 0, 5 << 1, 32);
const UndefinedType Wide = typeOf("'__int128'", 0, 7 << 1 | 1, 128);
const UndefinedType WideUnsigned =
    typeOf("'unsigned __int128'", 0, 7 << 1, 128);
const UndefinedType Pointer = typeOf("'int *'", 0xffff, 0, 0);

struct Words {
  uint64_t Low = 0, High = 0;
};

UndefinedFacts factsOf(UndefinedCheck Check, const UndefinedType &First = {},
                       Words A = {}, Words B = {}, Words C = {}) {
  UndefinedFacts Facts{};
  Facts.Check = Check;
  Facts.Types[0] = First;
  const Words All[] = {A, B, C};
  for (unsigned I = 0; I < 3; ++I) {
    Facts.Values[I][0] = All[I].Low;
    Facts.Values[I][1] = All[I].High;
  }
  return Facts;
}

std::string floatText(const UndefinedType &Type, uint64_t Bits) {
  UndefinedFacts Facts =
      factsOf(UndefinedCheck::FloatCastOverflow, Type, {Bits});
  Facts.Types[1] = Int;
  std::string Text = formatUndefined(Facts);
  return Text.substr(0, Text.find(" is outside"));
}

std::string valueText(const UndefinedType &Type, Words Value) {
  std::string Text =
      formatUndefined(factsOf(UndefinedCheck::VlaBound, Type, Value));
  return Text.substr(Text.rfind(' ') + 1);
}

} // namespace

TEST(UndefinedText, IntegersOfEveryWidth) {
  EXPECT_EQ(valueText(typeOf("'char'", 0, 3 << 1 | 1, 8), {0xff}), "-1");
  EXPECT_EQ(valueText(typeOf("'char'", 0, 3 << 1, 8), {0xff}), "255");
  EXPECT_EQ(valueText(Int, {0x80000000}), "-2147483648");
  EXPECT_EQ(valueText(Unsigned, {0x80000000}), "2147483648");
  // What stands above the type's bits is not the value's.
  EXPECT_EQ(valueText(Unsigned, {0xdead00000007}), "7");
  EXPECT_EQ(valueText(typeOf("'long'", 0, 6 << 1 | 1, 64), {1ull << 63}),
            "-9223372036854775808");
  EXPECT_EQ(valueText(typeOf("'unsigned long'", 0, 6 << 1, 64), {~0ull}),
            "18446744073709551615");
  EXPECT_EQ(valueText(Wide, {~0ull, ~0ull}), "-1");
  EXPECT_EQ(valueText(Wide, {0, 1ull << 63}),
            "0x80000000000000000000000000000000");
  EXPECT_EQ(valueText(WideUnsigned, {5, 1}),
            "0x00000000000000010000000000000005");
  EXPECT_EQ(valueText(typeOf("'_BitInt(5)'", 2, 3 << 1 | 1, 5), {0x1f}), "-1");
  EXPECT_EQ(valueText(Pointer, {5}), "<unknown>");
}

TEST(UndefinedText, FloatsOfEveryWidth) {
  EXPECT_EQ(floatText(typeOf("'float'", 1, 32, 32), 0x50df8476), "3e+10");
  EXPECT_EQ(floatText(typeOf("'double'", 1, 64, 64), 0xfff0000000000000),
            "-inf");
  const UndefinedType Half = typeOf("'_Float16'", 1, 16, 16);
  EXPECT_EQ(floatText(Half, 0x7bff), "65504");
  EXPECT_EQ(floatText(Half, 0xc100), "-2.5");
  EXPECT_EQ(floatText(Half, 0x0001), "5.96046e-08");
  EXPECT_EQ(floatText(Half, 0x7c00), "inf");
  EXPECT_EQ(floatText(Half, 0x7e00), "nan");
  EXPECT_EQ(floatText(typeOf("'__bf16'", 1, 16, 16), 0x4040), "3");
}

TEST(UndefinedText, PointersInEveryWay) {
  auto Of = [](uint64_t Base, uint64_t Result) {
    return formatUndefined(
        factsOf(UndefinedCheck::PointerOverflow, {}, {Base}, {Result}));
  };
  EXPECT_EQ(Of(0, 0), "applying zero offset to null pointer");
  EXPECT_EQ(Of(0, 40), "applying non-zero offset 40 to null pointer");
  EXPECT_EQ(Of(16, 0), "applying non-zero offset to non-null pointer "
                       "0x000000000010 produced null pointer");
  EXPECT_EQ(Of(32, 16), "addition of unsigned offset to 0x000000000020 "
                        "overflowed to 0x000000000010");
  EXPECT_EQ(Of(16, 32), "subtraction of unsigned offset from 0x000000000010 "
                        "overflowed to 0x000000000020");
  EXPECT_EQ(Of(16, ~0ull), "pointer index expression with base 0x000000000010 "
                           "overflowed to 0xffffffffffffffff");
}

TEST(UndefinedText, AccessesTellWhatIsWrongWithThePointer) {
  auto Of = [](uint64_t Pointer, uint32_t What) {
    UndefinedFacts Facts =
        factsOf(UndefinedCheck::TypeMismatch, Int, {Pointer});
    Facts.Detail = What;
    Facts.Size = 2;
    return formatUndefined(Facts);
  };
  const std::string Note = ": note: pointer points here\n"
                           "<memory cannot be printed>";
  EXPECT_EQ(Of(0, 1), "store to null pointer of type 'int'");
  EXPECT_EQ(Of(0x7f0000000001, 0),
            "load of misaligned address 0x7f0000000001 for type 'int', which "
            "requires 4 byte alignment\n0x7f0000000001" +
                Note);
  EXPECT_EQ(Of(0x7f0000000004, 4),
            "member call on address 0x7f0000000004 with insufficient space for "
            "an object of type 'int'\n0x7f0000000004" +
                Note);
}

TEST(UndefinedText, AssumptionsNameTheirSource) {
  UndefinedFacts Facts = factsOf(UndefinedCheck::AlignmentAssumption, Pointer,
                                 {0x1011}, {64}, {1});
  std::strcpy(Facts.NoteFile, "v.h");
  Facts.NoteLine = 3;
  Facts.NoteColumn = 9;
  EXPECT_EQ(formatUndefined(Facts),
            "assumption of 64 byte alignment (with offset of 1 byte) for "
            "pointer of type 'int *' failed\n"
            "v.h:3:9: note: alignment assumption was specified here\n"
            "0x000000001010: note: offset address is 16 aligned, misalignment "
            "offset is 16 bytes\n<memory cannot be printed>");
}

TEST(UndefinedText, NullabilityNamesItsAnnotation) {
  UndefinedFacts Facts = factsOf(UndefinedCheck::NullabilityReturn);
  std::strcpy(Facts.NoteFile, "v.h");
  Facts.NoteLine = 3;
  EXPECT_EQ(formatUndefined(Facts),
            "null pointer returned from function declared to never return "
            "null\nv.h:3: note: _Nonnull return type annotation specified "
            "here");
}

TEST(UndefinedText, AssumeIsABuiltin) {
  UndefinedFacts Facts = factsOf(UndefinedCheck::InvalidBuiltin);
  Facts.Detail = 2;
  EXPECT_EQ(formatUndefined(Facts), "assumption is violated during execution");
}

TEST(UndefinedText, PlaceLeavesOutWhatIsUnknown) {
  EXPECT_EQ(formatSourcePlace("k.cu", 7, 3), "k.cu:7:3");
  EXPECT_EQ(formatSourcePlace("k.cu", 7, 0), "k.cu:7");
  EXPECT_EQ(formatSourcePlace("k.cu", 0, 3), "k.cu");
  EXPECT_EQ(formatSourcePlace("", 7, 3), "<unknown>");
}

TEST(UndefinedText, DamagedFactsGiveSomeText) {
  UndefinedFacts Facts;
  for (int Byte : {0xff, 0x41, 0x01, 0x80, 0x00}) {
    std::memset(static_cast<void *>(&Facts), Byte, sizeof(Facts));
    for (uint32_t Check = 0; Check < 40; ++Check) {
      Facts.Check = UndefinedCheck(Check);
      EXPECT_NE(formatUndefined(Facts), "");
    }
  }
}
