//===- Converge.cpp - Bring lanes together after calls of the heap --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: br i1 %c, label %then, label %join   ; %c differs by lane
//       then:
//         %p = call ptr @__gpurt_malloc(i64 %n)
//         br label %join
// After: entry:
//         %all = or i32 %activemask, %bit.of.lane
//         ...
//       join:                                  ; if not all are here
//         call void @llvm.nvvm.bar.warp.sync(i32 %all)
//
// A branch with a call in it does not bring its lanes together again: the
// hardware lets those go that wait at its end as soon as one of the others
// waits for memory (docs/design/convergence.md). A program that takes and frees
// blocks in such branches comes to run lane by lane, and takes 2.4 times as
// long. Here the lanes that began a function together meet at the ends of such
// branches. The mask is that of the beginning: one that is taken before the
// branch has lost for good whoever was late once.
//
// Lanes meet only where that cannot keep a thread from what it waits for:
//   - nothing in the function waits for another thread (Waits.h) but barriers
//     of everybody;
//   - the meetings and such barriers that a lane comes to, one after the other,
//     are those of every other lane, or in a kernel the first few of them
//     before the lane ends, which lets the others go. A branch keeps to that if
//     on all its ways the same of them is the next one, or the kernel's end.
// The bit of the lane is set already; docs/design/ptxas.md says why it is
// added. Tests: test/ir/converge/
//===----------------------------------------------------------------------===//
#include "HeapReach.h"
#include "Joins.h"
#include "Passes.h"
#include "Runtime.h"
#include "Waits.h"

#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/UniformityAnalysis.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicsNVPTX.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

#define DEBUG_TYPE "gpurt-converge"

using namespace llvm;

STATISTIC(NumMeetings, "Number of places where lanes meet");

static cl::opt<bool>
    Enabled("gpurt-converge", cl::init(true),
            cl::desc("Bring lanes together after branches that call the heap"));

namespace gpurt {

namespace {

using Blocks = SmallPtrSet<BasicBlock *, 16>;

/// Finds the blocks of one function at whose beginning lanes shall meet.
class Meetings {
  Function &F;
  LoopInfo &Loops;
  UniformityInfo &Uniformity;
  DenseMap<const BasicBlock *, unsigned> Position; ///< in reverse post-order
  Blocks Calling;                                  ///< the heap
  Blocks Working;  ///< from these one can get to one of Calling
  Blocks Barriers; ///< of everybody: meetings that cannot be taken back
  SetVector<BasicBlock *> Proposed;

  /// Stands for the return of a function that is no kernel: a meeting that
  /// cannot be taken back, for it does not let the other lanes go.
  static constexpr BasicBlock *Return = nullptr;

  [[nodiscard]] bool callsBetween(BasicBlock &Branch,
                                  const BasicBlock &Join) const;
  [[nodiscard]] SetVector<BasicBlock *> nextFrom(BasicBlock &Branch) const;
  [[nodiscard]] bool isFixed(BasicBlock *Block) const {
    return Block == Return || Barriers.contains(Block);
  }
  [[nodiscard]] bool isBetter(BasicBlock *A, BasicBlock *B) const;
  void propose();
  bool keepOneOf(const SetVector<BasicBlock *> &Next);

public:
  Meetings(Function &F, const SmallPtrSetImpl<const Function *> &Allocating,
           FunctionAnalysisManager &AM);

