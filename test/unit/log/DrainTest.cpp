//===- DrainTest.cpp - From rings to sinks --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Drain.h"
#include "FakeLog.h"

#include <gtest/gtest.h>

using namespace gpurt::logging;
using gpurt::abi::LogPolicy;

namespace {

class DrainTest : public testing::Test {
protected:
  bool pass(Drain::Until Limit = Drain::Until::Now) {
    return Drained.pass([&](const Entry &E) { Shown.push_back(E.Text); },
                        Limit);
  }
  /// Writes one entry that shows \p Value.
  void put(uint32_t Ring, uint64_t Time, uint32_t Value) {
    Log.write(Ring, {.Text = Text, .Time = Time, .Value = [=](auto, auto) {
                       return Value;
                     }});
  }

  FakeRegion Memory;
  FakeLog Log{Memory};
  uint32_t Text = Log.addText("{}", "u");
  Drain Drained{Memory, LogPolicy::Block, 0, nullptr};
  std::vector<std::string> Shown;
};

using Texts = std::vector<std::string>;

} // namespace

TEST_F(DrainTest, ShowsByTimeOverAllRings) {
  put(0, 30, 3);
  put(1, 10, 1);
  put(1, 20, 2);
  put(0, 40, 4);
  EXPECT_TRUE(pass());
  EXPECT_EQ(Shown, (Texts{"1", "2", "3", "4"}));
  EXPECT_FALSE(pass());
}

TEST_F(DrainTest, KeepsRingOrderAtEqualTimes) {
  for (uint32_t I = 0; I < 10; ++I)
    put(0, 5, I);
  pass();
  EXPECT_EQ(Shown, (Texts{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}));
}

TEST_F(DrainTest, KeepsTheNewestForTheNextPass) {
  constexpr uint64_t Later = 2 * Drain::Settling;
  put(0, 30, 3);
  put(0, Later, 4);
  pass(Drain::Until::Settled);
  EXPECT_TRUE(Shown.empty());
  put(1, 20, 2);
  pass(Drain::Until::Settled);
  EXPECT_EQ(Shown, (Texts{"2", "3"}));
  pass();
  EXPECT_EQ(Shown, (Texts{"2", "3", "4"}));
}

TEST_F(DrainTest, GivesRoomBack) {
  // Ten rings full, with never more than a quarter of one written at once.
  for (uint32_t I = 0; I < 400; ++I) {
    put(0, I, I);
    if (I % 8 == 7) {
      pass();
    }
    ASSERT_LE(Log.Next[0] - Memory->tails()[0].Position, 64u);
  }
  EXPECT_EQ(Shown.size(), 400u);
  EXPECT_EQ(Drained.counts().Received, 400u);
  EXPECT_EQ(Drained.counts().Lost, 0u);
}

TEST_F(DrainTest, CountsWhatWasDropped) {
  put(0, 1, 1);
  Log.drop(0, 33);
  put(0, 2, 2);
  pass();
  EXPECT_EQ(Drained.counts().Received, 2u);
  EXPECT_EQ(Drained.counts().Lost, 33u);
  EXPECT_EQ(Drained.counts().Torn, 0u);
}

TEST_F(DrainTest, WaitsForARecordThatIsBeingWritten) {
  Log.write(0, {.Text = Text}, /*Missing=*/1);
  EXPECT_FALSE(pass());
  EXPECT_FALSE(pass());
  Log.Next[0] -= 7;
  --Log.Sequence[0];
  Log.write(0, {.Text = Text});
  EXPECT_TRUE(pass());
  EXPECT_EQ(Shown.size(), 1u);
  EXPECT_EQ(Drained.counts().Lost, 0u);
}

TEST_F(DrainTest, GoesOnBehindADeadWriter) {
  put(0, 1, 1);
  Log.write(0, {.Text = Text, .Mask = 7}, /*Missing=*/1);
  put(0, 3, 3);
  pass();
  EXPECT_EQ(Shown, (Texts{"1"}));
  pass(Drain::Until::End);
  EXPECT_EQ(Shown, (Texts{"1", "3"}));
  EXPECT_EQ(Drained.counts().Torn, 1u);
  EXPECT_EQ(Drained.counts().Lost, 3u);
}

TEST_F(DrainTest, SnapshotsWhatIsLeftOfEach) {
  Drain Recorder(Memory, LogPolicy::Overwrite, 0, nullptr);
  for (uint32_t I = 0; I < 100; ++I)
    put(0, I, I);
  auto Show = [&](const Entry &E) { Shown.push_back(E.Text); };
  EXPECT_FALSE(Recorder.pass(Show, Drain::Until::Now));
  EXPECT_TRUE(Recorder.pass(Show, Drain::Until::End));
  // A record of one entry has 7 units.
  ASSERT_EQ(Shown.size(), 256u / 7);
  EXPECT_EQ(Shown.back(), "99");
  EXPECT_EQ(Recorder.counts().Lost, 100 - Shown.size());
  // Only what is new.
  put(0, 100, 100);
  Shown.clear();
  EXPECT_TRUE(Recorder.snapshot(Show));
  EXPECT_EQ(Shown, (Texts{"100"}));
}
