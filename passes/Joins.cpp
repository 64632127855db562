//===- Joins.cpp - Where the ways from a branch meet again ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Joins.h.
// Test: test/ir/converge/
//===----------------------------------------------------------------------===//
#include "Joins.h"

#include "llvm/IR/CFG.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace gpurt {

/// Appends to \p Order the blocks from which \p From can be reached, each after
/// all that it is reached from but for cycles.
static void collect(BasicBlock *From, SmallPtrSetImpl<BasicBlock *> &Seen,
                    SmallVectorImpl<BasicBlock *> &Order) {
  SmallVector<std::pair<BasicBlock *, pred_iterator>> Stack;
  if (Seen.insert(From).second)
    Stack.emplace_back(From, pred_begin(From));
  while (!Stack.empty()) {
    auto &[Block, Next] = Stack.back();
    if (Next == pred_end(Block)) {
      Order.push_back(Block);
      Stack.pop_back();
      continue;
    }
    if (BasicBlock *Before = *Next++; Seen.insert(Before).second)
      Stack.emplace_back(Before, pred_begin(Before));
  }
}

unsigned Joins::commonOf(unsigned A, unsigned B) const {
  while (A != B) {
    unsigned &Later = A > B ? A : B;
    Later = Next[Later];
  }
  return A;
}

Joins::Joins(Function &F) {
  SmallPtrSet<BasicBlock *, 32> Seen;
  for (BasicBlock &Block : F)
    if (isa<ReturnInst>(Block.getTerminator()))
      collect(&Block, Seen, Order);
  Order.push_back(nullptr);
  std::reverse(Order.begin(), Order.end());
  for (unsigned I = 1; I < Order.size(); ++I)
    Number[Order[I]] = I;
  Next.assign(Order.size(), None);
  Next[0] = 0;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (unsigned I = 1; I < Order.size(); ++I) {
      unsigned Found = isa<ReturnInst>(Order[I]->getTerminator()) ? 0 : None;
      for (BasicBlock *After : successors(Order[I])) {
        auto At = Number.find(After);
        if (At == Number.end() || Next[At->second] == None)
          continue;
        Found = Found == None ? At->second : commonOf(Found, At->second);
      }
      Changed |= Next[I] != Found;
      Next[I] = Found;
    }
  }
}

BasicBlock *Joins::after(BasicBlock &Block) const {
  auto At = Number.find(&Block);
  return At == Number.end() || Next[At->second] == None
             ? nullptr
             : Order[Next[At->second]];
}

SmallPtrSet<BasicBlock *, 16> Joins::between(BasicBlock &Block,
                                             const BasicBlock &Join) {
  SmallPtrSet<BasicBlock *, 16> Found;
  SmallVector<BasicBlock *> Work = {&Block};
  while (!Work.empty())
    for (BasicBlock *Next : successors(Work.pop_back_val()))
      if (Next != &Join && Found.insert(Next).second)
        Work.push_back(Next);
  return Found;
}

} // namespace gpurt
