//===- CancelPoints.cpp - Let a thread end in a loop without a bound ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: spin:
//           %seen = load volatile i32, ptr %flag
//           br i1 %ready, label %done, label %spin
// After:  spin:
//           %rounds = phi i32 [ 0, %entry ], [ %next, %go ]
//           %next = add i32 %rounds, 1
//           br i1 %is.time, label %look, label %go        ; each 16th round
//         look:
//           %stop = call i1 @__gpurt_is_cancelled()       ; inlined
//           br i1 %stop, label %end, label %go
//         end:
//           call void @__gpurt_cancel()                   ; ends the thread
//           unreachable
//
// When another thread of the grid has panicked, or the host stops the grid, a
// thread that waits for something which will never come must end too. A loop
// gets a point if it may not end by itself: it waits for what others do, or
// nobody knows how often it goes round. Loops that count their rounds get none.
//
// One look costs a trip to L2, about what a round that waits costs anyway, so a
// round of plain instructions looks one time in 16. A round that may be long,
// with a call, a loop or a pause in it, looks each time.
//
// gpurt-mark-cancel keeps the two functions for the end of the pipeline, when
// loops are what they will be. On request only, by -gpurt-cancel=used or
// =always: a thread that is ended so leaks what it holds.
// Leaves alone: the library's own functions, which look by themselves;
// functions that both a kernel with magazines and one without may call, for how
// to end there nobody knows. Tests: test/ir/cancel/
//===----------------------------------------------------------------------===//
#include "HeapReach.h"
#include "LoopBounds.h"
#include "Passes.h"
#include "Runtime.h"

#include "llvm/ADT/Statistic.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsNVPTX.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#define DEBUG_TYPE "gpurt-cancel"

using namespace llvm;

STATISTIC(NumPoints, "Number of loops in which a thread may be cancelled");

enum class CancelIn : unsigned { None, Users, All };
static cl::opt<CancelIn>
    In("gpurt-cancel", cl::desc("Which modules get cancellation points"),
       cl::values(clEnumValN(CancelIn::None, "never", "none (default)"),
                  clEnumValN(CancelIn::Users, "used",
                             "those that use the runtime"),
                  clEnumValN(CancelIn::All, "always", "all")),
       cl::init(CancelIn::None));

namespace gpurt {

/// Rounds of plain instructions from one look to the next.
static constexpr unsigned RoundsToLook = 16;

//===----------------------------------------------------------------------===//
// Match
//===----------------------------------------------------------------------===//

static bool usesRuntime(const Module &M) {
  return any_of(M.functions(), [](const Function &F) {
    return !F.use_empty() && asRuntimeFn(F).has_value();
  });
}

/// \returns whether one round of \p L may take long.
static bool isLong(const Loop &L) {
  if (!L.isInnermost())
    return true;
  return any_of(L.blocks(), [](const BasicBlock *Block) {
    return any_of(*Block, [](const Instruction &I) {
      const auto *Call = dyn_cast<CallBase>(&I);
      if (!Call)
        return false;
      if (const auto *Asm = dyn_cast<InlineAsm>(Call->getCalledOperand()))
        return StringRef(Asm->getAsmString()).contains("nanosleep");
      return !isa<IntrinsicInst>(Call) ||
             Call->getIntrinsicID() == Intrinsic::nvvm_nanosleep;
    });
  });
}

/// \returns the loops of \p F that may not end by themselves.
static SmallVector<Loop *> loopsWithoutBound(Function &F,
                                             FunctionAnalysisManager &AM) {
  SmallVector<Loop *> Found;
  for (Loop *L : AM.getResult<LoopAnalysis>(F).getLoopsInPreorder())
    if (!isBounded(F, *L, AM))
      Found.push_back(L);
  return Found;
}

//===----------------------------------------------------------------------===//
// Rewrite
//===----------------------------------------------------------------------===//

namespace {

/// Where a loop's header begins its work.
struct Place {
  BasicBlock *Header;
  SmallVector<BasicBlock *, 2> Latches;
  bool LooksEachRound;
};

/// How the threads of a function end.
enum class Ending { Unknown, WithMagazine, Plain };

/// Inserts points in the functions of one module.
class Points {
  Module &M;
  FunctionAnalysisManager &AM;
  HeapReach Reach;
  Function *IsCancelled;
  Function *Cancel;
  SmallVector<const Function *> With, Without; ///< kernels, by magazines

