//===- AbiTest.cpp - The layout that host and device agree on -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers here are written out: a change of layout must be seen in review and
// raise abi::Version.
//===----------------------------------------------------------------------===//
#include "gpurt/abi.h"
#include "gpurt/runtime.h"

#include <gtest/gtest.h>

using namespace gpurt::abi;

TEST(Abi, LayoutIsThatOfVersionOne) {
  ASSERT_EQ(Version, 1u) << "update the numbers below with the version";
  EXPECT_EQ(sizeof(Mailbox), 128u);
  EXPECT_EQ(offsetof(Mailbox, Wanted), 0u);
  EXPECT_EQ(offsetof(Mailbox, Backed), 8u);
  EXPECT_EQ(offsetof(Mailbox, Limit), 16u);
  EXPECT_EQ(sizeof(PanicRecord), 4096u);
  EXPECT_EQ(offsetof(PanicRecord, Message), 80u);
  EXPECT_EQ(offsetof(PanicRecord, Stack), 1296u);
  EXPECT_EQ(sizeof(PanicState), 32u);
  EXPECT_EQ(offsetof(State, Panic), 16u);
  EXPECT_EQ(offsetof(State, Heap), 48u);
  EXPECT_EQ(offsetof(HeapState, FreePages), 56u);
  EXPECT_EQ(offsetof(HeapState, Creating), 80u + 24u * NumClasses);
}

TEST(Abi, ClassesGrowByAtMostAnEighthAboveTheSmallOnes) {
  EXPECT_EQ(classSize(0), 16u);
  EXPECT_EQ(classSize(7), 128u);
  EXPECT_EQ(classSize(NumClasses - 1), MaxClassSize);
  for (uint32_t Class = 1; Class < NumClasses; ++Class) {
    uint32_t Step = classSize(Class) - classSize(Class - 1);
    EXPECT_GT(Step, 0u) << Class;
    EXPECT_LE(Step, std::max(16u, classSize(Class - 1) / 8)) << Class;
    EXPECT_EQ(classSize(Class) % 16, 0u) << Class;
  }
}

TEST(Abi, EverySlotOfAPageHasABit) {
  for (uint32_t Class = 0; Class < NumClasses; ++Class) {
    EXPECT_GE(classSlots(Class), 2u);
    EXPECT_LE(classSlots(Class), SlotWordsPerPage * 64);
    EXPECT_LE(uint64_t(classSlots(Class)) * classSize(Class), PageSize);
  }
}

TEST(Abi, TagsDoNotCollide) {
  EXPECT_LT(TagFree, TagClass);
  EXPECT_LT(TagClass + NumClasses - 1, TagRunHead);
}

TEST(Abi, LevelsOfASetCoverEveryPage) {
  for (uint64_t Pages : {1ull, 64ull, 65ull, 16384ull, 1310720ull, 2310144ull})
    for (unsigned Level = 0; Level < 3; ++Level) {
      uint64_t PerWord = 64ull << (6 * Level);
      EXPECT_GE(pageSetWords(Pages, Level) * PerWord, Pages);
      EXPECT_LT((pageSetWords(Pages, Level) - 1) * PerWord, Pages);
    }
}

TEST(Abi, PublicKindsAreThoseOfTheRecord) {
  EXPECT_EQ(uint32_t(PanicKind::None), uint32_t(GPURT_PANIC_NONE));
  EXPECT_EQ(uint32_t(PanicKind::Assert), uint32_t(GPURT_PANIC_ASSERT));
  EXPECT_EQ(uint32_t(PanicKind::Sanitizer), uint32_t(GPURT_PANIC_SANITIZER));
  EXPECT_EQ(uint32_t(PanicKind::OutOfMemory),
            uint32_t(GPURT_PANIC_OUT_OF_MEMORY));
  EXPECT_EQ(uint32_t(PanicKind::DoubleFree), uint32_t(GPURT_PANIC_DOUBLE_FREE));
}
