//===- test/unit/heap/BitsTest.cpp - Choosing bits of a word --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "alloc/Bits.h"

#include "gtest/gtest.h"

#include <bit>

using namespace gpurt::alloc;

namespace {

TEST(Bits, NthSetBitHasNBitsBelow) {
  for (uint32_t Word : {1u, 0xffu, 0xff00u, 0x80000001u, 0xa5a5a5a5u, ~0u})
    for (uint32_t Rank = 0; Rank < uint32_t(std::popcount(Word)); ++Rank) {
      uint32_t Bit = nthSetBit(Word, Rank);
      EXPECT_TRUE(Word >> Bit & 1) << std::hex << Word << " rank " << Rank;
      EXPECT_EQ(std::popcount(Word & ((1u << Bit) - 1)), int(Rank));
    }
}

TEST(Bits, LowestBitsAreTheLowest) {
  EXPECT_EQ(lowestBits(0xb4, 2), 0x14u);
  EXPECT_EQ(lowestBits(0xb4, 4), 0xb4u);
  EXPECT_EQ(lowestBits(0xb4, 32), 0xb4u);
  EXPECT_EQ(lowestBits(~0u, 31), ~0u >> 1);
  EXPECT_EQ(lowestBits(0, 3), 0u);
}

TEST(Bits, FirstBitFromGoesRound) {
  EXPECT_EQ(firstBitFrom(0x90, 5), 7u);
  EXPECT_EQ(firstBitFrom(0x90, 8), 4u);
  EXPECT_EQ(firstBitFrom(1ull << 63, 64), 63u);
}

TEST(Bits, SomeSetBitChoosesEvenly) {
  for (uint64_t Word : {0x8000000000000001ull, 0xfull, 0xf000000000ull,
                        0x0101010101010101ull, ~0ull}) {
    unsigned Chosen[64] = {};
    for (uint32_t Seed = 0; Seed < 64; ++Seed)
      ++Chosen[someSetBit(Word, Seed)];
    unsigned Share = 64 / unsigned(std::popcount(Word));
    for (unsigned Bit = 0; Bit < 64; ++Bit)
      EXPECT_EQ(Chosen[Bit], Word >> Bit & 1 ? Share : 0) << Bit;
    EXPECT_EQ(someSetBit(Word, 0), uint32_t(std::countr_zero(Word)));
  }
}

} // namespace
