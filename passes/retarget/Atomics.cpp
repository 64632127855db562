//===- Atomics.cpp - Calls of the engine's memory hooks -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The engine performs every access with an order: so it can weaken one of them
// by name, give it to a memory model, and choose who runs next. What its hook
// does not know (float minimum, half, nand) becomes a loop around a
// compare-and-swap, which is what ptxas makes of such operations too.
// Test: test/ir/retarget/atomic-*.ll
//===----------------------------------------------------------------------===//
#include "Context.h"

#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/LowerAtomic.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;

using Rmw = AtomicRMWInst;

static std::optional<SimtRmw> hookOperation(Rmw::BinOp Op, Type *T) {
  switch (Op) {
  case Rmw::Xchg:
    return SIMT_RMW_XCHG;
  case Rmw::Add:
    return SIMT_RMW_ADD;
  case Rmw::Sub:
    return SIMT_RMW_SUB;
  case Rmw::And:
    return SIMT_RMW_AND;
  case Rmw::Or:
    return SIMT_RMW_OR;
  case Rmw::Xor:
    return SIMT_RMW_XOR;
  case Rmw::Max:
    return SIMT_RMW_SMAX;
  case Rmw::Min:
    return SIMT_RMW_SMIN;
  case Rmw::UMax:
    return SIMT_RMW_UMAX;
  case Rmw::UMin:
    return SIMT_RMW_UMIN;
  case Rmw::UIncWrap:
    return SIMT_RMW_INC;
  case Rmw::UDecWrap:
    return SIMT_RMW_DEC;
  case Rmw::FAdd:
    if (T->isFloatTy() || T->isDoubleTy())
      return SIMT_RMW_FADD;
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

static unsigned bytesOf(const Module &M, Type *T) {
  return unsigned(M.getDataLayout().getTypeStoreSize(T));
}

Value *Context::load(IRBuilder<> &B, Type *T, Value *Pointer, SimtOrder Order,
                     SimtScope Scope, Constant *Site) {
  Value *Bits = hook(B, "load", I64,
                     {flat(B, Pointer), number(bytesOf(M, T)), number(Order),
                      number(Scope), Site});
  return fromBits(B, Bits, T);
}

void Context::store(IRBuilder<> &B, Value *V, Value *Pointer, SimtOrder Order,
                    SimtScope Scope, Constant *Site) {
  hook(B, "store", Void,
       {flat(B, Pointer), toBits(B, V, 64), number(bytesOf(M, V->getType())),
        number(Order), number(Scope), Site});
}

void Context::fence(IRBuilder<> &B, SimtOrder Order, SimtScope Scope,
                    Constant *Site) {
  hook(B, "fence", Void, {number(Order), number(Scope), Site});
}

Value *Context::cas(IRBuilder<> &B, Value *Pointer, Value *Expected,
                    Value *Desired, SimtOrder Order, SimtOrder Failure,
                    SimtScope Scope, Constant *Site) {
  Type *T = Expected->getType();
  Value *Old = hook(B, "cas", I64,
                    {flat(B, Pointer), toBits(B, Expected, 64),
                     toBits(B, Desired, 64), number(bytesOf(M, T)),
                     number(Order), number(Failure), number(Scope), Site});
  return fromBits(B, Old, T);
}

/// The builder stands behind the loop afterwards, in a new block.
static Value *rmwLoop(Context &X, IRBuilder<> &B, Rmw::BinOp Op, Value *Pointer,
                      Value *Operand, SimtOrder Order, SimtScope Scope,
                      Constant *Site) {
  Type *T = Operand->getType();
  unsigned Bits = bytesOf(X.M, T) * 8;
  Instruction *After = &*B.GetInsertPoint();
  Value *First = X.load(B, T, Pointer, SIMT_RELAXED, Scope, Site);
  BasicBlock *Before = After->getParent();
  BasicBlock *Tail = SplitBlock(Before, After);
  BasicBlock *Loop = BasicBlock::Create(X.C, "", Before->getParent(), Tail);
  Before->getTerminator()->setSuccessor(0, Loop);

  B.SetInsertPoint(Loop);
  PHINode *Old = B.CreatePHI(T, 2);
  Value *New = buildAtomicRMWValue(Op, B, Old, Operand);
  // Compared as bits: a NaN or a zero of the other sign is another value.
  Value *OldBits = X.toBits(B, Old, Bits);
  Value *Seen = X.cas(B, Pointer, OldBits, X.toBits(B, New, Bits), Order,
                      SIMT_RELAXED, Scope, Site);
  Old->addIncoming(First, Before);
  Old->addIncoming(X.fromBits(B, Seen, T), Loop);
  B.CreateCondBr(B.CreateICmpEQ(Seen, OldBits), Tail, Loop);
  B.SetInsertPoint(After);
  return Old;
}

Value *Context::rmw(IRBuilder<> &B, Rmw::BinOp Op, Value *Pointer,
                    Value *Operand, SimtOrder Order, SimtScope Scope,
                    Constant *Site) {
  Type *T = Operand->getType();
  std::optional<SimtRmw> Known = hookOperation(Op, T);
  if (!Known)
    return rmwLoop(*this, B, Op, Pointer, Operand, Order, Scope, Site);
  Value *Old =
      hook(B, "rmw", I64,
           {number(*Known), flat(B, Pointer), toBits(B, Operand, 64),
            number(bytesOf(M, T)), number(Order), number(Scope), Site});
  return fromBits(B, Old, T);
}
