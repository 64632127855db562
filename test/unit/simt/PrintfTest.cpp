//===- PrintfTest.cpp - Device printf -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/Printf.h"
#include "Testing.h"

using namespace testing_simt;

TEST(Printf, TakesPackedArgumentsAtTheirAlignment) {
  struct {
    int32_t A = -5;
    int64_t B = 1ll << 40; // 4 bytes of room before it
    double C = 2.5;
    const char *D = "text";
    uint32_t E = 0xBEEF;
    int32_t F = 'x';
  } Args;
  int32_t N = 0;
  EXPECT_EQ(formatPacked("%d|%lld|%5.2f|%s|%08X|%c|100%%", &Args, N),
            "-5|1099511627776| 2.50|text|0000BEEF|x|100%");
  EXPECT_EQ(N, 6);
}

TEST(Printf, StarsTakeArgumentsAndUnknownFormsStay) {
  struct {
    int32_t Width = 6, Precision = 2;
    double Value = 3.14159;
  } Args;
  int32_t N = 0;
  EXPECT_EQ(formatPacked("[%*.*f] %n %", &Args, N), "[  3.14] %n %");
  EXPECT_EQ(N, 1);
}

TEST(Printf, LongTextIsNotCut) {
  std::string Long(5000, 'y');
  const char *Args[] = {Long.c_str()};
  int32_t N = 0;
  EXPECT_EQ(formatPacked("%s!", Args, N), Long + "!");
}

TEST(Printf, TheHookGoesToTheSink) {
  std::string Text;
  Config C;
  C.Order = Policy::RunToBlock;
  C.Print = [&](std::string_view Part) { Text += Part; };
  runOnce(
      {{1}, {3}},
      [] {
        uint32_t Args[] = {tid()};
        EXPECT_EQ(__gpurt_simt_vprintf("lane %u\n", Args), 1);
      },
      C);
  EXPECT_EQ(Text, "lane 0\nlane 1\nlane 2\n");
}
