//===- Launch.h - One launch of a litmus kernel -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the host tells a kernel, and how an instance's threads and words are
// placed. Many instances run at once on a GPU, one on the CPU engine.
// Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_LITMUS_LAUNCH_H
#define GPURT_TEST_SIMT_LITMUS_LAUNCH_H

#include "Notation.h"

#include <cuda_runtime_api.h>

namespace gpurt::litmus {

inline constexpr uint32_t WarpSize = 32;

struct Setup {
  Layout L = Layout::Lanes;
  uint32_t Threads = 0; ///< of an instance
  /// What an instance spans: powers of two.
  uint32_t Blocks = 1, Warps = 1, Lanes = 1;
  /// Instances of a block (or of its set of Blocks blocks), and such sets.
  uint32_t Slots = 1, Groups = 1;
  uint32_t SharedStride = 0; ///< not 0: words in shared memory, by place
  uint32_t *Words = nullptr; ///< [place][instance * Stride]
  uint32_t PlaceWords = 0, Stride = 1;
  uint32_t *Registers = nullptr; ///< [instance][MaxRegisters]

  //===--- A GPU's chances to be weak; all 0 on the engine ----------------===//
  uint32_t SlotShift = 0, GroupShift = 0, LaneShift = 0; ///< who meets whom
  uint32_t Scramble = 0; ///< words of neighbours lie apart
  uint32_t Seed = 0;
  uint32_t MostDelay = 0; ///< rounds of an empty loop before the test
  uint32_t Preload = 0;   ///< old values are in the first-level cache
  uint32_t Noise = 0;     ///< accesses to Scratch before the test
  uint32_t StressRounds = 0;
  uint32_t *Gate = nullptr; ///< blocks that are there; null: nobody waits
  uint32_t *Scratch = nullptr;
  uint32_t ScratchMask = 0;

  [[nodiscard]] constexpr uint32_t instances() const { return Slots * Groups; }
  [[nodiscard]] constexpr uint32_t testBlocks() const {
    return Groups * Blocks;
  }
  /// Of the word of \p Place in global memory.
  [[nodiscard]] constexpr uint32_t wordOf(uint32_t Instance,
                                          uint32_t Place) const {
    // An odd factor permutes a power of two of instances.
    constexpr uint32_t Odd = 2654435761u;
    uint32_t Where = Scramble ? Instance * Odd % instances() : Instance;
    return Place * PlaceWords + Where * Stride;
  }
};

using Kernel = void (*)(Setup);
/// By scope; null where no variant needs it.
using ShapeKernels = std::array<Kernel, 4>;

std::span<const ShapeKernels> messagePassingKernels();
std::span<const ShapeKernels> bufferingKernels();
std::span<const ShapeKernels> coherenceKernels();
std::span<const ShapeKernels> chainsKernels();
std::span<const ShapeKernels> scopesKernels();
std::span<const ShapeKernels> barriersKernels();

/// Which values make an outcome.
struct Observation {
  uint32_t Registers = 0, Finals = 0;
  uint32_t Final[MaxPlaces] = {};
};
inline constexpr uint32_t Outcomes = 1u << (ValueBits * MaxObserved);

/// Adds the outcomes of all instances to \p Histogram, on the device; the last
/// element counts values that no outcome can hold.
void tally(const Setup &S, const Observation &O, uint64_t *Histogram);

} // namespace gpurt::litmus

#endif // GPURT_TEST_SIMT_LITMUS_LAUNCH_H
