//===- MagazineTest.cpp - What lanes keep, on host threads ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The magazines of devicelib/alloc, each thread being a lane: which blocks they
// give again, and that they give back every slot and every pin.
//===----------------------------------------------------------------------===//
#include "HeapOnHost.h"

#include "alloc/Magazine.h"
#include "target/Thread.h"

#include <cstring>
#include <gtest/gtest.h>

namespace gpurt::test {
namespace {

/// A thread with a magazine.
class InKernel {
public:
  InKernel() { __gpurt_magazine_enter(); }
  ~InKernel() { __gpurt_magazine_leave(); }
  InKernel(const InKernel &) = delete;
  InKernel &operator=(const InKernel &) = delete;
};

class MagazineTest : public testing::TestWithParam<unsigned> {
protected:
  MagazineTest() : Heap(512, 32, 512) { setMagazines(true); }
  ~MagazineTest() override { setMagazines(false); }
  HeapOnHost Heap;
};

void *take(size_t Size) { return __gpurt_malloc(Size); }
void give(void *Block) { __gpurt_free(Block, nullptr); }

TEST(Magazine, ServesTheSizesOfItsClassAndNoOther) {
  for (uint64_t Size = 1; Size <= abi::MaxClassSize; ++Size) {
    uint32_t Class = alloc::classOf(Size);
    uint32_t High = (abi::classSize(Class) / 16 - 1)
                    << alloc::magazine::UnitsShift;
    ASSERT_TRUE(alloc::magazine::serves(High, Size)) << Size;
    ASSERT_FALSE(alloc::magazine::serves(High | alloc::magazine::Out, Size));
    ASSERT_FALSE(alloc::magazine::serves(High, abi::classSize(Class) + 1))
        << Size;
    // Of what is served hardly more than an eighth is wasted.
    ASSERT_FALSE(alloc::magazine::serves(
        High, abi::classSize(Class) - abi::classSize(Class) / 8 - 16))
        << Size;
    ASSERT_FALSE(alloc::magazine::serves(alloc::magazine::Nothing, Size));
  }
}

TEST_F(MagazineTest, GivesTheFreedBlockAgain) {
  {
    InKernel Lane;
    void *First = take(48);
    give(First);
    EXPECT_EQ(take(48), First);
    EXPECT_NE(take(48), First);
    give(First);
    EXPECT_EQ(take(40), First); // of the same class
    give(First);
    give(nullptr);
    EXPECT_EQ(take(33), First);
    give(First);
  }
  EXPECT_EQ(Heap.usedSlots(), 1u);
  EXPECT_EQ(Heap.findFault(), "");
}

TEST_F(MagazineTest, SecondFreeIsFound) {
  InKernel Lane;
  void *Block = take(48);
  give(Block);
  EXPECT_THROW(give(Block), target::ThreadExit);
  EXPECT_EQ(Heap.record(0).Kind, abi::PanicKind::DoubleFree);
}

TEST_F(MagazineTest, WhatIsKeptGivesWayAndARefusalCountsOnce) {
  InKernel Lane;
  give(take(48));
  std::vector<void *> Blocks;
  while (void *Block = take(32 * 1024))
    Blocks.push_back(Block);
  EXPECT_EQ(Blocks.size(), 512u * 2); // with the page of the kept slot
  EXPECT_EQ(Heap.heap().Failures, 1u);
  for (void *Block : Blocks)
    give(Block);
}

TEST_F(MagazineTest, FreeOfNullLeavesTheMagazineAsItIs) {
  InKernel Lane;
  give(nullptr);
  give(nullptr);
  void *Block = take(16);
  EXPECT_TRUE(Block);
  give(Block);
}

TEST_P(MagazineTest, EverythingComesBackWhenThreadsEnd) {
  constexpr unsigned Threads = 4;
  std::vector<std::thread> Lanes;
  std::atomic<void *> Table[16] = {};
  for (unsigned I = 0; I < Threads; ++I)
    Lanes.emplace_back([&, I] {
      target::ScheduleSeed = GetParam() * 7919 + I * 104729 + 1;
      for (int Kernel = 0; Kernel < 3; ++Kernel) {
        InKernel Lane;
        for (int Step = 0; Step < 300; ++Step) {
          std::atomic<void *> &Place = Table[target::nextRandom() % 16];
          void *New = nullptr;
          if (target::nextRandom() % 4) {
            New = take(16u << target::nextRandom() % 6);
            if (New)
              std::memset(New, int(I), 16);
          }
          give(Place.exchange(New));
        }
      }
    });
  for (std::thread &T : Lanes)
    T.join();
  {
    InKernel Lane;
    for (std::atomic<void *> &Place : Table)
      give(Place.exchange(nullptr));
  }
  EXPECT_EQ(Heap.findFault(), "");
  EXPECT_EQ(Heap.usedSlots(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, MagazineTest, testing::Range(1u, 21u));

} // namespace
} // namespace gpurt::test
