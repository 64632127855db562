//===- Magazines.cpp - Begin and end each thread's magazine ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: define ptx_kernel void @k() { entry: ... ret void }
// After:  define ptx_kernel void @k() {
//         entry: call void @__gpurt_magazine_enter() ...
//                call void @__gpurt_magazine_leave() ret void }
//
// Lanes keep slots at hand in shared memory (devicelib/alloc/Magazine.h). Every
// kernel that may get to the heap, or to a panic or an `exit` of the program's
// own, which give the slots back, empties the magazine of each of its threads
// where it begins and gives back what is in it where it ends.
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
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicsNVPTX.h"
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

/// \returns true if \p Call may end the thread itself, by inline assembly or
/// by the intrinsic.
static bool mayExit(const CallBase &Call) {
  if (Call.getIntrinsicID() == Intrinsic::nvvm_exit)
    return true;
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

/// \returns the calls of \p M that may end the thread.
static SmallVector<CallBase *> findExits(Module &M) {
  SmallVector<CallBase *> Exits;
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I); Call && mayExit(*Call))
        Exits.push_back(Call);
  return Exits;
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

PreservedAnalyses MagazinesPass::run(Module &M, ModuleAnalysisManager &) {
  if (!UseMagazines || !isOurTarget(M))
    return PreservedAnalyses::all();
  HeapReach Reach(M);
  SmallVector<CallBase *> Exits = findExits(M);
  // An exit gives back what it finds, so what may get to one must have begun.
  auto Ends = [&](const Function &F) {
    return Reach.panics(F) || any_of(Exits, [&](const CallBase *Exit) {
             return Reach.calls(F, *Exit->getFunction());
           });
  };
  SmallVector<Function *> Kernels;
  bool Allocates = false;
  bool HaveRoom = true;
  for (Function &F : M) {
    if (F.getCallingConv() != CallingConv::PTX_Kernel || F.isDeclaration())
      continue;
    Allocates |= Reach.allocates(F);
    bool Hooked = Reach.allocates(F) || Ends(F);
    if (Hooked)
      Kernels.push_back(&F);
    // ptxas takes the library's functions for ones that any pointer of their
    // type may call, and gives such a kernel the magazines' memory too.
    if (Hooked || Reach.callsThroughPointer(F))
      HaveRoom &= Reach.sharedBytes(F) + MagazineBytes <= MaxStaticShared;
  }
  if (!Allocates || !HaveRoom)
    return PreservedAnalyses::all();
  FunctionType *Type = makeType(M.getContext(), "v");
  FunctionCallee Enter = M.getOrInsertFunction(MagazineEnterName, Type);
  FunctionCallee Leave = M.getOrInsertFunction(MagazineLeaveName, Type);
  for (Function *Kernel : Kernels)
    hookKernel(*Kernel, Enter, Leave);
  for (CallBase *Exit : Exits)
    insertCall(Leave, Exit);
  return PreservedAnalyses::none();
}

} // namespace gpurt
