//===- Testing.h - Running test kernels -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Short ways to run a lambda as a kernel: once, or under every policy and some
// seeds with the repeat line in each failure's text.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_UNIT_SIMT_TESTING_H
#define GPURT_TEST_UNIT_SIMT_TESTING_H

#include "Target.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace testing_simt {

using namespace gpurt::simt;
using namespace target;

constexpr Policy AllPolicies[] = {Policy::Fair, Policy::WarpUnfair,
                                  Policy::RunToBlock, Policy::Pct};

struct Shape {
  Dim3 Grid, Block;
  uint32_t Shared = 0;
  Dim3 Cluster = {};
};

template <typename F> Result runOnce(Shape S, F Kernel, Config C = {}) {
  Engine Sim(C);
  Launch L = launchOf(Kernel, S.Grid, S.Block, S.Shared);
  L.Cluster = S.Cluster;
  return Sim.run(L);
}

/// Before() puts memory in order, then the kernel must end well, then Check().
template <typename F, typename B, typename C>
void runAlways(Shape S, uint64_t Seeds, B Before, F Kernel, C Check,
               Config Base = {}) {
  Engine Sim(Base);
  Launch L = launchOf(Kernel, S.Grid, S.Block, S.Shared);
  L.Cluster = S.Cluster;
  for (uint64_t Seed = 1; Seed <= Seeds; ++Seed)
    for (Policy P : AllPolicies) {
      SCOPED_TRACE(repeatLine(Seed, P));
      Sim.reset(Seed, P);
      Before();
      Result R = Sim.run(L);
      ASSERT_TRUE(R) << R.Message;
      Check();
      if (testing::Test::HasFailure())
        return;
    }
}

/// Contains all the parts, in this order.
inline testing::AssertionResult
hasInOrder(const std::string &Text, std::initializer_list<const char *> Parts) {
  size_t At = 0;
  for (const char *Part : Parts) {
    At = Text.find(Part, At);
    if (At == std::string::npos)
      return testing::AssertionFailure()
             << "no \"" << Part << "\" (in order) in:\n"
             << Text;
  }
  return testing::AssertionSuccess();
}

} // namespace testing_simt

#endif // GPURT_TEST_UNIT_SIMT_TESTING_H
