//===- HeapTest.cpp - The device heap on host threads ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs devicelib/alloc itself, over host memory and with the atomics of
// target/ beside this file: what each call returns, and the invariants after
// threads have worked on the heap at once. Says nothing about the GPU's memory
// model; test/run does that on the card.
//===----------------------------------------------------------------------===//
#include "HeapOnHost.h"
#include "target/Thread.h"

#include <cstring>
#include <gtest/gtest.h>
#include <mutex>
#include <set>

namespace gpurt::test {
namespace {

constexpr uint64_t KiB = 1024;

bool isAligned(const void *Block, uint64_t Align) {
  return reinterpret_cast<uint64_t>(Block) % Align == 0;
}

/// Blocks of \p Size that fill \p Pages pages of a small heap, whose slabs have
/// one page.
uint64_t blocksIn(uint64_t Pages, uint64_t Size) {
  if (Size > abi::MaxClassSize)
    return Pages / ((Size + abi::PageSize - 1) / abi::PageSize);
  return Pages * abi::slabSlots(alloc::classOf(Size), 0);
}

TEST(SizeClass, IsTheSmallestThatFits) {
  for (uint64_t Size = 0; Size <= abi::MaxClassSize; ++Size) {
    uint32_t Class = alloc::classOf(Size);
    ASSERT_LT(Class, abi::NumClasses) << Size;
    ASSERT_GE(abi::classSize(Class), Size);
    if (Class) {
      ASSERT_LT(abi::classSize(Class - 1), Size);
    }
  }
}

TEST(SizeClass, WastesAtMostAnEighthAbove128) {
  for (uint64_t Size = 129; Size <= abi::MaxClassSize; ++Size)
    ASSERT_LE((abi::classSize(alloc::classOf(Size)) - Size) * 8, Size) << Size;
}

static std::vector<void *> take(uint64_t Count, uint64_t Size) {
  std::vector<void *> Blocks;
  for (uint64_t I = 0; I < Count; ++I) {
    Blocks.push_back(__gpurt_malloc(Size));
    EXPECT_TRUE(Blocks.back()) << Size;
  }
  return Blocks;
}

static void freeAll(const std::vector<void *> &Blocks) {
  for (void *Block : Blocks)
    __gpurt_free(Block, nullptr);
}

TEST(Heap, GivesAlignedDistinctBlocksOfEverySize) {
  HeapOnHost Heap(1024, 64, 1024);
  std::set<std::pair<char *, char *>> Blocks;
  for (uint64_t Size : {0, 1, 15, 16, 17, 48, 100, 129, 1000, 4096, 30000,
                        32768, 32769, 65536, 65537, 1000000})
    for (int I = 0; I < 3; ++I) {
      auto *Block = static_cast<char *>(__gpurt_malloc(Size));
      ASSERT_TRUE(Block) << Size;
      EXPECT_TRUE(isAligned(Block, 16));
      Blocks.insert({Block, Block + (Size ? Size : 1)});
    }
  char *End = nullptr;
  for (auto [First, Last] : Blocks) {
    EXPECT_GE(First, End);
    End = Last;
  }
  for (auto [First, Last] : Blocks)
    __gpurt_free(First, nullptr);
  EXPECT_EQ(Heap.findFault(), "");
  EXPECT_EQ(Heap.usedSlots() + Heap.usedPages(), 0u);
}

TEST(Heap, WholeHeapIsOneBlockBeforeAndAfterUse) {
  HeapOnHost Heap(256, 32, 256);
  for (int Round = 0; Round < 3; ++Round) {
    void *All = __gpurt_malloc(256 * abi::PageSize);
    ASSERT_TRUE(All);
    EXPECT_FALSE(__gpurt_malloc(1));
    __gpurt_free(All, nullptr);
    std::vector<void *> Small;
    while (void *Block = __gpurt_malloc(300))
      Small.push_back(Block);
    for (void *Block : Small)
      __gpurt_free(Block, nullptr);
  }
  EXPECT_EQ(Heap.findFault(), "");
}

TEST(Heap, EverySizeFillsItAfterEveryOther) {
  HeapOnHost Heap(128, 32, 128);
  for (uint64_t Size : {16, 1024, 48, 32768, 8192, 65536, 16}) {
    std::vector<void *> Blocks;
    while (void *Block = __gpurt_malloc(Size))
      Blocks.push_back(Block);
    EXPECT_EQ(Blocks.size(), blocksIn(128, Size)) << Size;
    for (void *Block : Blocks)
      __gpurt_free(Block, nullptr);
  }
  EXPECT_EQ(Heap.findFault(), "");
}

TEST(Heap, EmptySlabsStayWithTheirClassUntilAnotherNeedsThem) {
  constexpr uint64_t Pages = 1024;
  HeapOnHost Heap(Pages, Pages, Pages);
  freeAll(take(blocksIn(Pages / 2, 64), 64));
  uint64_t Kept = Heap.slabPages();
  EXPECT_EQ(Heap.heap().EmptyPages, Kept);
  freeAll(take(blocksIn(Pages / 2, 64), 64));
  EXPECT_EQ(Heap.slabPages(), Kept);
  freeAll(take(blocksIn(Pages, 1024), 1024));
  EXPECT_EQ(Heap.heap().EmptyPages, Heap.slabPages());
  EXPECT_EQ(Heap.findFault(), "");
}

TEST(Heap, MoreThanItHasIsNull) {
  HeapOnHost Heap(128, 32, 64);
  EXPECT_FALSE(__gpurt_malloc(65 * abi::PageSize));
  EXPECT_FALSE(__gpurt_malloc(~0ull));
  EXPECT_FALSE(__gpurt_malloc(~0ull - 100));
  EXPECT_FALSE(__gpurt_calloc(1ull << 33, 1ull << 33));
  EXPECT_EQ(Heap.heap().Failures, 4u);
  EXPECT_TRUE(__gpurt_malloc(64 * abi::PageSize));
}

TEST(Heap, GrowsWhenTheLimitIsRaised) {
  HeapOnHost Heap(128, 32, 32);
  EXPECT_FALSE(__gpurt_malloc(33 * abi::PageSize));
  Heap.setLimit(128);
  EXPECT_TRUE(__gpurt_malloc(33 * abi::PageSize));
}

TEST(Heap, AlignsAsAsked) {
  HeapOnHost Heap(1024, 64, 1024);
  std::vector<void *> Blocks;
  for (uint64_t Align = 1; Align <= 2048 * KiB; Align *= 2)
    for (uint64_t Size : {uint64_t(1), uint64_t(40), 3 * KiB, 70 * KiB}) {
      void *Block = __gpurt_aligned_alloc(Align, Size);
      ASSERT_TRUE(Block) << Align << " " << Size;
      EXPECT_TRUE(isAligned(Block, Align)) << Align << " " << Size;
      Blocks.push_back(Block);
    }
  for (void *Block : Blocks)
    __gpurt_free(Block, nullptr);
  EXPECT_EQ(Heap.findFault(), "");
}

TEST(Heap, BadAlignmentIsRefused) {
  HeapOnHost Heap(128, 32, 128);
  EXPECT_FALSE(__gpurt_aligned_alloc(0, 8));
  EXPECT_FALSE(__gpurt_aligned_alloc(24, 8));
  EXPECT_FALSE(__gpurt_aligned_alloc(1ull << 40, 8));
  void *Untouched = &Heap;
  EXPECT_EQ(__gpurt_posix_memalign(&Untouched, 4, 8), 22);
  EXPECT_EQ(__gpurt_posix_memalign(&Untouched, 24, 8), 22);
  EXPECT_EQ(__gpurt_posix_memalign(&Untouched, 64, ~0ull), 12);
  EXPECT_EQ(Untouched, &Heap);
  EXPECT_EQ(__gpurt_posix_memalign(&Untouched, 64, 8), 0);
  EXPECT_NE(Untouched, &Heap);
}

TEST(Heap, CallocIsZeroAfterDirtyUse) {
  HeapOnHost Heap(128, 32, 128);
  for (uint64_t Size : {24, 1000, 100000}) {
    void *Dirty = __gpurt_malloc(Size);
    memset(Dirty, 0xff, Size);
    __gpurt_free(Dirty, nullptr);
    auto *Clean = static_cast<char *>(__gpurt_calloc(Size / 8, 8));
    for (uint64_t I = 0; I < Size; ++I)
      ASSERT_EQ(Clean[I], 0) << Size << " " << I;
  }
}

TEST(Heap, ReallocKeepsWhatFits) {
  HeapOnHost Heap(1024, 64, 1024);
  auto *Block = static_cast<unsigned char *>(__gpurt_realloc(nullptr, 1, ""));
  Block[0] = 0;
  uint64_t Old = 1;
  for (uint64_t Size : {uint64_t(20), uint64_t(500), 40 * KiB, 900 * KiB,
                        100 * KiB, uint64_t(3000), uint64_t(10)}) {
    Block = static_cast<unsigned char *>(__gpurt_realloc(Block, Size, ""));
    ASSERT_TRUE(Block);
    for (uint64_t I = 0; I < std::min(Old, Size); ++I)
      ASSERT_EQ(Block[I], I % 251) << Old << " to " << Size;
    for (uint64_t I = 0; I < Size; ++I)
      Block[I] = I % 251;
    Old = Size;
  }
  EXPECT_FALSE(__gpurt_realloc(Block, 0, ""));
  EXPECT_EQ(Heap.usedSlots() + Heap.usedPages(), 0u);
}

TEST(Heap, ReallocThatFailsKeepsTheBlock) {
  HeapOnHost Heap(32, 32, 32);
  void *Block = __gpurt_malloc(100);
  EXPECT_FALSE(__gpurt_realloc(Block, 64 * abi::PageSize, ""));
  EXPECT_EQ(Heap.usedSlots(), 1u);
}

TEST(Heap, ReallocGrowsAndShrinksARunWhereItLies) {
  HeapOnHost Heap(128, 128, 128);
  auto *Block =
      static_cast<unsigned char *>(__gpurt_malloc(60 * abi::PageSize));
  Block[0] = 1;
  Block[60 * abi::PageSize - 1] = 2;
  // There is no room for both.
  EXPECT_EQ(__gpurt_realloc(Block, 128 * abi::PageSize, ""), Block);
  EXPECT_EQ(Heap.usedPages(), 128u);
  EXPECT_EQ(Block[0], 1);
  EXPECT_EQ(Block[60 * abi::PageSize - 1], 2);
  EXPECT_FALSE(__gpurt_malloc(1));
  EXPECT_EQ(__gpurt_realloc(Block, 40 * KiB, ""), Block);
  EXPECT_EQ(Heap.usedPages(), 1u);
  EXPECT_EQ(Heap.findFault(), "");
  void *Rest = __gpurt_malloc(127 * abi::PageSize);
  EXPECT_TRUE(Rest);
  __gpurt_free(Rest, nullptr);
  __gpurt_free(Block, nullptr);
  EXPECT_EQ(Heap.usedPages(), 0u);
  EXPECT_EQ(Heap.findFault(), "");
}

TEST(Heap, ReallocOfARunThatHasANeighbourMovesIt) {
  HeapOnHost Heap(128, 128, 128);
  auto *Block = static_cast<unsigned char *>(__gpurt_malloc(3 * abi::PageSize));
  void *Behind = __gpurt_malloc(70 * abi::PageSize);
  Block[3 * abi::PageSize - 1] = 7;
  auto *Moved = static_cast<unsigned char *>(
      __gpurt_realloc(Block, 5 * abi::PageSize, ""));
  ASSERT_TRUE(Moved);
  EXPECT_NE(Moved, Block);
  EXPECT_EQ(Moved[3 * abi::PageSize - 1], 7);
  // Nowhere: it stays as it is.
  EXPECT_FALSE(__gpurt_realloc(Moved, 60 * abi::PageSize, ""));
  EXPECT_EQ(Heap.usedPages(), 75u);
  EXPECT_EQ(Heap.findFault(), "");
  __gpurt_free(Behind, nullptr);
  __gpurt_free(Moved, nullptr);
  EXPECT_EQ(Heap.usedPages(), 0u);
  EXPECT_EQ(Heap.findFault(), "");
}

TEST(Heap, ReallocBeyondTheHeapsAddressesIsRefused) {
  HeapOnHost Heap(64, 64, 64);
  void *Block = __gpurt_malloc(40 * abi::PageSize);
  EXPECT_FALSE(__gpurt_realloc(Block, 65 * abi::PageSize, ""));
  EXPECT_FALSE(__gpurt_realloc(Block, ~0ull, ""));
  EXPECT_EQ(Heap.usedPages(), 40u);
  EXPECT_EQ(Heap.findFault(), "");
}

/// Frees \p Block, which must panic with \p Kind and name it.
void expectPanic(HeapOnHost &Heap, void *Block, abi::PanicKind Kind) {
  uint64_t Before = Heap.panics();
  EXPECT_THROW(__gpurt_free(Block, "f\ta.cu\t3\t1\n"), target::ThreadExit);
  ASSERT_EQ(Heap.panics(), Before + 1);
  const abi::PanicRecord &Record = Heap.record(unsigned(Before));
  EXPECT_EQ(Record.Ready, Before + 1);
  EXPECT_EQ(Record.Kind, Kind);
  EXPECT_EQ(Record.Operand, reinterpret_cast<uint64_t>(Block));
  EXPECT_STREQ(Record.Stack, "f\ta.cu\t3\t1\n");
}

TEST(Heap, SecondFreePanics) {
  HeapOnHost Heap(128, 32, 128);
  void *Small = __gpurt_malloc(8);
  __gpurt_free(Small, nullptr);
  expectPanic(Heap, Small, abi::PanicKind::DoubleFree);
  EXPECT_EQ(Heap.findFault(), "");
}

TEST(Heap, ForeignAndInteriorPointersPanic) {
  HeapOnHost Heap(128, 32, 128);
  auto *Small = static_cast<char *>(__gpurt_malloc(100));
  auto *Large = static_cast<char *>(__gpurt_malloc(100 * KiB));
  int OnStack = 0;
  for (void *Wrong :
       {static_cast<void *>(&OnStack), static_cast<void *>(Small + 16),
        static_cast<void *>(Large + 16),
        static_cast<void *>(Large + abi::PageSize)})
    expectPanic(Heap, Wrong, abi::PanicKind::InvalidFree);
  __gpurt_free(Large, nullptr);
  expectPanic(Heap, Large, abi::PanicKind::InvalidFree);
  EXPECT_EQ(Heap.usedSlots(), 1u);
}

TEST(Heap, FreeOfNullDoesNothing) {
  HeapOnHost Heap(128, 32, 128);
  __gpurt_free(nullptr, nullptr);
  EXPECT_EQ(Heap.panics(), 0u);
}

TEST(Heap, ThrowingNewPanicsWhenFull) {
  HeapOnHost Heap(32, 32, 32);
  EXPECT_THROW(__gpurt_new(1ull << 40, "site"), target::ThreadExit);
  EXPECT_EQ(Heap.record(0).Kind, abi::PanicKind::OutOfMemory);
  EXPECT_EQ(Heap.record(0).Operand, 1ull << 40);
  EXPECT_THROW(__gpurt_new_aligned(1ull << 41, 64, "site"), target::ThreadExit);
  EXPECT_EQ(Heap.record(1).Operand, 1ull << 41);
}

TEST(Panic, OnlyTheFirstFillRecordsAndAllAreCounted) {
  HeapOnHost Heap(32, 32, 32);
  for (unsigned I = 0; I < abi::PanicRecords + 10; ++I)
    EXPECT_THROW(__gpurt_new(1ull << (40 + I % 8), nullptr),
                 target::ThreadExit);
  EXPECT_EQ(Heap.panics(), abi::PanicRecords + 10);
  for (unsigned I = 0; I < abi::PanicRecords; ++I)
    EXPECT_EQ(Heap.record(I).Ready, I + 1);
}

/// One thread's share of a random run: allocates, fills, hands blocks to other
/// threads and frees them after checking that nobody wrote to them.
class Worker {
  struct Block {
    unsigned char *Start;
    uint64_t Size;
  };
  std::vector<Block> Mine;
  std::vector<Block> &Shared;
  std::mutex &Lock;

