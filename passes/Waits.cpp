//===- Waits.cpp - Which code may wait for other threads ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Waits.h.
// Tests: test/ir/converge/
//===----------------------------------------------------------------------===//
#include "Waits.h"
#include "LoopBounds.h"
#include "Runtime.h"

#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace gpurt {

/// \returns whether the operation \p Op, `ld.acquire.gpu.u32` say, is known to
/// wait for nobody.
static bool isPlainPtx(StringRef Op) {
  return StringSwitch<bool>(Op.split('.').first)
      .Cases({"mov", "ld", "ldu", "st", "atom", "red"}, true)
      .Cases({"fence", "membar", "activemask", "nanosleep"}, true)
      .Cases({"add", "sub", "mul", "mad", "fma", "shl", "shr"}, true)
      .Cases({"and", "or", "xor", "not", "bfe", "bfi", "prmt"}, true)
      .Cases({"cvt", "cvta", "isspacep", "selp", "setp"}, true)
      .Default(false);
}

/// \returns whether every operation of \p Text is.
static bool isPlainAssembly(StringRef Text) {
  SmallVector<StringRef> Statements;
  Text.split(Statements, ';');
  return all_of(Statements, [](StringRef Statement) {
    Statement = Statement.trim(" \t\n{}");
    return Statement.empty() || isPlainPtx(Statement);
  });
}

/// \returns whether \p Fn tells its caller something of what others did.
static bool looks(RuntimeFn Fn) {
  return isHeap(Fn) && Fn != RuntimeFn::Free && Fn != RuntimeFn::New &&
         Fn != RuntimeFn::NewAligned;
}

bool isEverybodys(const CallBase &Call) {
  const Function *Callee = Call.getCalledFunction();
  StringRef Name = Callee ? Callee->getName() : "";
  if (!Name.consume_front("llvm.nvvm."))
    return false;
  if (Name.starts_with("barrier.cta."))
    return Name.ends_with(".all");
  bool IsOfLanes = Name == "bar.warp.sync" || Name.starts_with("shfl.sync.") ||
                   Name.starts_with("vote.") || Name.starts_with("match.") ||
                   Name.starts_with("redux.sync.");
  if (!IsOfLanes)
    return false;
  unsigned MaskAt = Name.starts_with("redux.") ? 1 : 0;
  const auto *Mask = dyn_cast<ConstantInt>(Call.getArgOperand(MaskAt));
  return Mask && Mask->isMinusOne();
}

Waits::Does Waits::whatDoes(const CallBase &Call) {
  if (const auto *Asm = dyn_cast<InlineAsm>(Call.getCalledOperand()))
    return isPlainAssembly(Asm->getAsmString()) ? Looks : Waiting;
  Function *Callee = Call.getCalledFunction();
  if (!Callee)
    return Waiting;
  if (std::optional<RuntimeFn> Fn = asRuntimeFn(*Callee))
    return looks(*Fn) ? Looks : Nothing;
  if (Callee->isIntrinsic()) {
    if (Call.isConvergent())
      return Waiting;
    // A memory intrinsic may be volatile; others of the target's own may look
    // at a barrier.
    bool IsTargets = Callee->getName().starts_with("llvm.nvvm.");
    return Call.isVolatile() || (IsTargets && Call.mayReadFromMemory())
               ? Looks
               : Nothing;
  }
  return whatCallDoes(*Callee);
}

Waits::Does Waits::whatDoes(const Instruction &I) {
  if (const auto *Call = dyn_cast<CallBase>(&I))
    return whatDoes(*Call);
  return I.isAtomic() || I.isVolatile() ? Looks : Nothing;
}

/// Of the runtime and the driver, and wait for no thread.
static constexpr StringLiteral OfOthers[] = {MagazineEnterName,
                                             MagazineLeaveName, ArenaEnterName,
                                             ArenaEndName, "vprintf"};

Waits::Does Waits::whatCallDoes(Function &F) {
  // Also the answer for a call of a function that we are just looking into.
  if (auto [Entry, IsNew] = Known.try_emplace(&F, Waiting); !IsNew)
    return Entry->second;
  Does Result = Waiting;
  if (is_contained(OfOthers, F.getName())) {
    Result = Nothing;
  } else if (!F.isDeclaration() && !F.isInterposable()) {
    Result = whatBodyDoes(F, /*ButBarriers=*/false);
  }
  return Known[&F] = Result;
}

/// \returns whether loops of \p F that do nothing for others must end, and
/// LoopInfo sees all of them.
static bool hasPlainLoops(Function &F, LoopInfo &Loops) {
  ReversePostOrderTraversal<Function *> Order(&F);
  return F.mustProgress() &&
         !containsIrreducibleCFG<const BasicBlock *>(Order, Loops);
}

Waits::Does Waits::whatBodyDoes(Function &F, bool ButBarriers) {
  auto &Loops = AM.getResult<LoopAnalysis>(F);
  if (!Loops.empty() && !hasPlainLoops(F, Loops))
    return Waiting;
  Does Worst = Nothing;
  for (BasicBlock &Block : F) {
    Does Here = Nothing;
    for (const Instruction &I : Block) {
      const auto *Call = dyn_cast<CallBase>(&I);
      bool IsBarrier = ButBarriers && Call && isEverybodys(*Call);
      Here = std::max(Here, IsBarrier ? Looks : whatDoes(I));
    }
    Worst = std::max(Worst, Here);
    if (Worst == Waiting)
      return Waiting;
    if (Here == Nothing)
      continue;
    // Looks again and again.
    for (const Loop *L = Loops.getLoopFor(&Block); L; L = L->getParentLoop())
      if (!isBounded(F, *L, AM))
        return Waiting;
  }
  return Worst;
}

bool Waits::mayWait(Function &F) {
  return whatBodyDoes(F, /*ButBarriers=*/true) == Waiting;
}

} // namespace gpurt
