//===- PanicTextTest.cpp - The words of a panic report --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The first line is parsed by tools that know CUDA's own.
//===----------------------------------------------------------------------===//
#include "Panic.h"

#include <gtest/gtest.h>

#include <cstring>

namespace {

gpurt_panic_info infoOf(gpurt_panic_kind Kind) {
  gpurt_panic_info Info{};
  Info.kind = Kind;
  Info.line = 41;
  Info.block[0] = 3;
  Info.thread[0] = 17;
  Info.thread[2] = 1;
  std::strcpy(Info.message, "i < n");
  std::strcpy(Info.file, "k.cu");
  std::strcpy(Info.function, "void k(int)");
  return Info;
}

std::string lineOf(gpurt_panic_kind Kind, uint64_t Operand = 0) {
  gpurt_panic_info Info = infoOf(Kind);
  Info.operand = Operand;
  return gpurt::runtime::formatPanic(Info);
}

const std::string Head = "k.cu:41: void k(int): block: [3,0,0], thread: "
                         "[17,0,1] ";

} // namespace

TEST(PanicText, AssertIsCudasOwnLine) {
  EXPECT_EQ(lineOf(GPURT_PANIC_ASSERT), Head + "Assertion `i < n` failed.\n");
}

TEST(PanicText, EachKindHasItsSentence) {
  EXPECT_EQ(lineOf(GPURT_PANIC_ABORT), Head + "abort() was called.\n");
  EXPECT_EQ(lineOf(GPURT_PANIC_TRAP), Head + "trap.\n");
  EXPECT_EQ(lineOf(GPURT_PANIC_SANITIZER, 18),
            Head + "sanitizer: index out of bounds.\n");
  EXPECT_EQ(lineOf(GPURT_PANIC_SANITIZER, 200),
            Head + "sanitizer: check 200 failed.\n");
  EXPECT_EQ(lineOf(GPURT_PANIC_TERMINATE),
            Head + "std::terminate() was called.\n");
  EXPECT_EQ(lineOf(GPURT_PANIC_PURE_VIRTUAL),
            Head + "a pure virtual function was called.\n");
  EXPECT_EQ(lineOf(GPURT_PANIC_OUT_OF_MEMORY, 1234),
            Head + "out of memory: operator new(1234 bytes).\n");
  EXPECT_EQ(lineOf(GPURT_PANIC_INVALID_FREE, 0x600000000010),
            Head + "free of 0x600000000010, which malloc did not give.\n");
  EXPECT_EQ(lineOf(GPURT_PANIC_DOUBLE_FREE, 0x600000000010),
            Head + "second free of 0x600000000010.\n");
}

TEST(PanicText, ChecksAndMessagesAreTheirText) {
  EXPECT_EQ(lineOf(GPURT_PANIC_USER), Head + "i < n\n");
  EXPECT_EQ(lineOf(GPURT_PANIC_CHECK), Head + "i < n.\n");
  EXPECT_EQ(lineOf(GPURT_PANIC_UNREACHABLE),
            Head + "code was reached that should not be.\n");
}

TEST(PanicText, HostHasNoThread) {
  gpurt_panic_info Info = infoOf(GPURT_PANIC_USER);
  Info.device = -1;
  EXPECT_EQ(gpurt::runtime::formatPanic(Info), "k.cu:41: void k(int): i < n\n");
}

TEST(PanicText, MessageIsMadeOfFormatAndValues) {
  gpurt_panic_info Info = infoOf(GPURT_PANIC_CHECK);
  const uint32_t Words[] = {3, 4};
  gpurt::runtime::setMessage(Info, "{} vs. {}", "ii", Words);
  EXPECT_STREQ(Info.message, "Check `i < n` failed: 3 vs. 4");
  Info = infoOf(GPURT_PANIC_CHECK);
  gpurt::runtime::setMessage(Info, "", "", {});
  EXPECT_STREQ(Info.message, "Check `i < n` failed");
  Info = infoOf(GPURT_PANIC_USER);
  gpurt::runtime::setMessage(Info, "{:x}", "i", Words);
  EXPECT_STREQ(Info.message, "3");
  // What came from a damaged record is text all the same.
  gpurt::runtime::setMessage(Info, "{} {}", "zz", Words);
  EXPECT_NE(std::strlen(Info.message), 0u);
  gpurt::runtime::setMessage(Info, std::string(2000, 'x'), "", {});
  EXPECT_EQ(std::strlen(Info.message), sizeof(Info.message) - 1);
}