  static unsigned char patternOf(Block B) {
    return static_cast<unsigned char>(reinterpret_cast<uint64_t>(B.Start) >> 4 ^
                                      B.Size);
  }

public:
  bool Corrupt = false;

  Worker(std::vector<Block> &Shared, std::mutex &Lock)
      : Shared(Shared), Lock(Lock) {}

  void give(Block B) {
    for (uint64_t I = 0; I < B.Size; I += B.Size > 500 ? 97 : 1)
      Corrupt |= B.Start[I] != patternOf(B);
    memset(B.Start, 0xdd, std::min<uint64_t>(B.Size, 64));
    __gpurt_free(B.Start, nullptr);
  }

  void take(uint64_t Size, uint64_t Align) {
    void *Start =
        Align ? __gpurt_aligned_alloc(Align, Size) : __gpurt_malloc(Size);
    if (!Start) {
      for (; Mine.size() > 2; Mine.pop_back())
        give(Mine.back());
      return;
    }
    Block B{static_cast<unsigned char *>(Start), Size};
    Corrupt |= !isAligned(Start, Align ? Align : 16);
    memset(B.Start, patternOf(B), Size);
    Mine.push_back(B);
  }

  void freeOne() {
    std::swap(Mine[target::nextRandom() % Mine.size()], Mine.back());
    Block B = Mine.back();
    Mine.pop_back();
    if (target::nextRandom() % 3 == 0) {
      std::lock_guard<std::mutex> Guard(Lock);
      Shared.push_back(B);
      if (Shared.size() < 20)
        return;
      std::swap(Shared[target::nextRandom() % Shared.size()], Shared.back());
      B = Shared.back();
      Shared.pop_back();
    }
    give(B);
  }

