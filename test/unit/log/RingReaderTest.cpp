//===- RingReaderTest.cpp - Whole records among other cells ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "FakeLog.h"

#include <gtest/gtest.h>

using namespace gpurt::logging;

namespace {

constexpr uint32_t Units = 256;

class RingReader : public testing::Test {
protected:
  CellSpan ring() { return CellSpan::ring(Memory->cells(0), Units); }
  uint32_t next() const { return Log.Next[0]; }

  FakeRegion Memory;
  FakeLog Log{Memory};
};

} // namespace

TEST_F(RingReader, ReadsWhatWasWritten) {
  uint32_t At = next();
  Log.write(0, {.Text = 9, .Mask = 0x80000005, .Words = 3, .Time = 1ull << 40});
  Record R;
  ASSERT_TRUE(ring().read(At, R));
  EXPECT_EQ(R.lanes(), 3u);
  EXPECT_EQ(R.words(), 3u);
  EXPECT_EQ(R.time(), 1ull << 40);
  EXPECT_EQ(R.Units, 6u + 3 * 2);
  EXPECT_EQ(R.Values,
            (std::vector<uint32_t>{0, 200, 3100, 1, 201, 3101, 2, 202, 3102}));
}

TEST_F(RingReader, ReadsEntriesWithoutValues) {
  uint32_t At = next();
  Log.write(0, {.Mask = ~0u, .Words = 0});
  Record R;
  ASSERT_TRUE(ring().read(At, R));
  EXPECT_EQ(R.Units, 6u);
  EXPECT_TRUE(R.Values.empty());
}

TEST_F(RingReader, FindsNothingInFreshMemory) {
  Record R;
  EXPECT_FALSE(ring().read(next(), R));
  EXPECT_TRUE(ring().wholeRecords().empty());
}

TEST_F(RingReader, TakesNoRecordWithAMissingCell) {
  for (uint32_t Missing = 1; Missing <= 2 * (6 + 2 * 2); ++Missing) {
    FakeRegion Fresh;
    FakeLog Writer(Fresh);
    uint32_t At = Writer.Next[0];
    Writer.write(0, {.Mask = 3, .Words = 3}, Missing);
    Record R;
    CellSpan Ring = CellSpan::ring(Fresh->cells(0), Units);
    EXPECT_FALSE(Ring.read(At, R)) << Missing;
    EXPECT_FALSE(Ring.isWhole(At, R)) << Missing;
  }
}

TEST_F(RingReader, TakesNoCellOfAnEarlierRound) {
  // The same shape each time, so that old cells lie where new ones would.
  for (uint32_t Round = 0; Round < 100; ++Round)
    Log.write(0, {.Mask = 0xff, .Words = 2});
  uint32_t At = next();
  Record R;
  for (uint32_t Missing = 1; Missing < 28; ++Missing) {
    Log.Next[0] = At;
    Log.write(0, {.Mask = 0xff, .Words = 2}, Missing);
    // Cells of the try before are of the same record: begin with none.
    if (Missing == 1) {
      EXPECT_FALSE(ring().read(At, R));
    }
  }
}

TEST_F(RingReader, ReadsOverTheEnd) {
  for (uint32_t Round = 0; Round < 50; ++Round) {
    uint32_t At = next();
    Log.write(0, {.Mask = 0x1ff, .Words = 5});
    Record R;
    ASSERT_TRUE(ring().isWhole(At, R)) << Round;
    ASSERT_TRUE(ring().read(At, R)) << Round;
    EXPECT_EQ(R.Values[9 * 4 + 8], 804u);
  }
}

TEST_F(RingReader, PositionsPassTheEndOfTheirRange) {
  for (uint32_t Start : {0x7fffff80u, 0xffffff80u}) {
    Log.Next[0] = Start;
    for (uint32_t Round = 0; Round < 30; ++Round) {
      uint32_t At = next();
      Log.write(0, {.Mask = 3, .Words = 5});
      Record R;
      ASSERT_TRUE(ring().read(At, R)) << At;
    }
    std::vector<uint32_t> Found = ring().wholeRecords();
    ASSERT_EQ(Found.size(), Units / 12);
    EXPECT_EQ(Found.back(), gpurt::abi::logTag(next() - 12));
    EXPECT_EQ(Found.front(),
              gpurt::abi::logTag(next() - 12 * uint32_t(Found.size())));
  }
}

TEST_F(RingReader, FindsWhatWasNotOverwritten) {
  for (uint32_t Round = 0; Round < 100; ++Round)
    Log.write(0, {.Mask = 1 + Round % 7, .Words = Round % 5});
  std::vector<uint32_t> Found = ring().wholeRecords();
  ASSERT_GT(Found.size(), 15u);
  Record R, Last;
  for (uint32_t At : Found) {
    ASSERT_TRUE(ring().read(At, R));
    if (At != Found.front()) {
      EXPECT_EQ(At, Last.Position + Last.Units);
      EXPECT_EQ(R.sequence(), Last.sequence() + Last.lanes());
    }
    Last = R;
  }
}

TEST_F(RingReader, FindsTheHeaderBehindATornRecord) {
  uint32_t Torn = next();
  Log.write(0, {.Mask = 3, .Words = 2}, 1);
  uint32_t Whole = next();
  Log.write(0, {});
  uint32_t Found = 0;
  ASSERT_TRUE(ring().findHeader(Torn + 1, Units - 1, Found));
  EXPECT_EQ(Found, Whole);
}
