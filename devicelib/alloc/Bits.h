//===- devicelib/alloc/Bits.h - Choosing bits of a word -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Test: test/unit/heap/BitsTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_BITS_H
#define GPURT_DEVICELIB_ALLOC_BITS_H

#include "target/Apart.h"

#include <stdint.h>

namespace gpurt::alloc {

/// \returns the position of the set bit of \p Word that has \p Rank set bits
/// below it; there are more than \p Rank.
inline uint32_t nthSetBit(uint32_t Word, uint32_t Rank) {
  auto Position = uint32_t(__builtin_ctz(Word));
  // Mostly they are neighbours.
  if (uint32_t Run = Word >> Position; !(Run & (Run + 1)))
    return Position + Rank;
  Position = 0;
  GPURT_KEEP_LOOP
  for (uint32_t Width = 16; Width; Width /= 2) {
    auto Low =
        uint32_t(__builtin_popcount(Word >> Position & ((1u << Width) - 1)));
    if (Rank >= Low) {
      Rank -= Low;
      Position += Width;
    }
  }
  return Position;
}

/// The lowest \p Count set bits of \p Word, or all if there are no more.
inline uint32_t lowestBits(uint32_t Word, uint32_t Count) {
  if (uint32_t(__builtin_popcount(Word)) <= Count)
    return Word;
  return Word & ((1u << nthSetBit(Word, Count)) - 1);
}

/// \returns the position of the first set bit of \p Word at or after \p Start,
/// cyclically. \p Word is not zero.
inline uint32_t firstBitFrom(uint64_t Word, uint32_t Start) {
  Start &= 63;
  uint64_t Later = Word >> Start << Start;
  return uint32_t(__builtin_ctzll(Later ? Later : Word));
}

/// \returns the position of a set bit of \p Word, which is not zero: each about
/// as often as the others, if the low six bits of \p Seed are random; the
/// lowest for 0.
inline uint32_t someSetBit(uint64_t Word, uint32_t Seed) {
  auto Low = uint32_t(Word);
  auto High = uint32_t(Word >> 32);
  auto InLow = uint32_t(__builtin_popcount(Low));
  uint32_t Bits = InLow + uint32_t(__builtin_popcount(High));
  uint32_t Rank = (Seed & 63) * Bits / 64;
  return Rank < InLow ? nthSetBit(Low, Rank)
                      : 32 + nthSetBit(High, Rank - InLow);
}

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_BITS_H
