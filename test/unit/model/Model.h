//===- Model.h - Running small kernels under the weak model -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Words that a kernel touches through the engine's memory hooks, and ways to
// run it under many seeds: to collect what it may read, to see that nothing is
// found, or to see what is.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_UNIT_MODEL_MODEL_H
#define GPURT_TEST_UNIT_MODEL_MODEL_H

#include "Testing.h"

#include "engine/MemoryModel.h"
#include "model/WeakMemory.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace testing_model {

using namespace gpurt::simt;
using target::ctaid;
using target::syncthreads;
using target::syncwarp;
using target::tid;
using testing_simt::hasInOrder;
using testing_simt::Shape;
using Values = std::set<uint64_t>;

constexpr uint64_t Seeds = 300;

/// A variable of 1 to 8 bytes. Every access names its order and scope.
template <typename T = uint32_t> struct Variable {
  alignas(8) T Place{};

  T load(SimtOrder O, SimtScope S = SIMT_DEVICE,
         const SimtSite *At = nullptr) const {
    return T(__gpurt_simt_load(&Place, sizeof(T), O, S, At));
  }
  void store(T V, SimtOrder O, SimtScope S = SIMT_DEVICE,
             const SimtSite *At = nullptr) {
    __gpurt_simt_store(&Place, V, sizeof(T), O, S, At);
  }
  T add(T V, SimtOrder O, SimtScope S = SIMT_DEVICE,
        const SimtSite *At = nullptr) {
    return T(__gpurt_simt_rmw(SIMT_RMW_ADD, &Place, V, sizeof(T), O, S, At));
  }
  T exchange(T V, SimtOrder O, SimtScope S = SIMT_DEVICE) {
    return T(
        __gpurt_simt_rmw(SIMT_RMW_XCHG, &Place, V, sizeof(T), O, S, nullptr));
  }
  T cas(T Expected, T Desired, SimtOrder O, SimtOrder Failure = SIMT_RELAXED,
        SimtScope S = SIMT_DEVICE) {
    return T(__gpurt_simt_cas(&Place, Expected, Desired, sizeof(T), O, Failure,
                              S, nullptr));
  }
  T plain(const SimtSite *At = nullptr) const {
    return load(SIMT_PLAIN, SIMT_SYSTEM, At);
  }
  void plain(T V, const SimtSite *At = nullptr) {
    store(V, SIMT_PLAIN, SIMT_SYSTEM, At);
  }
};

inline void fence(SimtOrder O, SimtScope S = SIMT_DEVICE) {
  __gpurt_simt_fence(O, S, nullptr);
}

/// N blocks of one thread: the lanes are as far apart as they can be.
inline Shape blocks(uint32_t N) { return {{N}, {1}}; }
inline Shape threads(uint32_t N) { return {{1}, {N}}; }

class Weak {
public:
  explicit Weak(Config C = {})
      : Sim((C.Memory = &Model, C.RepeatWith = "GPURT_MEMORY=weak", C)) {}

  /// One launch; Before and After are the host's.
  template <typename K> Result run(Shape S, K Kernel) {
    Launch L = target::launchOf(Kernel, S.Grid, S.Block, S.Shared);
    L.Cluster = S.Cluster;
    return Sim.run(L);
  }

  WeakMemory Model;
  Engine Sim;
};

/// All that \p Outcome() returns after \p Kernel, over many seeds. \p Before
/// sets memory up. The kernel must never be a finding.
template <typename B, typename K, typename O>
Values outcomes(Shape S, B Before, K Kernel, O Outcome, Config C = {}) {
  Weak W(C);
  Values All;
  for (uint64_t Seed = 1; Seed <= Seeds; ++Seed)
    for (Policy P : {Policy::Fair, Policy::Pct}) {
      SCOPED_TRACE(repeatLine(Seed, P));
      W.Sim.reset(Seed, P);
      Before();
      Result R = W.run(S, Kernel);
      EXPECT_TRUE(R) << R.Message;
      if (!R)
        return All;
      All.insert(Outcome());
    }
  return All;
}

/// The text of the finding, or empty when no seed has one.
template <typename B, typename K>
std::string finding(Shape S, B Before, K Kernel, Config C = {}) {
  Weak W(C);
  for (uint64_t Seed = 1; Seed <= Seeds; ++Seed) {
    W.Sim.reset(Seed, Policy::Fair);
    Before();
    Result R = W.run(S, Kernel);
    if (R.Outcome == Status::Reported)
      return R.Message;
    EXPECT_TRUE(R) << R.Message;
  }
  return {};
}

} // namespace testing_model

#endif // GPURT_TEST_UNIT_MODEL_MODEL_H
