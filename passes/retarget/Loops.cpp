//===- Loops.cpp - Loops in which nothing stops -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: spin: br label %spin
// After:  spin: %left = phi i32 [ 1024, %entry ], [ %next, .. ]
//               ; %next = %left - 1; at 0 __gpurt_simt_preempt, and 1024 again
// A lane leaves the processor only in a hook, so a loop that may go round for
// ever without one would keep it. Such a loop gets a hook for each so many
// rounds; one that meets a hook in each round, or whose rounds LLVM can count,
// stays as it is. One count for a function, which each hook starts again: it is
// the same in each round then, and no state of its own (engine/Stall.cpp).
// Tests: test/ir/retarget/loops.ll, test/unit/cudart/programs/endless-loop.cu
//===----------------------------------------------------------------------===//
#include "Context.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/DomTreeUpdater.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;

/// Rounds for one step of the engine: about what a step itself takes.
static constexpr uint32_t RoundsOfStep = 1024;

/// True for a call in which the engine counts steps.
static bool isStep(const Instruction &I) {
  auto *Call = dyn_cast<CallInst>(&I);
  const Function *F = Call ? Call->getCalledFunction() : nullptr;
  if (!F || !F->getName().starts_with("__gpurt_simt_"))
    return false;
  StringRef Name = F->getName().drop_front(strlen("__gpurt_simt_"));
  return !F->doesNotAccessMemory() && Name != "variable_access" &&
         Name != "vprintf" && Name != "map_shared" && Name != "shared_rank";
}

/// Is there a step in each round of \p L?
static bool stepsAlways(const Loop &L, const DominatorTree &Tree) {
  SmallVector<BasicBlock *> Latches;
  L.getLoopLatches(Latches);
  for (BasicBlock *BB : L.blocks())
    if (any_of(*BB, isStep) && all_of(Latches, [&](BasicBlock *Latch) {
          return Tree.dominates(BB, Latch);
        }))
      return true;
  return false;
}

static SmallVector<Loop *> uncountedLoops(Function &F, DominatorTree &Tree,
                                          LoopInfo &Loops) {
  SmallVector<Loop *> Open;
  for (Loop *L : Loops.getLoopsInPreorder())
    if (!stepsAlways(*L, Tree))
      Open.push_back(L);
  if (Open.empty())
    return Open;
  TargetLibraryInfoImpl Names(F.getParent()->getTargetTriple());
  TargetLibraryInfo Library(Names);
  AssumptionCache Assumptions(F);
  ScalarEvolution Counts(F, Library, Assumptions, Tree, Loops);
  erase_if(Open, [&](Loop *L) {
    return Counts.hasLoopInvariantBackedgeTakenCount(L);
  });
  return Open;
}

static void countRounds(Context &X, Loop &L, AllocaInst *Left,
                        DominatorTree &Tree, LoopInfo &Loops) {
  Instruction &Last = *L.getHeader()->getTerminator();
  Constant *Site = X.site(Last, "loop");
  Instruction *First = &*L.getHeader()->getFirstInsertionPt();
  IRBuilder<> B(First);
  Value *Next = B.CreateSub(B.CreateLoad(X.I32, Left), B.getInt32(1));
  B.CreateStore(Next, Left);
  DomTreeUpdater Updater(Tree, DomTreeUpdater::UpdateStrategy::Eager);
  Instruction *Then = SplitBlockAndInsertIfThen(
      B.CreateIsNull(Next), First->getIterator(), /*Unreachable=*/false,
      MDBuilder(X.C).createUnlikelyBranchWeights(), &Updater, &Loops);
  B.SetInsertPoint(Then);
  X.hook(B, "preempt", X.Void, {ConstantPointerNull::get(X.Ptr), Site});
  B.CreateStore(B.getInt32(RoundsOfStep), Left);
}

void retargeting::guardLoops(Context &X, Function &F) {
  if (F.isDeclaration())
    return;
  DominatorTree Tree(F);
  LoopInfo Loops(Tree);
  SmallVector<Loop *> Open = uncountedLoops(F, Tree, Loops);
  if (Open.empty())
    return;
  IRBuilder<> B(&*F.getEntryBlock().getFirstInsertionPt());
  AllocaInst *Left = B.CreateAlloca(X.I32, nullptr, "rounds");
  B.CreateStore(B.getInt32(RoundsOfStep), Left);
  SmallVector<Instruction *> Steps;
  for (Instruction &I : instructions(F))
    if (isStep(I))
      Steps.push_back(&I);
  for (Instruction *I : Steps)
    new StoreInst(B.getInt32(RoundsOfStep), Left, std::next(I->getIterator()));
  for (Loop *L : Open)
    countRounds(X, *L, Left, Tree, Loops);
  PromoteMemToReg({Left}, Tree);
}