  [[nodiscard]] ArrayRef<BasicBlock *> find();
};

} // namespace

//===----------------------------------------------------------------------===//
// Match
//===----------------------------------------------------------------------===//

static bool isKernel(const Function &F) {
  return F.getCallingConv() == CallingConv::PTX_Kernel;
}

Meetings::Meetings(Function &F,
                   const SmallPtrSetImpl<const Function *> &Allocating,
                   FunctionAnalysisManager &AM)
    : F(F), Loops(AM.getResult<LoopAnalysis>(F)),
      Uniformity(AM.getResult<UniformityInfoAnalysis>(F)) {
  for (BasicBlock *Block : ReversePostOrderTraversal<Function *>(&F))
    Position[Block] = Position.size();
  for (Instruction &I : instructions(F)) {
    const auto *Call = dyn_cast<CallBase>(&I);
    if (Call && Allocating.contains(Call->getCalledFunction()))
      Calling.insert(I.getParent());
    if (Call && isEverybodys(*Call))
      Barriers.insert(I.getParent());
  }
  SmallVector<BasicBlock *> Work(Calling.begin(), Calling.end());
  while (!Work.empty())
    if (BasicBlock *Block = Work.pop_back_val(); Working.insert(Block).second)
      append_range(Work, predecessors(Block));
}

bool Meetings::callsBetween(BasicBlock &Branch, const BasicBlock &Join) const {
  return any_of(Joins::between(Branch, Join),
                [&](BasicBlock *Block) { return Calling.contains(Block); });
}

/// Proposes the ends of branches that may part lanes and call the heap, if
/// lanes can call it again later.
void Meetings::propose() {
  Joins Ends(F);
  for (BasicBlock &Branch : F) {
    if (!Uniformity.hasDivergentTerminator(Branch))
      continue;
    BasicBlock *Join = Ends.after(Branch);
    if (Join && Working.contains(Join) && callsBetween(Branch, *Join))
      Proposed.insert(Join);
  }
}

/// \returns the first meetings on all ways from the end of \p Branch.
SetVector<BasicBlock *> Meetings::nextFrom(BasicBlock &Branch) const {
  SetVector<BasicBlock *> Next;
  Blocks Seen;
  SmallVector<BasicBlock *> Work(successors(&Branch));
  while (!Work.empty()) {
    BasicBlock *Block = Work.pop_back_val();
    if (!Seen.insert(Block).second)
      continue;
    if (Proposed.contains(Block) || Barriers.contains(Block))
      Next.insert(Block);
    else if (isa<ReturnInst>(Block->getTerminator()) && !isKernel(F))
      Next.insert(Return);
    else
      append_range(Work, successors(Block));
  }
  return Next;
}

/// \returns whether to meet in \p A helps more: in an inner loop, or behind
/// the end of the branch that B is in.
bool Meetings::isBetter(BasicBlock *A, BasicBlock *B) const {
  return std::pair(Loops.getLoopDepth(A), Position.lookup(A)) >
         std::pair(Loops.getLoopDepth(B), Position.lookup(B));
}

/// Takes back all proposals in \p Next but one, or none if it has something
/// fixed. \returns false if it has two fixed ones.
bool Meetings::keepOneOf(const SetVector<BasicBlock *> &Next) {
  unsigned NumFixed = count_if(Next, [&](BasicBlock *B) { return isFixed(B); });
  BasicBlock *Best = nullptr;
  for (BasicBlock *Block : Next)
    if (!isFixed(Block) && !NumFixed && (!Best || isBetter(Block, Best)))
      Best = Block;
  for (BasicBlock *Block : Next)
    if (Block != Best)
      Proposed.remove(Block);
  return NumFixed < 2;
}

/// \returns the blocks; none if lanes may come apart in other ways.
ArrayRef<BasicBlock *> Meetings::find() {
  propose();
  for (bool Changed = true; Changed && !Proposed.empty();) {
    Changed = false;
    for (BasicBlock &Branch : F) {
      if (!Uniformity.hasDivergentTerminator(Branch))
        continue;
      SetVector<BasicBlock *> Next = nextFrom(Branch);
      if (Next.size() < 2)
        continue;
      if (!keepOneOf(Next))
        return {};
      Changed = true;
    }
  }
  return Proposed.getArrayRef();
}

/// \returns whether lanes may read different values where UniformityAnalysis
/// says that they do not: of volatile memory at different times.
static bool readsAtDifferentTimes(Function &F, FunctionAnalysisManager &AM) {
  auto &Uniformity = AM.getResult<UniformityInfoAnalysis>(F);
  return any_of(instructions(F), [&](const Instruction &I) {
    return I.isVolatile() && !I.getType()->isVoidTy() &&
           !Uniformity.isDivergent(&I);
  });
}

//===----------------------------------------------------------------------===//
// Rewrite
//===----------------------------------------------------------------------===//

/// \returns the lanes that begin \p F together.
static Value *lanesOf(Function &F) {
  IRBuilder<> B(&*F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
  Value *Here = B.CreateIntrinsic(Intrinsic::nvvm_activemask, {});
  Value *Lane = B.CreateIntrinsic(Intrinsic::nvvm_read_ptx_sreg_laneid, {});
  return B.CreateOr(Here, B.CreateShl(B.getInt32(1), Lane), "gpurt.all");
}

/// Lets lanes that come to \p Block wait for all of \p All. Mostly they are
/// there, and a look at that is cheaper.
static void meet(BasicBlock &Block, Value *All) {
  Instruction *At = &*Block.getFirstInsertionPt();
  IRBuilder<> B(At);
  Value *Here = B.CreateIntrinsic(Intrinsic::nvvm_activemask, {});
  B.SetInsertPoint(SplitBlockAndInsertIfThen(B.CreateICmpNE(Here, All), At,
                                             /*Unreachable=*/false));
  Instruction *Barrier = B.CreateIntrinsic(Intrinsic::nvvm_bar_warp_sync, All);
  Barrier->setMetadata(MeetingMetadata, MDNode::get(B.getContext(), {}));
}

/// \returns whether \p F was changed.
static bool converge(Function &F,
                     const SmallPtrSetImpl<const Function *> &Allocating,
                     Waits &Waiting, FunctionAnalysisManager &AM) {
  if (Waiting.mayWait(F) || readsAtDifferentTimes(F, AM))
    return false;
  Meetings Found(F, Allocating, AM);
  ArrayRef<BasicBlock *> Blocks = Found.find();
  if (Blocks.empty())
    return false;
  Value *All = lanesOf(F);
  for (BasicBlock *Block : Blocks)
    meet(*Block, All);
  NumMeetings += Blocks.size();
  return true;
}

PreservedAnalyses ConvergePass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!isOurTarget(M) || !Enabled)
    return PreservedAnalyses::all();
  auto &FAM = AM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager();
  HeapReach Reach(M);
  SmallPtrSet<const Function *, 32> Allocating;
  for (const Function &F : M)
    if (Reach.allocates(F))
      Allocating.insert(&F);
  Waits Waiting(FAM);
  bool Changed = false;
  for (Function &F : M)
    if (!F.isDeclaration() && Allocating.contains(&F) &&
        converge(F, Allocating, Waiting, FAM)) {
      FAM.invalidate(F, PreservedAnalyses::none());
      Changed = true;
    }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace gpurt