TEST(PanicText, KnownBlockTellsWhereTheOperandLies) {
  auto Of = [](gpurt_panic_kind Kind, uint64_t Operand) {
    gpurt_panic_info Info = infoOf(Kind);
    Info.operand = Operand;
    Info.block_address = 0x600000000040;
    Info.block_size = 100;
    return gpurt::runtime::formatPanic(Info);
  };
  EXPECT_EQ(Of(GPURT_PANIC_INVALID_FREE, 0x600000000041),
            Head + "free of 0x600000000041, 1 byte into the 100 bytes at "
                   "0x600000000040.\n");
  EXPECT_EQ(Of(GPURT_PANIC_OVERRUN, 0x6000000000a4),
            Head + "write to 0x6000000000a4, 0 bytes past the end of the 100 "
                   "bytes at 0x600000000040.\n");
  EXPECT_EQ(Of(GPURT_PANIC_OVERRUN, 0x60000000003e),
            Head + "write to 0x60000000003e, 2 bytes before the 100 bytes at "
                   "0x600000000040.\n");
  EXPECT_EQ(Of(GPURT_PANIC_OVERRUN, 0),
            Head + "what malloc keeps before 0x600000000040 was "
                   "overwritten.\n");
  EXPECT_EQ(Of(GPURT_PANIC_USE_AFTER_FREE, 0x600000000048),
            Head + "write to 0x600000000048, 8 bytes into the freed 100 bytes "
                   "at 0x600000000040.\n");
}

TEST(PanicText, SitesOfTheBlockFollowTheStack) {
  gpurt_panic_info Info = infoOf(GPURT_PANIC_DOUBLE_FREE);
  Info.operand = Info.block_address = 0x600000000040;
  std::strcpy(Info.stack, "k(int)\tk.cu\t12\t5\n");
  std::strcpy(Info.freed, "drop()\tk.cu\t9\t3\n");
  std::strcpy(Info.allocated, "make()\tv.h\t7\t3\nk(int)\tk.cu\t8\t5\nma");
  EXPECT_EQ(gpurt::runtime::formatPanic(Info),
            Head + "second free of 0x600000000040.\n"
                   "    #0 k(int) at k.cu:12:5\n"
                   "gpurt: freed at k.cu:9 in drop()\n"
                   "gpurt: allocated at v.h:7 in make(), from k.cu:8 in "
                   "k(int)\n");
}

TEST(PanicText, UndefinedBehaviorHasUBSansLine) {
  gpurt_panic_info Info = infoOf(GPURT_PANIC_UNDEFINED);
  Info.column = 9;
  Info.others = 2;
  std::strcpy(Info.message, "division by zero");
  std::strcpy(Info.stack, "k(int)\tk.cu\t41\t9\n");
  EXPECT_EQ(gpurt::runtime::formatPanic(Info),
            "k.cu:41:9: runtime error: division by zero\n"
            "gpurt: block: [3,0,0], thread: [17,0,1]\n"
            "    #0 k(int) at k.cu:41:9\n"
            "gpurt: 2 more threads panicked\n");
}

TEST(PanicText, UnknownKindIsNamedByItsNumber) {
  EXPECT_EQ(lineOf(gpurt_panic_kind(77)), Head + "panic of unknown kind 77.\n");
}

TEST(PanicText, StackFollowsInnermostFirst) {
  gpurt_panic_info Info = infoOf(GPURT_PANIC_ASSERT);
  std::strcpy(Info.stack, "get(int)\tv.h\t7\t3\nk(int)\tk.cu\t12\t5\n");
  EXPECT_EQ(gpurt::runtime::formatPanic(Info),
            Head + "Assertion `i < n` failed.\n"
                   "    #0 get(int) at v.h:7:3\n"
                   "    #1 k(int) at k.cu:12:5\n");
}

TEST(PanicText, CutStackIsPrintedAsFarAsItGoes) {
  gpurt_panic_info Info = infoOf(GPURT_PANIC_ASSERT);
  std::strcpy(Info.stack, "get(int)\tv.h\t7\t3\nk(in");
  EXPECT_EQ(gpurt::runtime::formatPanic(Info),
            Head + "Assertion `i < n` failed.\n"
                   "    #0 get(int) at v.h:7:3\n"
                   "    #1 k(in\n");
}

TEST(PanicText, InnermostFrameStandsInForAMissingFile) {
  gpurt_panic_info Info = infoOf(GPURT_PANIC_TRAP);
  Info.file[0] = Info.function[0] = 0;
  Info.line = 0;
  std::strcpy(Info.stack, "get(int)\tv.h\t7\t3\nk(int)\tk.cu\t12\t5\n");
  std::string Text = gpurt::runtime::formatPanic(Info);
  EXPECT_EQ(Text.substr(0, Text.find('\n')),
            "v.h:7: get(int): block: [3,0,0], thread: [17,0,1] trap.");
}

TEST(PanicText, NothingKnownIsSaidSo) {
  gpurt_panic_info Info = infoOf(GPURT_PANIC_TRAP);
  Info.file[0] = Info.function[0] = 0;
  EXPECT_EQ(gpurt::runtime::formatPanic(Info),
            "<unknown>:0: <unknown>: block: [3,0,0], thread: [17,0,1] "
            "trap.\n");
}

TEST(PanicText, OtherThreadsAreCounted) {
  gpurt_panic_info Info = infoOf(GPURT_PANIC_TRAP);
  Info.others = 270335;
  EXPECT_EQ(gpurt::runtime::formatPanic(Info),
            Head + "trap.\ngpurt: 270335 more threads panicked\n");
  Info.others = 1;
  EXPECT_EQ(gpurt::runtime::formatPanic(Info),
            Head + "trap.\ngpurt: 1 more thread panicked\n");
}
