//===- Random.h - The engine's only source of choice ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// xoshiro256** seeded by splitmix64 (Blackman and Vigna). Written out because
// the standard library's distributions differ between implementations, and a
// seed must mean the same run everywhere.
// Test: test/unit/simt/ReplayTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_ENGINE_RANDOM_H
#define GPURT_LIB_SIMT_ENGINE_RANDOM_H

#include <bit>
#include <cassert>
#include <cstdint>

namespace gpurt::simt {

/// A step of splitmix64: also a good mixer of two words into one.
inline uint64_t mix(uint64_t X) {
  X += 0x9E3779B97F4A7C15ull;
  X = (X ^ (X >> 30)) * 0xBF58476D1CE4E5B9ull;
  X = (X ^ (X >> 27)) * 0x94D049BB133111EBull;
  return X ^ (X >> 31);
}

class Random {
public:
  void seed(uint64_t Seed, uint64_t Stream) {
    uint64_t X = mix(Seed) ^ Stream;
    for (uint64_t &Word : S)
      Word = X = mix(X);
  }

  uint64_t next() {
    uint64_t Out = std::rotl(S[1] * 5, 7) * 9;
    uint64_t T = S[1] << 17;
    S[2] ^= S[0];
    S[3] ^= S[1];
    S[1] ^= S[2];
    S[0] ^= S[3];
    S[2] ^= T;
    S[3] = std::rotl(S[3], 45);
    return Out;
  }

  /// A number below \p Bound, which is not 0. The bias is below 2^-32.
  uint32_t below(uint32_t Bound) {
    return uint32_t(((next() >> 32) * Bound) >> 32);
  }

  /// The index of one of the bits of \p Mask, which is not 0.
  uint32_t bitOf(uint32_t Mask) {
    for (uint32_t Skip = below(uint32_t(std::popcount(Mask))); Skip; --Skip)
      Mask &= Mask - 1;
    assert(Mask && "there are as many bits as popcount says");
    return uint32_t(std::countr_zero(Mask));
  }

private:
  uint64_t S[4] = {};
};

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_ENGINE_RANDOM_H