  [[nodiscard]] Ending endingOf(const Function &F) const;
  void insert(const Place &At, Ending How);

public:
  Points(Module &M, FunctionAnalysisManager &AM);
  void insertIn(Function &F);
};

} // namespace

Points::Points(Module &M, FunctionAnalysisManager &AM)
    : M(M), AM(AM), Reach(M), IsCancelled(M.getFunction(IsCancelledName)),
      Cancel(M.getFunction(CancelName)) {
  const Function *Enter = M.getFunction(MagazineEnterName);
  for (const Function &F : M)
    if (F.getCallingConv() == CallingConv::PTX_Kernel)
      (Enter && Reach.calls(F, *Enter) ? With : Without).push_back(&F);
}

Ending Points::endingOf(const Function &F) const {
  auto MayCall = [&](const Function *Kernel) {
    return Reach.calls(*Kernel, F);
  };
  if (With.empty() || none_of(With, MayCall))
    return Ending::Plain;
  return any_of(Without, MayCall) ? Ending::Unknown : Ending::WithMagazine;
}

/// Inserts a look at the beginning of a round, and inlines it.
void Points::insert(const Place &At, Ending How) {
  MDBuilder Weights(M.getContext());
  IRBuilder<> B(M.getContext());
  Instruction *Before = &*At.Header->getFirstInsertionPt();
  if (!At.LooksEachRound) {
    B.SetInsertPoint(&At.Header->front());
    PHINode *Rounds = B.CreatePHI(B.getInt32Ty(), 2, "gpurt.rounds");
    B.SetInsertPoint(Before);
    Value *Next = B.CreateAdd(Rounds, B.getInt32(1));
    for (BasicBlock *From : predecessors(At.Header))
      Rounds->addIncoming(is_contained(At.Latches, From) ? Next : B.getInt32(0),
                          From);
    Value *Rest = B.CreateAnd(Next, B.getInt32(RoundsToLook - 1));
    Before = SplitBlockAndInsertIfThen(
        B.CreateICmpEQ(Rest, B.getInt32(0)), Before, /*Unreachable=*/false,
        Weights.createBranchWeights(1, RoundsToLook - 1));
  }
  B.SetInsertPoint(Before);
  CallInst *Look = B.CreateCall(IsCancelled);
  Instruction *End =
      SplitBlockAndInsertIfThen(Look, Before, /*Unreachable=*/true,
                                Weights.createUnlikelyBranchWeights());
  B.SetInsertPoint(End);
  if (How == Ending::Plain)
    B.CreateIntrinsic(Intrinsic::nvvm_exit, {});
  else
    B.CreateCall(Cancel)->setDoesNotReturn();
  InlineFunctionInfo Info;
  InlineFunction(*Look, Info);
  ++NumPoints;
}

static Place placeOf(const Loop &L) {
  Place At{L.getHeader(), {}, isLong(L)};
  L.getLoopLatches(At.Latches);
  return At;
}

void Points::insertIn(Function &F) {
  SmallVector<Place> Places;
  for (const Loop *L : loopsWithoutBound(F, AM))
    Places.push_back(placeOf(*L));
  Ending How = Places.empty() ? Ending::Unknown : endingOf(F);
  if (How == Ending::Unknown)
    return;
  for (const Place &At : Places)
    insert(At, How);
  AM.invalidate(F, PreservedAnalyses::none());
}

static constexpr StringLiteral PartNames[] = {IsCancelledName, CancelName};

PreservedAnalyses MarkCancelPass::run(Module &M, ModuleAnalysisManager &) {
  if (!isOurTarget(M) || In == CancelIn::None ||
      (In == CancelIn::Users && !usesRuntime(M)))
    return PreservedAnalyses::all();
  LLVMContext &Ctx = M.getContext();
  Type *Results[] = {Type::getInt1Ty(Ctx), Type::getVoidTy(Ctx)};
  for (auto [Name, Result] : zip(PartNames, Results)) {
    auto *Type = FunctionType::get(Result, /*isVarArg=*/false);
    appendToCompilerUsed(
        M, {cast<Function>(M.getOrInsertFunction(Name, Type).getCallee())});
  }
  return PreservedAnalyses::none();
}

PreservedAnalyses CancelPointsPass::run(Module &M, ModuleAnalysisManager &AM) {
  const Function *Look = M.getFunction(IsCancelledName);
  if (!isOurTarget(M) || !Look || Look->isDeclaration())
    return PreservedAnalyses::all();
  removeFromUsedLists(
      M, [](Constant *C) { return is_contained(PartNames, C->getName()); });
  Points Inserted(
      M, AM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager());
  for (Function &F : M)
    if (!F.isDeclaration() && !F.hasFnAttribute(LibraryAttribute))
      Inserted.insertIn(F);
  return PreservedAnalyses::none();
}

} // namespace gpurt
