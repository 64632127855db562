//===- Outcomes.h - Outcomes as text, and their classes ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lists of a shape (Notation.h) applied to an outcome.
// Test: OracleTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_LITMUS_OUTCOMES_H
#define GPURT_TEST_SIMT_LITMUS_OUTCOMES_H

#include "Notation.h"

#include <string>

namespace gpurt::litmus {

enum class Class : uint8_t { Forbidden, Unclaimed, Allowed };
const char *name(Class C);

Class classify(const Shape &S, const Program &P, Outcome O);

/// "1 0 -"
std::string text(const Program &P, Outcome O);

/// "MP+rel+acq.gpu.blocks"
std::string fullName(const Shape &S, const Variant &V);

} // namespace gpurt::litmus

#endif // GPURT_TEST_SIMT_LITMUS_OUTCOMES_H
