//===- DamageTest.cpp - Metadata in which a bit was flipped ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Flips each bit of what the heap knows of a large block and uses the block:
// that is a panic, or it goes well. Never is memory touched that is not the
// heap's, nor do pages of others come free.
//===----------------------------------------------------------------------===//
#include "HeapOnHost.h"

#include "alloc/Blocks.h"
#include "target/Thread.h"

#include <cstring>
#include <gtest/gtest.h>

namespace gpurt::test {
namespace {

/// One block of \p Pages pages between two others.
class DamageTest : public testing::TestWithParam<uint32_t> {
protected:
  // All memory is there from the start: after a panic no malloc may wait.
  DamageTest() : Heap(256, 256, 256) {
    for (unsigned I = 0; I < 3; ++I)
      Block[I] = static_cast<char *>(
          __gpurt_malloc(I == 1 ? bytes() : 2 * abi::PageSize));
    std::memset(Block[2], 'c', 2 * abi::PageSize);
  }

  static uint64_t bytes() { return GetParam() * abi::PageSize; }
  uint64_t page(unsigned I) {
    return (reinterpret_cast<uint64_t>(Block[I]) - Heap.heap().Base) /
           abi::PageSize;
  }

  /// \returns whether \p Call panics.
  template <typename Function> static bool panics(Function Call) {
    try {
      Call();
    } catch (const target::ThreadExit &) {
      return true;
    }
    return false;
  }

  /// Takes most of the memory and writes to it: what came free while others
  /// have it shows.
  void expectOthersWhole() {
    for (unsigned I = 0; I < 60; ++I)
      std::memset(__gpurt_malloc(2 * abi::PageSize), 'n', 2 * abi::PageSize);
    for (uint64_t I = 0; I < 2 * abi::PageSize; ++I)
      ASSERT_EQ(Block[2][I], 'c') << "byte " << I;
  }

  HeapOnHost Heap;
  char *Block[3];
};

class RunLength : public DamageTest {
protected:
  /// Of the block's first page or its last.
  uint32_t &entry(bool Last) {
    return Heap.heap().RunPages[page(1) + (Last ? GetParam() - 1 : 0)];
  }

  /// Calls \p Use once for each bit of the entries, while it is flipped. But
  /// not if the length is 1 then: nothing else tells of a single page.
  template <typename Function> void flipEach(Function Use) {
    for (bool Last : {false, true})
      for (unsigned Bit = 0; Bit < 32; ++Bit) {
        SCOPED_TRACE(testing::Message() << "last " << Last << " bit " << Bit);
        entry(Last) ^= 1u << Bit;
        if (entry(false) != 1)
          Use();
        entry(Last) ^= 1u << Bit;
      }
  }
};

TEST_P(RunLength, DamagedIsNotFreed) {
  flipEach([&] {
    EXPECT_TRUE(panics([&] { __gpurt_free(Block[1], nullptr); }));
    // Its pages stay taken, and the block is none any more: until now.
    Heap.heap().PageWords[page(1)] |= abi::TagRunHead;
  });
  __gpurt_free(Block[1], nullptr);
  EXPECT_EQ(Heap.usedPages(), 4u);
  EXPECT_EQ(Heap.findFault(), "");
  expectOthersWhole();
}

TEST_P(RunLength, DamagedIsNotBelievedByRealloc) {
  flipEach([&] {
    EXPECT_TRUE(
        panics([&] { __gpurt_realloc(Block[1], bytes() + 1, nullptr); }));
  });
  EXPECT_EQ(Heap.usedPages(), 4u + GetParam());
  EXPECT_EQ(Heap.findFault(), "");
}

TEST_P(RunLength, DamagedToOneFreesNoOthersPage) {
  entry(false) = 1;
  __gpurt_free(Block[1], nullptr);
  expectOthersWhole();
}

INSTANTIATE_TEST_SUITE_P(Pages, RunLength, testing::Values(1, 2, 3, 5, 8, 31));

class PageTag : public DamageTest {};

TEST_P(PageTag, DamagedIsNoBlock) {
  for (unsigned Bit = 0; Bit < abi::PinShift; ++Bit) {
    Heap.heap().PageWords[page(1)] ^= 1u << Bit;
    EXPECT_TRUE(panics([&] { __gpurt_free(Block[1], nullptr); })) << Bit;
    EXPECT_TRUE(panics([&] { __gpurt_realloc(Block[1], 1, nullptr); })) << Bit;
    Heap.heap().PageWords[page(1)] ^= 1u << Bit;
  }
  __gpurt_free(Block[1], nullptr);
  EXPECT_EQ(Heap.findFault(), "");
}

INSTANTIATE_TEST_SUITE_P(Pages, PageTag, testing::Values(1, 3));

/// What a slab's page says of it, with any one bit flipped. A flip that turns
/// it into another slab of that page may free another slot; none leads out.
TEST(SlabEntry, DamagedLeadsNowhere) {
  for (size_t Size : {16, 48, 128, 1024, 2048, 5120, 32768})
    for (unsigned Bit = 0; Bit < 32; ++Bit) {
      SCOPED_TRACE(testing::Message() << "size " << Size << " bit " << Bit);
      HeapOnHost Heap(256, 256, 256);
      void *Block = nullptr;
      for (unsigned I = 0; I < 5; ++I)
        Block = __gpurt_malloc(Size);
      uint64_t Page = (reinterpret_cast<uint64_t>(Block) - Heap.heap().Base) /
                      abi::PageSize;
      uint64_t Left = 5;
      Heap.heap().SlabPages[Page] ^= 1u << Bit;
      try {
        __gpurt_free(Block, nullptr);
        --Left;
      } catch (const target::ThreadExit &) {
      }
      Heap.heap().SlabPages[Page] ^= 1u << Bit;
      EXPECT_EQ(Heap.findFault(), "");
      EXPECT_EQ(Heap.usedSlots(), Left);
    }
}

} // namespace
} // namespace gpurt::test
