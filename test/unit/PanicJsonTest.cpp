//===- PanicJsonTest.cpp - Panics for programs ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Readers of JSON are strict; test/run/panic/json-of-every-report.cu asks one.
//===----------------------------------------------------------------------===//
#include "Json.h"
#include "Panic.h"

#include <gtest/gtest.h>

#include <cstring>

using namespace gpurt::runtime;

TEST(Json, TextIsQuoted) {
  EXPECT_EQ(quoted(""), R"("")");
  EXPECT_EQ(quoted("a \"b\" \\c\n\x01"), R"("a \"b\" \\c\u000a\u0001")");
  EXPECT_EQ(quoted("\xc3\xa4 \xf0\x9f\x98\x80"),
            "\"\xc3\xa4 \xf0\x9f\x98\x80\"");
}

TEST(Json, WhatIsNoUtf8IsReplaced) {
  EXPECT_EQ(quoted("a\xff"
                   "b"),
            R"("a\ufffdb")");
  EXPECT_EQ(quoted("\xc3"), R"("\ufffd")") << "cut to fit";
  EXPECT_EQ(quoted("\xc0\x80"), R"("\ufffd\ufffd")") << "overlong";
  EXPECT_EQ(quoted("\xed\xa0\x80"), R"("\ufffd\ufffd\ufffd")") << "surrogate";
}

TEST(PanicJson, WholePanic) {
  gpurt_panic_info Info{};
  Info.kind = GPURT_PANIC_ASSERT;
  std::strcpy(Info.message, "i < n");
  std::strcpy(Info.file, "k.cu");
  Info.line = 7;
  std::strcpy(Info.function, "void k(int)");
  std::strcpy(Info.stack, "get(int)\tk.cu\t7\t3\nk(int)\tk.cu\t12\t5\n");
  std::strcpy(Info.kernel, "k(int)");
  Info.launch_first = Info.launch_last = 3;
  Info.stream_known = 1;
  Info.thread[0] = 17;
  Info.grid_dim[0] = Info.grid_dim[1] = Info.grid_dim[2] = 1;
  Info.active_mask = 0xff;
  Info.others = 2;
  EXPECT_EQ(
      formatPanicJson(Info),
      R"j({"kind": "assert", "message": "i < n", "file": "k.cu", "line": 7, )j"
      R"j("function": "void k(int)", "stack": [{"function": "get(int)", )j"
      R"j("file": "k.cu", "line": 7, "column": 3}, {"function": "k(int)", )j"
      R"j("file": "k.cu", "line": 12, "column": 5}], "kernel": "k(int)", )j"
      R"j("launch": [3, 3], "stream": "0x0", "device": 0, "grid": 0, )j"
      R"j("grid_dim": [1, 1, 1], "block_dim": [0, 0, 0], "block": [0, 0, 0], )j"
      R"j("thread": [17, 0, 0], "lane": 0, "active_mask": "0xff", "sm": 0, )j"
      R"j("time_ns": 0, "operand": "0x0", "others": 2})j");
}

TEST(PanicJson, WhatIsNotKnownIsNull) {
  gpurt_panic_info Info{};
  Info.kind = GPURT_PANIC_TRAP;
  std::string Text = formatPanicJson(Info);
  for (const char *Member :
       {"message", "file", "function", "kernel", "launch", "stream"})
    EXPECT_NE(Text.find("\"" + std::string(Member) + "\": null"), Text.npos)
        << Member;
  EXPECT_NE(Text.find("\"stack\": []"), Text.npos);
}

TEST(PanicJson, TextIsCutToFit) {
  gpurt_panic_info Info{};
  Info.kind = GPURT_PANIC_TRAP;
  char Text[8];
  size_t Whole = gpurt_panic_json(&Info, Text, sizeof(Text));
  EXPECT_EQ(Whole, formatPanicJson(Info).size());
  EXPECT_STREQ(Text, "{\"kind\"");
  EXPECT_EQ(gpurt_panic_json(&Info, nullptr, 0), Whole);
  EXPECT_GT(gpurt_panic_text(&Info, Text, sizeof(Text)), sizeof(Text));
  EXPECT_STREQ(Text, "<unknow");
}
