//===- LoopBounds.cpp - Loops that end by themselves ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See LoopBounds.h.
// Tests: test/ir/cancel/, test/ir/converge/
//===----------------------------------------------------------------------===//
#include "LoopBounds.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace gpurt {

/// \returns whether \p Exiting leaves \p L when a counter has come to a fixed
/// value.
static bool countsTo(const BasicBlock &Exiting, const Loop &L,
                     ScalarEvolution &Evolution) {
  const auto *Branch = dyn_cast<BranchInst>(Exiting.getTerminator());
  const auto *Test = Branch && Branch->isConditional()
                         ? dyn_cast<ICmpInst>(Branch->getCondition())
                         : nullptr;
  if (!Test || !Evolution.isSCEVable(Test->getOperand(0)->getType()))
    return false;
  const SCEV *Sides[] = {Evolution.getSCEV(Test->getOperand(0)),
                         Evolution.getSCEV(Test->getOperand(1))};
  for (unsigned I : {0, 1})
    if (const auto *Counter = dyn_cast<SCEVAddRecExpr>(Sides[I]);
        Counter && Counter->getLoop() == &L &&
        Evolution.isLoopInvariant(Sides[1 - I], &L))
      return true;
  return false;
}

bool isBounded(Function &F, const Loop &L, FunctionAnalysisManager &AM) {
  auto &Evolution = AM.getResult<ScalarEvolutionAnalysis>(F);
  if (!isa<SCEVCouldNotCompute>(Evolution.getSymbolicMaxBackedgeTakenCount(&L)))
    return true;
  auto &Tree = AM.getResult<DominatorTreeAnalysis>(F);
  SmallVector<BasicBlock *> Exiting, Latches;
  L.getExitingBlocks(Exiting);
  L.getLoopLatches(Latches);
  return any_of(Exiting, [&](BasicBlock *Exit) {
    return countsTo(*Exit, L, Evolution) &&
           all_of(Latches, [&](BasicBlock *Latch) {
             return Tree.dominates(Exit, Latch);
           });
  });
}

} // namespace gpurt
