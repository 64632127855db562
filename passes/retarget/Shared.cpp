//===- Shared.cpp - Shared variables become places in the block's buffer --===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: load i32, ptr addrspace(3) @sh
// After:  load i32, ptr addrspace(3) (cast (__gpurt_simt_shared() + offset))
// Each kernel pays only for the variables that it can reach, and variables that
// no kernel has in common may lie on top of each other; then the engine's check
// for bytes that nobody wrote is as sharp as it can be. `extern __shared__`
// arrays of no size are the dynamic part.
// Test: test/ir/retarget/shared-*.ll, rejects-shared-initializer.ll
//===----------------------------------------------------------------------===//
#include "Context.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/ReplaceConstant.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;

using FunctionSet = SmallSetVector<Function *, 16>;

/// What \p Kernel can call. A call through a pointer may reach any function
/// whose address is taken.
static FunctionSet reachable(Function *Kernel) {
  FunctionSet Seen;
  Seen.insert(Kernel);
  bool Indirect = false;
  for (unsigned Next = 0; Next != Seen.size(); ++Next) {
    // Any mention counts: a callee, an argument, a stored address.
    for (Instruction &I : instructions(Seen[Next])) {
      if (auto *Call = dyn_cast<CallBase>(&I))
        Indirect |= Call->isIndirectCall();
      for (Value *Op : I.operands())
        if (auto *F = dyn_cast<Function>(Op->stripPointerCasts()))
          Seen.insert(F);
    }
    if (Indirect && Next + 1 == Seen.size())
      for (Function &F : *Kernel->getParent())
        if (!F.isDeclaration() && F.hasAddressTaken())
          Seen.insert(&F);
  }
  return Seen;
}

static bool isDynamic(const GlobalVariable &G, const DataLayout &Layout) {
  return G.isDeclaration() || Layout.getTypeAllocSize(G.getValueType()) == 0;
}

namespace {
/// The buffer's addresses, once in each function that needs them.
class Bases {
  Context &X;
  DenseMap<Function *, Instruction *> Known[2]; ///< static, dynamic

public:
  explicit Bases(Context &X) : X(X) {}
  Instruction *get(Function &F, bool Dynamic) {
    Instruction *&Base = Known[Dynamic][&F];
    if (!Base) {
      IRBuilder<> B(&*F.getEntryBlock().getFirstInsertionPt());
      // The verifier wants a place on calls that may be inlined; 0 is honest.
      if (DISubprogram *S = F.getSubprogram())
        B.SetCurrentDebugLocation(DILocation::get(X.C, 0, 0, S));
      Base = X.hook(B, Dynamic ? "dynamic_shared" : "shared", X.Ptr, {},
                    Effect::Pure);
    }
    return Base;
  }
};
} // namespace

static void replace(GlobalVariable &G, Bases &Of, bool Dynamic,
                    uint64_t Offset) {
  for (Use &U : make_early_inc_range(G.uses())) {
    auto *I = cast<Instruction>(U.getUser());
    Function &F = *I->getFunction();
    Instruction *Base = Of.get(F, Dynamic);
    // Behind the base, which stands in the entry block: dominates every use,
    // those in phi nodes too.
    IRBuilder<> B(Base->getNextNode());
    B.SetCurrentDebugLocation(Base->getDebugLoc());
    Value *Place = Base;
    if (Offset)
      Place = B.CreatePtrAdd(Place, B.getInt64(Offset), G.getName());
    U.set(B.CreateAddrSpaceCast(Place, G.getType()));
  }
}

DenseMap<Function *, uint64_t>
retargeting::lowerSharedVariables(Context &X, ArrayRef<Function *> Kernels) {
  const DataLayout &Layout = X.M.getDataLayout();
  SmallVector<GlobalVariable *> Variables;
  SmallVector<Constant *> Constants;
  for (GlobalVariable &G : X.M.globals())
    if (G.getAddressSpace() == 3) {
      Variables.push_back(&G);
      Constants.push_back(&G);
    }
  DenseMap<Function *, uint64_t> End;
  if (Variables.empty())
    return End;
  convertUsersOfConstantsToInstructions(Constants);

  DenseMap<Function *, SmallVector<Function *>> KernelsOf;
  for (Function *K : Kernels)
    for (Function *F : reachable(K))
      KernelsOf[F].push_back(K);

  Bases Of(X);
  for (GlobalVariable *G : Variables) {
    G->removeDeadConstantUsers();
    SmallSetVector<Function *, 4> Users;
    bool Whole = true;
    for (User *U : G->users()) {
      auto *I = dyn_cast<Instruction>(U);
      if (!I) {
        X.unsupported(nullptr, "the address of shared " + G->getName() +
                                   " in the initial value of a variable");
        Whole = false;
        break;
      }
      for (Function *K : KernelsOf[I->getFunction()])
        Users.insert(K);
    }
    if (!Whole)
      continue;
    if (isDynamic(*G, Layout)) {
      replace(*G, Of, /*Dynamic=*/true, 0);
      G->eraseFromParent();
      continue;
    }
    uint64_t Offset = 0;
    for (Function *K : Users)
      Offset = std::max(Offset, End[K]);
    Align At =
        G->getAlign().value_or(Layout.getPrefTypeAlign(G->getValueType()));
    Offset = alignTo(Offset, At);
    for (Function *K : Users)
      End[K] = Offset + Layout.getTypeAllocSize(G->getValueType());
    replace(*G, Of, /*Dynamic=*/false, Offset);
    G->eraseFromParent();
  }
  return End;
}
