//===- Magazines.cpp - Begin and end each thread's magazine ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: define ptx_kernel void @k() { entry: ... ret void }
// After:  define ptx_kernel void @k() {
//         entry: call void @__gpurt_magazine_enter() ...
//                call void @__gpurt_magazine_leave() ret void }
//
// Lanes keep slots at hand in shared memory (devicelib/alloc/Magazine.h). Every
// kernel that may get to the heap, or to a panic, which gives the slots back,
// empties the magazine of each of its threads where it begins and gives back
// what is in it where it ends: at returns, and at an `exit` of the program's
// own inline assembly.
//
// Leaves alone: modules in which no kernel gets to the heap, those whose
// functions other modules may call (the driver says so: -gpurt-magazines is
// off), and those in which a kernel has no shared memory left.
// Tests: test/ir/magazines/
//===----------------------------------------------------------------------===//
#include "HeapReach.h"
#include "Passes.h"
#include "Runtime.h"

#include "llvm/ADT/Statistic.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CommandLine.h"

#define DEBUG_TYPE "gpurt-magazines"

using namespace llvm;

STATISTIC(NumKernels, "Number of kernels whose threads have magazines");

static cl::opt<bool>
    UseMagazines("gpurt-magazines",
                 cl::desc("Let lanes keep freed slots in shared memory; for "
                          "modules whose kernels are all known"));

namespace gpurt {

/// What a kernel may have of shared memory that its launch does not ask for.
static constexpr uint64_t MaxStaticShared = 48 << 10;
/// devicelib/alloc/Magazine.h: Entries of 8 bytes.
static constexpr uint64_t MagazineBytes = 8 << 10;

/// \returns true if \p Call is inline assembly that may end the thread.
static bool mayExit(const CallBase &Call) {
  const auto *Text = dyn_cast<InlineAsm>(Call.getCalledOperand());
  if (!Text)
    return false;
  StringRef Rest = Text->getAsmString();
  for (size_t At = Rest.find("exit"); At != StringRef::npos;
       At = Rest.find("exit", At + 4)) {
    auto IsWord = [](char C) { return isAlnum(C) || C == '_' || C == '.'; };
    bool Begins = At == 0 || !IsWord(Rest[At - 1]);
    bool Ends = At + 4 == Rest.size() || !IsWord(Rest[At + 4]);
    if (Begins && Ends)
      return true;
  }
  return false;
}

/// Inserts a call before \p At. It has no line of the program, but where there
/// are lines LLVM wants it to say so.
static CallInst *insertCall(FunctionCallee Callee, Instruction *At) {
  IRBuilder<> Builder(At);
  if (DISubprogram *Program = At->getFunction()->getSubprogram())
    Builder.SetCurrentDebugLocation(
        DILocation::get(At->getContext(), 0, 0, Program));
  return Builder.CreateCall(Callee);
}

static void hookKernel(Function &Kernel, FunctionCallee Enter,
                       FunctionCallee Leave) {
  BasicBlock &Entry = Kernel.getEntryBlock();
  insertCall(Enter, &*Entry.getFirstNonPHIOrDbgOrAlloca());
  for (BasicBlock &Block : Kernel)
    if (auto *Return = dyn_cast<ReturnInst>(Block.getTerminator()))
      insertCall(Leave, Return);
  ++NumKernels;
}

static void hookExits(Module &M, FunctionCallee Leave) {
  for (Function &F : M)
    for (BasicBlock &Block : F)
      for (Instruction &I : make_early_inc_range(Block))
        if (auto *Call = dyn_cast<CallBase>(&I); Call && mayExit(*Call))
          insertCall(Leave, Call);
}

PreservedAnalyses MagazinesPass::run(Module &M, ModuleAnalysisManager &) {
  if (!UseMagazines || !isOurTarget(M))
    return PreservedAnalyses::all();
  HeapReach Reach(M);
  SmallVector<Function *> Kernels;
  bool Allocates = false;
  for (Function &F : M) {
    if (F.getCallingConv() != CallingConv::PTX_Kernel || F.isDeclaration())
      continue;
    Allocates |= Reach.allocates(F);
    if (Reach.allocates(F) || Reach.panics(F))
      Kernels.push_back(&F);
  }
  if (!Allocates || any_of(Kernels, [&](const Function *F) {
        return Reach.sharedBytes(*F) + MagazineBytes > MaxStaticShared;
      }))
    return PreservedAnalyses::all();
  FunctionType *Type = makeType(M.getContext(), "v");
  FunctionCallee Enter = M.getOrInsertFunction(MagazineEnterName, Type);
  FunctionCallee Leave = M.getOrInsertFunction(MagazineLeaveName, Type);
  for (Function *Kernel : Kernels)
    hookKernel(*Kernel, Enter, Leave);
  hookExits(M, Leave);
  return PreservedAnalyses::none();
}

} // namespace gpurt
