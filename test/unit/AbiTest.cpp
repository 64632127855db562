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
  ASSERT_EQ(Version, 5u) << "update the numbers below with the version";
  EXPECT_EQ(sizeof(Mailbox), 128u);
  EXPECT_EQ(offsetof(Mailbox, Wanted), 0u);
  EXPECT_EQ(offsetof(Mailbox, Backed), 8u);
  EXPECT_EQ(offsetof(Mailbox, Limit), 16u);
  EXPECT_EQ(sizeof(PanicRecord), 4096u);
  EXPECT_EQ(offsetof(PanicRecord, GridSize), 76u);
  EXPECT_EQ(offsetof(PanicRecord, Message), 104u);
  EXPECT_EQ(offsetof(PanicRecord, Stack), 1320u);
  EXPECT_EQ(offsetof(PanicRecord, Heap), 3312u);
  EXPECT_EQ(offsetof(PanicRecord, Undefined), 3312u);
  EXPECT_EQ(offsetof(ErrorData, Contexts), 40u);
  EXPECT_EQ(offsetof(PackedMessage, Format), 448u);
  EXPECT_EQ(offsetof(UndefinedFacts, Values), 32u);
  EXPECT_EQ(offsetof(UndefinedFacts, Types), 80u);
  EXPECT_EQ(offsetof(UndefinedFacts, NoteFile), 400u);
  EXPECT_EQ(sizeof(PanicState), 32u);
  EXPECT_EQ(sizeof(PanicSite), 256u);
  EXPECT_EQ(offsetof(PanicSite, Text), 24u);
  EXPECT_EQ(stopHome(StopWords + 3), 3u);
  EXPECT_GT(stopWord(0), StopGone);
  EXPECT_EQ(offsetof(State, Panic), 16u);
  EXPECT_EQ(offsetof(State, Heap), 128u);
  EXPECT_EQ(offsetof(HeapState, FreePages), 64u);
  EXPECT_EQ(offsetof(HeapState, Listed), 112u);
  EXPECT_EQ(offsetof(HeapState, BackedPages) % 128, 0u);
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

TEST(Abi, EverySlotOfASlabHasABit) {
  for (uint32_t Class = 0; Class < NumClasses; ++Class)
    for (uint32_t Log = 0; Log < NumSlabLogs; ++Log) {
      EXPECT_GE(slabSlots(Class, Log), 2u);
      EXPECT_LE(slabSlots(Class, Log), SlotWordsPerPage * 32 << Log);
      EXPECT_LE(uint64_t(slabSlots(Class, Log)) * classSize(Class),
                PageSize << Log);
    }
}

TEST(Abi, TagsComeBackAndDoNotCollide) {
  EXPECT_LT(slabTag(NumClasses - 1, NumSlabLogs - 1), 1u << PinShift);
  EXPECT_FALSE(isSlabTag(TagFree));
  EXPECT_FALSE(isSlabTag(TagRunHead));
  for (uint32_t Class = 0; Class < NumClasses; ++Class)
    for (uint32_t Log = 0; Log < NumSlabLogs; ++Log) {
      EXPECT_TRUE(isSlabTag(slabTag(Class, Log)));
      EXPECT_EQ(tagClass(slabTag(Class, Log)), Class);
      EXPECT_EQ(tagLog(slabTag(Class, Log)), Log);
    }
}

TEST(Abi, KeyOfACheckedHeaderCoversEachOfItsWords) {
  const uint64_t User = 0x600000000040;
  const CheckedHeader Header{.Key = 0,
                             .Start = 64,
                             .Size = 100,
                             .Allocated = 0x7f0012345678,
                             .Life = 0,
                             .Zone = {}};
  const uint64_t Key = checkedKey(User, Header);
  for (unsigned Bit = 0; Bit < 64; ++Bit) {
    CheckedHeader Other = Header;
    Other.Start ^= 1ull << Bit;
    EXPECT_NE(checkedKey(User, Other), Key) << Bit;
    Other = Header;
    Other.Size ^= 1ull << Bit;
    EXPECT_NE(checkedKey(User, Other), Key) << Bit;
    Other = Header;
    Other.Allocated ^= 1ull << Bit;
    EXPECT_NE(checkedKey(User, Other), Key) << Bit;
    EXPECT_NE(checkedKey(User ^ 1ull << Bit, Header), Key) << Bit;
  }
}

TEST(Abi, SealedLifeOpensOnlyWhole) {
  const uint64_t User = 0x600000000040;
  for (uint64_t Value : {LifeLive, LifeFreed, uint64_t(0x7f0012345678)}) {
    uint64_t Life = sealLife(User, Value);
    EXPECT_EQ(openLife(User, Life), Value);
    EXPECT_EQ(openLife(User + 16, Life), 0u);
    for (unsigned Bit = 0; Bit < 64; ++Bit)
      EXPECT_EQ(openLife(User, Life ^ 1ull << Bit), 0u) << Value << ' ' << Bit;
  }
}

TEST(Abi, ZoneHoldsSixteenBytesAndEndsAChunk) {
  for (uint64_t Size = 0; Size < 100; ++Size) {
    EXPECT_GE(zoneEnd(Size), Size + ZoneSize);
    EXPECT_LT(zoneEnd(Size), Size + 2 * ZoneSize);
    EXPECT_EQ(zoneEnd(Size) % ZoneSize, 0u);
  }
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
  EXPECT_EQ(uint32_t(PanicKind::Overrun), uint32_t(GPURT_PANIC_OVERRUN));
  EXPECT_EQ(uint32_t(PanicKind::UseAfterFree),
            uint32_t(GPURT_PANIC_USE_AFTER_FREE));
  EXPECT_EQ(uint32_t(PanicKind::Undefined), uint32_t(GPURT_PANIC_UNDEFINED));
  EXPECT_EQ(uint32_t(PanicKind::User), uint32_t(GPURT_PANIC_USER));
  EXPECT_EQ(uint32_t(PanicKind::Unreachable),
            uint32_t(GPURT_PANIC_UNREACHABLE));
}
