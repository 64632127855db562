//===- Faults.cpp - Places where a thread may find its grid stopped -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: %seen = call i64 @__gpurt_simt_load(ptr %home, ...)
// After:  %seen = call i64 @__gpurt_simt_load(ptr %home, ...)
//         %grid = call i64 @__gpurt_simt_gridid()
//         %stopped = add i64 %grid, 2                    ; abi::stopWord
//         %found = call i64 @__gpurt_simt_fault(i64 %seen, i64 %stopped)
// Tests: test/ir/mutate/faults.ll, test/simt/devicelib/
//===----------------------------------------------------------------------===//
#include "Faults.h"
#include "Mutate.h"

#include "gpurt/abi.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace gpurt;

/// The first load of isStopped; the further ones are for grids that it names.
static constexpr StringLiteral Look = "error/Stop.h:isStopped:load";

unsigned gpurt::injectFaults(Module &M) {
  Type *I64 = Type::getInt64Ty(M.getContext());
  unsigned Count = 0;
  for (const OrderSite &Site : orderSites(M)) {
    if (Site.Id != Look)
      continue;
    for (CallInst *Load : Site.Copies) {
      FunctionCallee GridId = M.getOrInsertFunction("__gpurt_simt_gridid", I64);
      FunctionCallee Hook = M.getOrInsertFunction(FaultHook, I64, I64, I64);
      IRBuilder<> B(Load->getNextNode());
      B.SetCurrentDebugLocation(Load->getDebugLoc());
      Value *Stopped =
          B.CreateAdd(B.CreateCall(GridId), B.getInt64(abi::stopWord(0)));
      CallInst *Found = B.CreateCall(Hook, {Load, Stopped});
      Load->replaceUsesWithIf(Found,
                              [=](Use &U) { return U.getUser() != Found; });
      ++Count;
    }
  }
  return Count;
}

PreservedAnalyses FaultsPass::run(Module &M, ModuleAnalysisManager &) {
  return injectFaults(M) ? PreservedAnalyses::none() : PreservedAnalyses::all();
}
