//===- Families.h - All litmus tests ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A test is a shape and one of its variants. Test: OracleTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_LITMUS_FAMILIES_H
#define GPURT_TEST_SIMT_LITMUS_FAMILIES_H

#include "shapes/Barriers.h"
#include "shapes/Buffering.h"
#include "shapes/Chains.h"
#include "shapes/Coherence.h"
#include "shapes/MessagePassing.h"
#include "shapes/Scopes.h"

namespace gpurt::litmus {

struct Family {
  const char *Name;
  std::span<const Shape> Shapes;
};

inline constexpr Family Families[] = {
    {"message-passing", MessagePassing},
    {"buffering", Buffering},
    {"coherence", Coherence},
    {"chains", Chains},
    {"scopes", Scopes},
    {"barriers", Barriers},
};

/// Calls \p Do(Family, Shape, Variant) for each test, in order.
template <typename F> void eachTest(F Do) {
  for (const Family &Each : Families)
    for (const Shape &S : Each.Shapes)
      for (const Variant &V : S.Variants)
        Do(Each, S, V);
}

} // namespace gpurt::litmus

#endif // GPURT_TEST_SIMT_LITMUS_FAMILIES_H
