//===- InlineHeap.cpp - Bring the first steps of malloc to their callers --===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: %p = call ptr @__gpurt_malloc(i64 48)
// After:  %e = load i64, ptr addrspace(3) @first.entry
//         br i1 %fits, ... ; else call ptr @mallocBeyond(i64 48)
//
// Runs when everything else is over: until then a call of malloc is one call,
// which LLVM knows how to delete or to merge, and gpurt-panic-sites has written
// the text into free and new. The size class of a constant size folds away.
// Also takes the magazines out of a module in which the optimizer has left no
// allocation.
//
// Leaves alone: modules without magazines. At -O0 nothing is inlined.
// Tests: test/ir/inline-heap/
//===----------------------------------------------------------------------===//
#include "HeapReach.h"
#include "Passes.h"
#include "Runtime.h"

#include "llvm/ADT/Statistic.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Utils/Cloning.h"

#define DEBUG_TYPE "gpurt-inline-heap"

using namespace llvm;

STATISTIC(NumInlined, "Number of heap calls inlined");

namespace gpurt {

/// What is inlined. The calls of malloc that came with new follow it.
static constexpr RuntimeFn Inlined[] = {RuntimeFn::New, RuntimeFn::Malloc,
                                        RuntimeFn::Free};

/// From here on the program's own code reads and writes the magazine, which so
/// far only the runtime's functions could, and these still do: what they and
/// their callers say about memory holds no more.
static void forgetMemoryEffects(Module &M) {
  HeapReach Reach(M);
  for (Function &F : M)
    if (Reach.allocates(F))
      F.setMemoryEffects(MemoryEffects::unknown());
}

/// \returns the functions of the program into which a call was inlined.
static SetVector<Function *> inlineCalls(Module &M) {
  SetVector<Function *> Changed;
  for (RuntimeFn Fn : Inlined) {
    Function *F = findRuntimeFn(M, Fn);
    if (!F || F->isDeclaration())
      continue;
    SmallVector<CallBase *> Calls;
    for (User *U : F->users())
      if (auto *Call = dyn_cast<CallBase>(U);
          Call && Call->getCalledFunction() == F)
        Calls.push_back(Call);
    for (CallBase *Call : Calls) {
      Function *Caller = Call->getFunction();
      InlineFunctionInfo Info;
      if (InlineFunction(*Call, Info).isSuccess()) {
        Changed.insert(Caller);
        ++NumInlined;
      }
    }
  }
  return Changed;
}

/// Folds what became constant, and moves a thread's rank out of its loops.
static void cleanUp(const SetVector<Function *> &Functions,
                    FunctionAnalysisManager &AM) {
  FunctionPassManager Passes;
  Passes.addPass(InstCombinePass());
  Passes.addPass(SimplifyCFGPass());
  Passes.addPass(EarlyCSEPass());
  Passes.addPass(createFunctionToLoopPassAdaptor(LICMPass(LICMOptions()),
                                                 /*UseMemorySSA=*/true));
  for (Function *F : Functions) {
    AM.invalidate(*F, PreservedAnalyses::none());
    AM.invalidate(*F, Passes.run(*F, AM));
  }
}

/// Removes the calls that begin and end magazines if no kernel allocates.
static bool removeIdleMagazines(Module &M) {
  Function *Enter = M.getFunction(MagazineEnterName);
  Function *Leave = M.getFunction(MagazineLeaveName);
  if (!Enter || !Leave)
    return false;
  HeapReach Reach(M);
  if (any_of(M, [&](const Function &F) {
        return F.getCallingConv() == CallingConv::PTX_Kernel &&
               Reach.allocates(F);
      }))
    return false;
  for (Function *Hook : {Enter, Leave, M.getFunction(ArenaEndName)})
    if (Hook)
      for (User *U : make_early_inc_range(Hook->users()))
        cast<CallBase>(U)->eraseFromParent();
  return true;
}

PreservedAnalyses InlineHeapPass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!isOurTarget(M) || !M.getFunction(MagazineEnterName))
    return PreservedAnalyses::all();
  if (!removeIdleMagazines(M) && Optimize) {
    forgetMemoryEffects(M);
    cleanUp(inlineCalls(M),
            AM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager());
  }
  return PreservedAnalyses::none();
}

} // namespace gpurt
