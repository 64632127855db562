//===- devicelib/error/Cancel.cpp - Ending a thread of a stopped grid -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What gpurt-cancel-points inserts into the program's loops that may not end by
// themselves. The first is inlined there; the second stays a call.
// Tests: test/ir/cancel/, test/run/panic/waiting-threads-stop.cu
//===----------------------------------------------------------------------===//
#include "error/Panic.h"
#include "error/Record.h"
#include "error/Stop.h"
#include "target/Thread.h"

using namespace gpurt;

extern "C" {

/// \returns whether the caller's grid is to stop: because a thread of it
/// panicked, or the host said so. Any lane, converged or not. Relaxed: a loop
/// looks again.
[[gnu::noinline]] bool __gpurt_is_cancelled() {
  const abi::State *State = stateOrNull();
  return State && isStopped(*State, target::gridId());
}

/// Ends the calling thread as a panic does, without a report.
[[noreturn, gnu::noinline, gnu::cold]] void __gpurt_cancel() { endThread(); }

} // extern "C"
