//===- HintTest.cpp - What the text says is missing -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Model.h"

using namespace testing_model;

namespace {
Variable<> Data, Flag;
void clear() { Data = Flag = {}; }

std::string publish(SimtOrder Store, SimtOrder Load) {
  return finding(blocks(2), clear, [=] {
    if (ctaid() == 0) {
      Data.plain(1, SITE("store"));
      Flag.store(1, Store, SIMT_DEVICE, SITE("store"));
    } else if (Flag.load(Load, SIMT_DEVICE, SITE("load"))) {
      Data.plain(SITE("load"));
    }
  });
}
} // namespace

TEST(Hint, NamesTheFlagsPlacesAndWhatIsMissing) {
  EXPECT_TRUE(
      hasInOrder(publish(SIMT_RELAXED, SIMT_ACQUIRE),
                 {"the load at HintTest.cpp:16", "the store at HintTest.cpp:15",
                  "missing: a release by the store"}));
  EXPECT_TRUE(hasInOrder(publish(SIMT_RELEASE, SIMT_RELAXED),
                         {"missing: an acquire by the load"}));
  EXPECT_TRUE(hasInOrder(
      publish(SIMT_RELAXED, SIMT_RELAXED),
      {"missing: a release by the store", "and an acquire by the load"}));
  EXPECT_EQ(publish(SIMT_RELEASE, SIMT_ACQUIRE), "");
}

TEST(Hint, NamesBothAccesses) {
  EXPECT_TRUE(hasInOrder(publish(SIMT_RELAXED, SIMT_RELAXED),
                         {"data race at 0x",
                          "read of 4 bytes, plain, by block "
                          "1,0,0 thread 0,0,0 at "
                          "HintTest.cpp:17",
                          "write of 4 bytes, plain, by block 0,0,0 thread "
                          "0,0,0 at HintTest.cpp:14"}));
}

TEST(Hint, SaysSoWhenNothingWasRead) {
  EXPECT_TRUE(hasInOrder(finding(blocks(2), clear, [] { Data.plain(1); }),
                         {"has read nothing that the other one stored since"}));
  EXPECT_TRUE(hasInOrder(finding({{1}, {64}}, clear,
                                 [] {
                                   if (tid() % 32 == 0)
                                     Data.plain(1);
                                 }),
                         {"__syncthreads()"}));
}
