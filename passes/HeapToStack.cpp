//===- HeapToStack.cpp - Move small local allocations to the stack --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: %p = call ptr @__gpurt_malloc(i64 16) ... call void @__gpurt_free(%p)
// After:  %p = alloca [16 x i8], align 16       ; in the entry block
//
// An allocation of small constant size whose address provably stays in this
// call of this function. A trip to the heap costs hundreds of cycles, a local
// array none once SROA has taken it apart, so SROA runs on what was changed.
//
// The walk over the uses is narrower than PointerMayBeCaptured: no phi and no
// select, so that in a loop no round can see the memory of another (one
// alloca serves them all); no atomics, which PTX does not define on local
// memory; no callee that might free it; nothing that asks which address space
// the pointer is in.
//
// A GPU thread has 1 KiB of stack for what ptxas cannot sum up itself, so a
// function that may be called recursively keeps its allocations on the heap,
// and none takes more than StackBudget.
//
// Leaves alone: everything else, with a missed remark for the near misses
// (small constant size, or constant size over the limit).
// Tests: test/ir/heap-to-stack/
//===----------------------------------------------------------------------===//
#include "Passes.h"
#include "Runtime.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Transforms/Scalar/SROA.h"

#define DEBUG_TYPE "gpurt-heap-to-stack"

using namespace llvm;

STATISTIC(NumMoved, "Number of allocations moved to the stack");

static cl::opt<uint64_t>
    SizeLimit("gpurt-heap-to-stack-limit", cl::init(128),
              cl::desc("Largest allocation in bytes that moves to the stack"));

