//===- Retarget.cpp - The order in which a module is retargeted -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All instructions are collected first and each is visited once, so what one
// part emits is never rewritten by another. Shared variables go last, because
// their type tells the parts before which accesses are to shared memory.
// Address spaces stay in the types: x86 treats those below 256 as one.
// Tests: test/ir/retarget/
//===----------------------------------------------------------------------===//
#include "Retarget.h"

#include "Context.h"

#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;

/// The target's attributes mean nothing to the host, or the wrong thing.
static void dropTargetAttributes(Function &F) {
  for (StringRef Name : {"target-cpu", "target-features", "tune-cpu",
                         "uniform-work-group-size", "no-builtins"})
    F.removeFnAttr(Name);
  if (F.getCallingConv() == CallingConv::PTX_Device)
    F.setCallingConv(CallingConv::C);
  if (F.isDeclaration())
    return;
  // What held of the device's code need not hold with hooks in it: a function
  // that only read a register may now let another lane run.
  AttributeMask Promises;
  for (Attribute::AttrKind Kind :
       {Attribute::Memory, Attribute::NoSync, Attribute::WillReturn,
        Attribute::NoFree, Attribute::Speculatable})
    Promises.addAttribute(Kind);
  F.removeFnAttrs(Promises);
  for (Instruction &I : instructions(F))
    if (auto *Call = dyn_cast<CallBase>(&I)) {
      // The others, fastcc for one, must go on matching their callee's.
      if (Call->getCallingConv() == CallingConv::PTX_Device ||
          Call->getCallingConv() == CallingConv::PTX_Kernel)
        Call->setCallingConv(CallingConv::C);
      Call->removeFnAttrs(Promises);
    }
}

/// Device variables as ordinary ones, at the mercy of the host's copies.
static void openVariables(Module &M) {
  for (StringRef Name : {"llvm.used", "llvm.compiler.used"})
    if (GlobalVariable *G = M.getNamedGlobal(Name))
      G->eraseFromParent();
  for (GlobalVariable &G : M.globals()) {
    // The host may write it between launches: no initial value may be folded.
    if (G.isExternallyInitialized() ||
        (G.getAddressSpace() == 4 && !G.hasLocalLinkage()))
      G.setConstant(false);
    if (!G.hasLocalLinkage())
      G.setVisibility(GlobalValue::DefaultVisibility);
  }
}

static void lowerInstructions(Context &X) {
  SmallVector<Instruction *> Work;
  for (Function &F : X.M)
    for (Instruction &I : instructions(F))
      Work.push_back(&I);
  for (Instruction *I : Work) {
    if (auto *Call = dyn_cast<CallInst>(I)) {
      if (lowerInlineAsm(X, *Call) || lowerRuntimeCall(X, *Call) ||
          lowerIntrinsic(X, *Call))
        continue;
    } else if (isa<InvokeInst, CallBrInst>(I)) {
      X.unsupported(I, "invoke or callbr");
      continue;
    }
    lowerAccess(X, *I);
  }
}

/// What nobody defines would be looked up in the host program: a device call
/// must not end in a host function that happens to have its name.
static void checkUndefined(Context &X) {
  // These work on device memory as they do on the host's.
  static constexpr StringLiteral Allowed[] = {"malloc", "free", "memcpy",
                                              "memset", "memmove"};
  for (Function &F : X.M) {
    if (!F.isDeclaration() || F.isIntrinsic() || F.use_empty() ||
        F.getName().starts_with("__gpurt_simt_") ||
        is_contained(Allowed, F.getName()))
      continue;
    Instruction *At = nullptr;
    for (User *U : F.users())
      if ((At = dyn_cast<Instruction>(U)))
        break;
    X.unsupported(At, "call of " + F.getName() + ", which nothing defines");
  }
  for (GlobalVariable &G : X.M.globals())
    if (G.isDeclaration() && !G.use_empty() &&
        !G.getName().starts_with("llvm."))
      X.unsupported(nullptr,
                    "variable " + G.getName() + ", which nothing defines");
}

bool gpurt::retarget(Module &M, const DataLayout &HostLayout,
                     StringRef HostTriple,
                     std::vector<std::string> &Unsupported,
                     const RetargetOptions &Options) {
  size_t Before = Unsupported.size();
  Context X(M, Unsupported, Options);
  if (M.getTargetTriple().getArch() != Triple::nvptx64) {
    X.unsupported(nullptr, "a module for " + M.getTargetTriple().str() +
                               " instead of nvptx64");
    return false;
  }
  if (!M.getModuleInlineAsm().empty())
    X.unsupported(nullptr, "module-level inline assembly");
  if (!M.alias_empty() || !M.ifunc_empty())
    for (GlobalAlias &A : M.aliases())
      if (A.getAddressSpace() == 3)
        X.unsupported(nullptr, "alias " + A.getName() + " of shared memory");

  SmallVector<Function *> Kernels;
  for (Function &F : M)
    if (F.getCallingConv() == CallingConv::PTX_Kernel && !F.isDeclaration())
      Kernels.push_back(&F);

  openVariables(M);
  lowerInstructions(X);
  auto Shared = lowerSharedVariables(X, Kernels);
  M.setDataLayout(HostLayout);
  M.setTargetTriple(Triple(HostTriple));
  for (Function &F : M)
    guardLoops(X, F);
  emitKernels(X, Kernels, Shared);
  for (Function &F : M)
    dropTargetAttributes(F);
  checkUndefined(X);
  return Unsupported.size() == Before;
}
