//===- HeapReach.cpp - What a kernel may get to ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See HeapReach.h.
// Tests: test/ir/magazines/
//===----------------------------------------------------------------------===//
#include "HeapReach.h"
#include "Runtime.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace gpurt {

/// The address space of shared variables.
static constexpr unsigned SharedSpace = 3;

/// Collects the functions whose code names \p V, through constants too.
static void collectUsers(const Value &V,
                         SmallPtrSetImpl<const Function *> &Users,
                         SmallPtrSetImpl<const Value *> &Seen) {
  if (!Seen.insert(&V).second)
    return;
  for (const User *U : V.users()) {
    if (const auto *I = dyn_cast<Instruction>(U))
      Users.insert(I->getFunction());
    else
      collectUsers(*U, Users, Seen);
  }
}

HeapReach::HeapReach(const Module &M) {
  Functions Addressed;
  for (const Function &F : M) {
    if (F.hasAddressTaken())
      Addressed.insert(&F);
    for (const Instruction &I : instructions(F)) {
      const auto *Call = dyn_cast<CallBase>(&I);
      if (!Call || Call->isInlineAsm())
        continue;
      if (const Function *Callee = Call->getCalledFunction())
        Callees[&F].insert(Callee);
      else
        Indirect.insert(&F);
    }
  }
  for (const Function *F : Indirect)
    Callees[F].insert(Addressed.begin(), Addressed.end());
  for (const GlobalVariable &Variable : M.globals()) {
    if (Variable.getAddressSpace() != SharedSpace)
      continue;
    SmallPtrSet<const Value *, 8> Seen;
    collectUsers(Variable, SharedUsers[&Variable], Seen);
  }
}

HeapReach::Functions HeapReach::closure(const Function &F) const {
  Functions All;
  SmallVector<const Function *> Work = {&F};
  while (!Work.empty()) {
    const Function *Next = Work.pop_back_val();
    if (!All.insert(Next).second || asRuntimeFn(*Next))
      continue;
    if (auto Found = Callees.find(Next); Found != Callees.end())
      Work.append(Found->second.begin(), Found->second.end());
  }
  return All;
}

bool HeapReach::allocates(const Function &F) const {
  return any_of(closure(F), [](const Function *Callee) {
    std::optional<RuntimeFn> Fn = asRuntimeFn(*Callee);
    return Fn && isHeap(*Fn);
  });
}

bool HeapReach::panics(const Function &F) const {
  return any_of(closure(F), [](const Function *Callee) {
    std::optional<RuntimeFn> Fn = asRuntimeFn(*Callee);
    return Fn && isPanic(*Fn);
  });
}

bool HeapReach::calls(const Function &F, const Function &Callee) const {
  return closure(F).contains(&Callee);
}

bool HeapReach::callsThroughPointer(const Function &F) const {
  return any_of(closure(F), [this](const Function *Callee) {
    return Indirect.contains(Callee);
  });
}

uint64_t HeapReach::sharedBytes(const Function &F) const {
  Functions Called = closure(F);
  uint64_t Bytes = 0;
  for (const auto &[Variable, Users] : SharedUsers) {
    if (none_of(Users, [&](const Function *U) { return Called.contains(U); }))
      continue;
    const DataLayout &Layout = Variable->getDataLayout();
    Bytes = alignTo(Bytes, Variable->getAlign().valueOrOne());
    Bytes += Layout.getTypeAllocSize(Variable->getValueType());
  }
  return Bytes;
}

} // namespace gpurt
