//===- LoopBounds.h - Loops that end by themselves ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A loop that counts its rounds comes to an end whatever other threads do.
// Tests: test/ir/cancel/, test/ir/converge/
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_LOOPBOUNDS_H
#define GPURT_PASSES_LOOPBOUNDS_H

#include "llvm/IR/PassManager.h"

namespace llvm {
class Loop;
} // namespace llvm

namespace gpurt {

/// \returns whether \p L, a loop of \p F, has a bound that is known when it
/// begins: an exit in each round that compares a counter with a fixed value.
/// What else may end it makes it shorter. LLVM's own bounds are not enough:
/// there are none where a call may end the thread.
bool isBounded(llvm::Function &F, const llvm::Loop &L,
               llvm::FunctionAnalysisManager &AM);

} // namespace gpurt

#endif // GPURT_PASSES_LOOPBOUNDS_H