namespace gpurt {

/// The name under which users ask for our remarks: -Rpass=gpurt.
static constexpr const char *RemarkName = "gpurt";
static constexpr uint64_t HeapAlignment = 16;
/// Bytes of local arrays in one function beyond which nothing more is moved.
static constexpr uint64_t StackBudget = 512;

namespace {

/// A call that allocates a constant number of bytes.
struct Allocation {
  CallInst *Call;
  uint64_t Size;
  uint64_t Alignment;
  bool Zeroed;
};

/// What the walk over an allocation's uses found.
struct Uses {
  SmallVector<CallInst *, 2> Frees;
  /// Calls that are given the address. A `tail` call may not touch the
  /// caller's stack, so they lose the mark.
  SmallVector<CallInst *, 4> Calls;
  /// Why the address may leave; empty if it stays.
  std::string Reason;
};

} // namespace

//===----------------------------------------------------------------------===//
// Match
//===----------------------------------------------------------------------===//

static std::optional<uint64_t> constantArg(const CallInst &Call, unsigned I) {
  if (const auto *Value = dyn_cast<ConstantInt>(Call.getArgOperand(I)))
    return Value->getZExtValue();
  return std::nullopt;
}

static std::optional<RuntimeFn> calledRuntimeFn(const CallBase &Call) {
  const Function *Callee = Call.getCalledFunction();
  return Callee ? asRuntimeFn(*Callee) : std::nullopt;
}

/// \returns the allocation that \p Call makes if its size, and an alignment it
/// asks for, are constants that the heap would accept.
static std::optional<Allocation> matchAllocation(CallInst &Call) {
  std::optional<RuntimeFn> Fn = calledRuntimeFn(Call);
  if (!Fn)
    return std::nullopt;
  std::optional<uint64_t> Size, Alignment = HeapAlignment, Count = 1;
  switch (*Fn) {
  case RuntimeFn::Malloc:
  case RuntimeFn::New:
    Size = constantArg(Call, 0);
    break;
  case RuntimeFn::Calloc:
    Count = constantArg(Call, 0);
    Size = constantArg(Call, 1);
    break;
  case RuntimeFn::NewAligned:
    Size = constantArg(Call, 0);
    Alignment = constantArg(Call, 1);
    break;
  case RuntimeFn::AlignedAlloc:
    Alignment = constantArg(Call, 0);
    Size = constantArg(Call, 1);
    break;
  default:
    return std::nullopt;
  }
  if (!Size || !Count || !Alignment || !isPowerOf2_64(*Alignment))
    return std::nullopt;
  bool Overflow = false;
  uint64_t Bytes = SaturatingMultiply(*Size, *Count, &Overflow);
  if (Overflow || Bytes == 0)
    return std::nullopt;
  return Allocation{&Call, Bytes, std::max(*Alignment, HeapAlignment),
                    *Fn == RuntimeFn::Calloc};
}

/// \returns true if \p Call's callee neither keeps argument \p ArgNo nor gives
/// its memory back.
static bool onlyBorrows(const CallBase &Call, unsigned ArgNo) {
  if (!Call.doesNotCapture(ArgNo))
    return false;
  return Call.hasFnAttr(Attribute::NoFree) ||
         Call.paramHasAttr(ArgNo, Attribute::NoFree) ||
         Call.onlyReadsMemory() || Call.onlyReadsMemory(ArgNo) ||
         Call.isByValArgument(ArgNo);
}

static std::string calleeName(const CallBase &Call) {
  const Function *Callee = Call.getCalledFunction();
  return Callee ? "'" + demangle(Callee->getName()) + "'" : "a function";
}

/// Looks at the use \p U of the allocation \p Base as an operand of a call.
static void visitCall(const Use &U, const CallInst &Base, Uses &Found) {
  auto *Call = cast<CallBase>(U.getUser());
  if (isa<AssumeInst>(Call)) // alignment and such, true of the stack as well
    return;
  if (auto *Memory = dyn_cast<AnyMemIntrinsic>(Call)) {
    if (Memory->isAtomic())
      Found.Reason = "it is used atomically";
    return;
  }
  if (isa<IntrinsicInst>(Call) || !Call->isArgOperand(&U)) {
    Found.Reason = "its address is used by " + calleeName(*Call);
    return;
  }
  unsigned ArgNo = Call->getArgOperandNo(&U);
  auto *Plain = dyn_cast<CallInst>(Call);
  std::optional<RuntimeFn> Fn = calledRuntimeFn(*Call);
  if (Fn == RuntimeFn::Free && ArgNo == 0 && Plain) {
    if (U.get() == &Base)
      Found.Frees.push_back(Plain);
    else
      Found.Reason = "a pointer into it is freed";
    return;
  }
  if (Fn == RuntimeFn::Realloc)
    Found.Reason = "it is reallocated";
  else if (!Plain || Plain->isMustTailCall() || !onlyBorrows(*Call, ArgNo))
    Found.Reason =
        "its address is passed to " + calleeName(*Call) + ", which may keep it";
  else
    Found.Calls.push_back(Plain);
}

/// Looks at one use. \returns the value that also is the address, if any.
static Value *visitUse(const Use &U, const CallInst &Base, Uses &Found) {
  auto *I = cast<Instruction>(U.getUser());
  switch (I->getOpcode()) {
  case Instruction::Load:
  case Instruction::Store:
    if (I->isAtomic())
      Found.Reason = "it is used atomically";
    else if (isa<StoreInst>(I) &&
             U.getOperandNo() != StoreInst::getPointerOperandIndex())
      Found.Reason = "its address is stored";
    return nullptr;
  case Instruction::GetElementPtr:
    if (I->getType()->isPointerTy())
      return I;
    Found.Reason = "its address is part of a vector";
    return nullptr;
  case Instruction::ICmp:
    if (!isa<ConstantPointerNull>(I->getOperand(1 - U.getOperandNo())))
      Found.Reason = "its address is compared";
    return nullptr;
  case Instruction::Call:
  case Instruction::Invoke:
  case Instruction::CallBr:
    visitCall(U, Base, Found);
    return nullptr;
  case Instruction::PHI:
  case Instruction::Select:
    Found.Reason = "its address is merged with another";
    return nullptr;
  case Instruction::Ret:
    Found.Reason = "its address is returned";
    return nullptr;
  case Instruction::AtomicRMW:
  case Instruction::AtomicCmpXchg:
    Found.Reason = "it is used atomically";
    return nullptr;
  case Instruction::PtrToInt:
  case Instruction::PtrToAddr:
    Found.Reason = "its address is turned into a number";
    return nullptr;
  default:
    Found.Reason = std::string("its address is used by ") + I->getOpcodeName();
    return nullptr;
  }
}

static Uses walkUses(const CallInst &Base) {
  Uses Found;
  SmallVector<const Value *, 8> Addresses = {&Base};
  while (!Addresses.empty())
    for (const Use &U : Addresses.pop_back_val()->uses()) {
      if (Value *Derived = visitUse(U, Base, Found))
        Addresses.push_back(Derived);
      if (!Found.Reason.empty())
        return Found;
    }
  return Found;
}

/// \returns true unless \p F is known not to be called again by what it calls.
/// Its own attribute is inferred only after this pass has seen it, those of
/// its callees before.
static bool mayRecurse(const Function &F) {
  if (F.doesNotRecurse())
    return false;
  return any_of(instructions(F), [](const Instruction &I) {
    const auto *Call = dyn_cast<CallBase>(&I);
    if (!Call || Call->isInlineAsm() || isa<IntrinsicInst>(Call))
      return false;
    const Function *Callee = Call->getCalledFunction();
    return !Callee || !(Callee->doesNotRecurse() || asRuntimeFn(*Callee));
  });
}

/// \returns the bytes of local arrays that \p F has.
static uint64_t stackUse(const Function &F) {
  uint64_t Bytes = 0;
  for (const Instruction &I : F.getEntryBlock())
    if (const auto *Array = dyn_cast<AllocaInst>(&I))
      if (auto Size = Array->getAllocationSize(F.getDataLayout()))
        Bytes += alignTo(Size->getFixedValue(), Array->getAlign());
  return Bytes;
}

//===----------------------------------------------------------------------===//
// Report
//===----------------------------------------------------------------------===//

static void reportMoved(const Allocation &A, OptimizationRemarkEmitter &ORE) {
  ORE.emit([&] {
    return OptimizationRemark(RemarkName, "HeapToStack", A.Call)
           << "allocation of " << ore::NV("Size", A.Size)
           << " bytes moved to the stack";
  });
}

static void reportMissed(const Allocation &A, StringRef Reason,
                         OptimizationRemarkEmitter &ORE) {
  ORE.emit([&] {
    return OptimizationRemarkMissed(RemarkName, "HeapToStackMissed", A.Call)
           << "allocation of " << ore::NV("Size", A.Size)
           << " bytes stays on the heap: " << ore::NV("Reason", Reason);
  });
}

//===----------------------------------------------------------------------===//
// Rewrite
//===----------------------------------------------------------------------===//

static void moveToStack(const Allocation &A, const Uses &Found) {
  Function &F = *A.Call->getFunction();
  const DataLayout &DL = F.getDataLayout();
  IRBuilder<> Entry(&F.getEntryBlock(), F.getEntryBlock().begin());
  AllocaInst *Slot = Entry.CreateAlloca(
      ArrayType::get(Entry.getInt8Ty(), A.Size), DL.getAllocaAddrSpace());
  Slot->setAlignment(Align(A.Alignment));
  Value *Address = Entry.CreateAddrSpaceCast(Slot, A.Call->getType());

  // At the call's place, so that each round of a loop starts from zeros.
  if (A.Zeroed)
    IRBuilder<>(A.Call).CreateMemSet(Address, Entry.getInt8(0), A.Size,
                                     Align(A.Alignment));
  for (CallInst *Call : Found.Calls)
    if (Call->isTailCall())
      Call->setTailCallKind(CallInst::TCK_None);
  for (CallInst *Free : Found.Frees)
    Free->eraseFromParent();
  Slot->takeName(A.Call);
  A.Call->replaceAllUsesWith(Address);
  A.Call->eraseFromParent();
  ++NumMoved;
}

static bool tryToMove(const Allocation &A, OptimizationRemarkEmitter &ORE) {
  if (A.Size > SizeLimit) {
    reportMissed(A,
                 ("it is larger than " + Twine(SizeLimit) +
                  " bytes (-mllvm -gpurt-heap-to-stack-limit=)")
                     .str(),
                 ORE);
    return false;
  }
  const Function &F = *A.Call->getFunction();
  Uses Found = walkUses(*A.Call);
  if (Found.Reason.empty() && mayRecurse(F))
    Found.Reason = "its function may recurse, and the stack is small";
  if (Found.Reason.empty() && stackUse(F) + A.Size > StackBudget)
    Found.Reason = "its function has too much on the stack already";
  if (!Found.Reason.empty()) {
    reportMissed(A, Found.Reason, ORE);
    return false;
  }
  reportMoved(A, ORE);
  moveToStack(A, Found);
  return true;
}

PreservedAnalyses HeapToStackPass::run(Function &F,
                                       FunctionAnalysisManager &AM) {
  // Before it is split, a coroutine's stack does not outlive a suspension.
  if (!isOurTarget(*F.getParent()) || F.isPresplitCoroutine())
    return PreservedAnalyses::all();
  SmallVector<Allocation, 4> Allocations;
  for (Instruction &I : instructions(F))
    if (auto *Call = dyn_cast<CallInst>(&I))
      if (std::optional<Allocation> A = matchAllocation(*Call))
        Allocations.push_back(*A);
  if (Allocations.empty())
    return PreservedAnalyses::all();

  auto &ORE = AM.getResult<OptimizationRemarkEmitterAnalysis>(F);
  bool Changed = false;
  for (const Allocation &A : Allocations)
    Changed |= tryToMove(A, ORE);
  if (!Changed)
    return PreservedAnalyses::all();
  PreservedAnalyses Preserved;
  Preserved.preserveSet<CFGAnalyses>();
  AM.invalidate(F, Preserved);
  Preserved.intersect(SROAPass(SROAOptions::ModifyCFG).run(F, AM));
  return Preserved;
}

} // namespace gpurt
