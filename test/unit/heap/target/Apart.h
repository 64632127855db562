//===- target/Apart.h - Functions with registers of their own -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ptxas lays the registers of a called function on top of those that its
// caller holds, and a kernel gets as many as the deepest chain of calls needs,
// in each of its threads. What is reached through a pointer in memory keeps the
// calling convention instead: it saves what it uses on the stack, and a kernel
// needs no more than the largest single function. For steps that are rare and
// deep. Costs some 50 cycles a call.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_APART_H
#define GPURT_TARGET_APART_H

#include "target/Memory.h"

/// ptxas takes any function of the pointer's type for one that may be called.
/// Where one that calls through a pointer has that very type it sees recursion,
/// and cannot tell how much stack a kernel needs: 1 KiB it gets then, and an
/// illegal address if that is too little. So the types must differ.
/// Test: test/ir/ptx/stack-is-known.cu
///
/// Defines gpurt::apart::NAME, a pointer to FUNCTION that the compiler does not
/// look through: gpurt-link marks it as written by others.
#define GPURT_APART(NAME, FUNCTION)                                            \
  namespace gpurt::apart {                                                     \
  decltype(&FUNCTION) GPURT_CONSTANT NAME = &FUNCTION;                         \
  }

/// Before a loop of a rare step: keeps it from being unrolled, which takes
/// registers.
#define GPURT_KEEP_LOOP

#endif // GPURT_TARGET_APART_H
