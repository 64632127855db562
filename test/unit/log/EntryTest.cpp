//===- EntryTest.cpp - From records to lines ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Entry.h"
#include "FakeLog.h"

#include <gtest/gtest.h>

using namespace gpurt::logging;

namespace {

class EntryTest : public testing::Test {
protected:
  std::vector<Entry> entriesOf(const FakeRecord &Source) {
    uint32_t At = Log.Next[1];
    Log.write(1, Source);
    Record R;
    R.Ring = 1;
    EXPECT_TRUE(CellSpan::ring(Memory->cells(1), 256).read(At, R));
    std::vector<Entry> Result;
    forEachEntry(R, /*Device=*/2, Texts,
                 [&](const Entry &E) { Result.push_back(E); });
    return Result;
  }

  FakeRegion Memory;
  FakeLog Log{Memory};
  TextTable Texts{Memory->texts(), Memory->Shape.TextBytes};
};

} // namespace

TEST_F(EntryTest, KnowsItsThread) {
  uint32_t Text = Log.addText("v={}", "i");
  // The block has 32 x 4 x 2 threads: warp 5 is row 1 of the second layer.
  std::vector<Entry> Got =
      entriesOf({.Text = Text, .Mask = 0x10001, .Time = 77, .Warp = 5});
  ASSERT_EQ(Got.size(), 2u);
  EXPECT_EQ(Got[0].Text, "v=0");
  EXPECT_EQ(Got[1].Text, "v=1600");
  EXPECT_EQ(Got[1].Thread[0], 16u);
  EXPECT_EQ(Got[1].Thread[1], 1u);
  EXPECT_EQ(Got[1].Thread[2], 1u);
  EXPECT_EQ(Got[1].Lane, 16u);
  EXPECT_EQ(Got[1].Block[0], 5u);
  EXPECT_EQ(Got[1].Block[1], 6u);
  EXPECT_EQ(Got[1].Block[2], 7u);
  EXPECT_EQ(Got[1].Sequence, 1u);
  EXPECT_EQ(Got[1].Ring, 1u);
  EXPECT_EQ(Got[1].Sm, 11u);
  EXPECT_EQ(Got[1].Grid, 12u);
  EXPECT_EQ(Got[1].Device, 2u);
  EXPECT_EQ(Got[1].Place->Line, 7u);
  EXPECT_EQ(Got[1].Place->Function, "void k(int)");
}

TEST_F(EntryTest, IsALineAndJson) {
  uint32_t Text = Log.addText("say \"{}\"\n", "i");
  Entry E = entriesOf({.Text = Text, .Time = 12000000345})[0];
  EXPECT_EQ(formatLine(E), "[12.000000345] info  k.cu:7 block 5,6,7 thread "
                           "0,0,0: say \"0\"\n");
  const char *Json =
      R"({"time_ns":12000000345,"level":"info","text":"say \"0\"\u000a",)"
      R"JSON("file":"k.cu","line":7,"function":"void k(int)","device":2,)JSON"
      R"("block":[5,6,7],"thread":[0,0,0],"lane":0,"sm":11,"grid":12,)"
      R"("ring":1,"sequence":0})";
  EXPECT_EQ(formatJson(E), Json);
}

TEST_F(EntryTest, JsonHoldsNoBrokenUtf8) {
  uint32_t Text = Log.addText("\xc3\xa9 \xff \xc3 \xed\xa0\x80", "i");
  std::string Json = formatJson(entriesOf({.Text = Text})[0]);
  EXPECT_NE(Json.find("\xc3\xa9 \xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd"),
            Json.npos)
      << Json;
}

TEST_F(EntryTest, SaysWhereTextIsMissing) {
  for (uint32_t Text : {0u, 200u, 100000u, ~0u, gpurt::abi::LogNoText})
    EXPECT_EQ(entriesOf({.Text = Text})[0].Text,
              "[the text of this place is missing]")
        << Text;
}

TEST_F(EntryTest, FindsTextThatCameLater) {
  uint32_t Text = Log.TextUsed / 16;
  EXPECT_EQ(entriesOf({.Text = Text})[0].Text,
            "[the text of this place is missing]");
  ASSERT_EQ(Log.addText("there", ""), Text);
  EXPECT_EQ(entriesOf({.Text = Text})[0].Text, "there");
}

TEST(Level, IsANameOrADigit) {
  EXPECT_EQ(parseLevel("warn"), 2u);
  EXPECT_EQ(parseLevel("off"), 0u);
  EXPECT_EQ(parseLevel("5"), 5u);
  EXPECT_EQ(parseLevel("6"), std::nullopt);
  EXPECT_EQ(parseLevel("loud"), std::nullopt);
  EXPECT_EQ(levelName(3), "info");
  EXPECT_EQ(levelName(17), "17");
}