  void run(int Steps, uint64_t MaxSize) {
    for (int I = 0; I < Steps; ++I) {
      if (Mine.empty() || target::nextRandom() % 100 < 55) {
        uint64_t Bits = target::nextRandom() % 20;
        uint64_t Size = 1 + target::nextRandom() % (1ull << Bits) % MaxSize;
        uint64_t Kind = target::nextRandom() % 8;
        take(Size, Kind ? 0 : 16ull << target::nextRandom() % 13);
      } else {
        freeOne();
      }
    }
    for (Block B : Mine)
      give(B);
  }

  static void runAll(unsigned Seed, int Threads, int Steps, uint64_t MaxSize) {
    std::vector<Block> Shared;
    std::mutex Lock;
    std::vector<std::thread> Workers;
    std::atomic<bool> Corrupt{false};
    for (int I = 0; I < Threads; ++I)
      Workers.emplace_back([&, I] {
        target::ScheduleSeed = Seed * 7919 + unsigned(I) * 104729 + 1;
        Worker W(Shared, Lock);
        W.run(Steps, MaxSize);
        if (W.Corrupt)
          Corrupt = true;
      });
    for (std::thread &T : Workers)
      T.join();
    for (Block B : Shared)
      __gpurt_free(B.Start, nullptr);
    EXPECT_FALSE(Corrupt);
  }
};

class HeapStress : public testing::TestWithParam<unsigned> {};

TEST_P(HeapStress, ThreadsNeverShareABlockOrLoseAPage) {
  HeapOnHost Heap(512, 64, 512);
  Worker::runAll(GetParam(), /*Threads=*/6, /*Steps=*/3000,
                 /*MaxSize=*/1 << 19);
  EXPECT_EQ(Heap.findFault(), "");
  EXPECT_EQ(Heap.usedSlots() + Heap.usedPages(), 0u);
}

TEST_P(HeapStress, NothingIsLostAtTheLimit) {
  HeapOnHost Heap(64, 32, 64);
  Worker::runAll(GetParam(), /*Threads=*/6, /*Steps=*/3000,
                 /*MaxSize=*/200 * KiB);
  EXPECT_EQ(Heap.findFault(), "");
  void *All = __gpurt_malloc(64 * abi::PageSize);
  EXPECT_TRUE(All);
}

/// Threads that together ask for exactly what there is get it: no null while a
/// slot is left, also while the heap grows or pages change hands. On the card
/// the first fill of 8 GiB stopped at 14 % without this.
TEST_P(HeapStress, NullMeansFull) {
  constexpr unsigned NumThreads = 8;
  for (uint64_t Size : {uint64_t(64), 3 * KiB, 32 * KiB, 64 * KiB}) {
    HeapOnHost Heap(128, 32, 128);
    uint64_t Share = blocksIn(128, Size) / NumThreads;
    std::atomic<unsigned> Nulls{0};
    std::vector<std::thread> Threads;
    for (unsigned I = 0; I < NumThreads; ++I)
      Threads.emplace_back([&, I] {
        target::ScheduleSeed = GetParam() * 7919 + I * 104729 + 1;
        for (uint64_t Block = 0; Block < Share; ++Block)
          if (!__gpurt_malloc(Size))
            ++Nulls;
      });
    for (std::thread &T : Threads)
      T.join();
    EXPECT_EQ(Nulls, 0u) << Size;
    EXPECT_FALSE(__gpurt_malloc(Size)) << Size;
    EXPECT_EQ(Heap.findFault(), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, HeapStress, testing::Range(1u, 9u));

} // namespace
} // namespace gpurt::test
