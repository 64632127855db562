//===- Oracle.h - What the PTX memory model allows --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Enumerates every execution of a litmus program and keeps those that satisfy
// the axioms of chapter 8 of the PTX ISA ("Memory Consistency Model", version
// 8.x; Lustig, Sahasrabuddhe, Giroux, ASPLOS 2019). Exhaustive and slow in the
// number of reads; litmus programs have at most six.
// All words are of one size and one proxy, so mixed sizes and proxy fences do
// not occur.
// Test: OracleTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_LITMUS_ORACLE_H
#define GPURT_TEST_SIMT_LITMUS_ORACLE_H

#include "Notation.h"

#include <set>

namespace gpurt::litmus {

struct Verdict {
  /// All whose values come from somewhere and not from themselves.
  std::set<Outcome> Candidates;
  std::set<Outcome> Allowed;
  /// Some allowed execution has two conflicting accesses that are neither
  /// morally strong nor ordered by causality.
  bool Race = false;
};

Verdict judge(const Program &P);

/// The outcomes of all interleavings of the threads' statements.
std::set<Outcome> interleavings(const Program &P);

} // namespace gpurt::litmus

#endif // GPURT_TEST_SIMT_LITMUS_ORACLE_H
