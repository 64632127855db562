//===- PtxLower.cpp - Inline PTX becomes IR -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: call i32 asm "activemask.b32 $0;", "=r"()
// After:  call i32 @__gpurt_simt_activemask(ptr @site)
// Operands are bound by the constraints as Clang wrote them: "=r" a result,
// "r" a value, "0" a value that starts in a result's register, "n" a number. A
// statement under a predicate gets a block of its own.
// Tests: test/ir/retarget/ptx-*.ll
//===----------------------------------------------------------------------===//
#include "Ptx.h"

#include "llvm/IR/InlineAsm.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;
using namespace gpurt::retargeting::ptx;

//===--- Registers --------------------------------------------------------===//

static unsigned widthOf(Type *T) {
  if (T->isPointerTy())
    return 64;
  return unsigned(T->getPrimitiveSizeInBits().getFixedValue());
}

static std::string operandName(unsigned N) { return "$" + std::to_string(N); }

void ptx::Lowering::bindOperands(const InlineAsm &Asm) {
  unsigned Operand = 0, Argument = 0;
  SmallVector<Type *, 4> Results;
  if (auto *S = dyn_cast<StructType>(Call.getType()))
    Results.append(S->element_begin(), S->element_end());
  else if (!Call.getType()->isVoidTy())
    Results.push_back(Call.getType());

  for (const InlineAsm::ConstraintInfo &C : Asm.ParseConstraints()) {
    if (C.Type == InlineAsm::isClobber || C.Type == InlineAsm::isLabel)
      continue;
    std::string Name = operandName(Operand++);
    if (C.isIndirect) {
      X.unsupported(&Call, "inline PTX with a memory operand");
      ++Argument;
      Widths[Name] = 64;
      continue;
    }
    if (C.Type == InlineAsm::isOutput) {
      Widths[Name] = widthOf(Results[Outputs++]);
      continue;
    }
    Value *V = Call.getArgOperand(Argument++);
    unsigned Bits = widthOf(V->getType());
    Widths[Name] = Bits;
    Values[Name] = X.toBits(B, V, Bits);
    // A "+r" of the source: the same register as a result.
    unsigned Tied;
    if (!C.Codes.empty() && !StringRef(C.Codes[0]).getAsInteger(10, Tied))
      Values[operandName(Tied)] = Values[Name];
  }
}

Value *ptx::Lowering::read(const Operand &O, unsigned Bits, bool Signed) {
  Type *T = B.getIntNTy(Bits);
  Value *V = nullptr;
  switch (O.K) {
  case Operand::Integer:
    return ConstantInt::get(T, APInt(64, O.Number).sextOrTrunc(Bits));
  case Operand::Float:
    V = ConstantInt::get(B.getIntNTy(O.Bits), O.Number);
    break;
  case Operand::Special:
    V = X.specialRegister(B, O.Text, Call);
    if (!V)
      X.unsupported(&Call, "inline PTX: register %" + O.Text);
    break;
  case Operand::Register: {
    auto Found = Values.find(O.Text);
    if (Found != Values.end())
      V = Found->second;
    break;
  }
  default:
    X.unsupported(&Call, "inline PTX: a list of registers where one is meant");
    break;
  }
  if (!V) // read before written: nothing is promised, and nothing may break
    V = ConstantInt::get(T, 0);
  V = Signed ? B.CreateSExtOrTrunc(V, T) : B.CreateZExtOrTrunc(V, T);
  return O.Negated ? B.CreateNot(V) : V;
}

Type *ptx::Lowering::irType(const ScalarType &T) {
  if (T.Class != 'f')
    return B.getIntNTy(T.Bits);
  Type *One = T.Bits == 64   ? B.getDoubleTy()
              : T.Bits == 32 ? B.getFloatTy()
              : T.BFloat     ? B.getBFloatTy()
                             : B.getHalfTy();
  return T.Lanes == 1 ? One : FixedVectorType::get(One, T.Lanes);
}

Value *ptx::Lowering::read(const Operand &O, const ScalarType &T) {
  Value *Bits = read(O, T.Bits * T.Lanes, T.Class == 's');
  return T.Class == 'f' ? B.CreateBitCast(Bits, irType(T)) : Bits;
}

Value *ptx::Lowering::readPredicate(const Operand &O) { return read(O, 1); }

void ptx::Lowering::write(const Operand &O, Value *V, bool Signed) {
  if (O.K == Operand::Nothing)
    return;
  if (O.K != Operand::Register || !Widths.count(O.Text))
    return X.unsupported(&Call, "inline PTX: a result that is no register");
  Type *T = B.getIntNTy(Widths[O.Text]);
  V = X.toBits(B, V, widthOf(V->getType()));
  Values[O.Text] =
      Signed ? B.CreateSExtOrTrunc(V, T) : B.CreateZExtOrTrunc(V, T);
}

Value *ptx::Lowering::sharedAddress(const Operand &O) {
  // The upper half is that of the block's own buffer, give or take one carry,
  // which the difference finds.
  Value *Buffer = X.hook(B, "shared", X.Ptr, {}, Effect::Pure);
  Value *Low = B.CreateTrunc(B.CreatePtrToInt(Buffer, X.I64), X.I32);
  Value *Distance = B.CreateSExt(B.CreateSub(read(O, 32), Low), X.I64);
  return B.CreatePtrAdd(Buffer, Distance);
}

Value *ptx::Lowering::address(const Operand &O, bool Shared) {
  const Operand &Base = O.K == Operand::Memory ? O.Parts[0] : O;
  Value *Place = nullptr;
  bool Narrow = Base.K == Operand::Register && Widths.count(Base.Text) &&
                Widths[Base.Text] == 32;
  if (Narrow && Shared) {
    Place = sharedAddress(Base);
  } else {
    if (Narrow)
      X.unsupported(&Call, "inline PTX: a 32-bit address that is not shared");
    Place = B.CreateIntToPtr(read(Base, 64), X.Ptr);
  }
  if (O.Number)
    Place = B.CreatePtrAdd(Place, B.getInt64(O.Number));
  return Place;
}

//===--- Statements -------------------------------------------------------===//

void ptx::Lowering::lower(const Statement &S) {
  if (lowerMachine(*this, S) || lowerMemory(*this, S) ||
      lowerCompute(*this, S) || lowerConvert(*this, S))
    return;
  X.unsupported(&Call, "inline PTX: " + S.Text);
}

void ptx::Lowering::guarded(const Statement &S) {
  Operand Guard;
  Guard.K = Operand::Register;
  Guard.Text = S.Guard;
  Value *Condition = readPredicate(Guard);
  if (S.GuardNegated)
    Condition = B.CreateNot(Condition);
  Instruction *After = &*B.GetInsertPoint();
  BasicBlock *Before = After->getParent();
  Instruction *End = SplitBlockAndInsertIfThen(Condition, After, false);
  B.SetInsertPoint(End);
  std::map<std::string, Value *> Old = Values;
  lower(S);
  BasicBlock *Then = End->getParent(); // lowering may have split it
  B.SetInsertPoint(After->getParent(), After->getParent()->begin());
  for (auto &[Name, New] : Values) {
    auto Was = Old.find(Name);
    if (Was != Old.end() && Was->second == New)
      continue;
    PHINode *Phi = B.CreatePHI(New->getType(), 2);
    Phi->addIncoming(New, Then);
    Phi->addIncoming(Was != Old.end() ? Was->second
                                      : Constant::getNullValue(New->getType()),
                     Before);
    New = Phi;
  }
  B.SetInsertPoint(After);
}

void ptx::Lowering::bindResults() {
  if (Call.getType()->isVoidTy())
    return;
  auto result = [&](unsigned N, Type *T) -> Value * {
    Value *V = Values[operandName(N)];
    return V ? X.fromBits(B, V, T) : Constant::getNullValue(T);
  };
  Value *All;
  if (auto *S = dyn_cast<StructType>(Call.getType())) {
    All = PoisonValue::get(S);
    for (unsigned I = 0; I != S->getNumElements(); ++I)
      All = B.CreateInsertValue(All, result(I, S->getElementType(I)), I);
  } else {
    All = result(0, Call.getType());
  }
  Call.replaceAllUsesWith(All);
}

void ptx::Lowering::run(const InlineAsm &Asm) {
  std::string Why;
  std::optional<Program> P = parse(Asm.getAsmString(), Why);
  if (!P)
    return X.unsupported(&Call, "inline PTX: " + Why);
  Widths.insert(P->Registers.begin(), P->Registers.end());
  Widths[ConditionCode] = 1;
  bindOperands(Asm);
  for (const Statement &S : P->Statements) {
    if (S.Guard.empty())
      lower(S);
    else
      guarded(S);
  }
  bindResults();
}

bool retargeting::lowerInlineAsm(Context &X, CallInst &Call) {
  auto *Asm = dyn_cast<InlineAsm>(Call.getCalledOperand());
  if (!Asm)
    return false;
  ptx::Lowering(X, Call).run(*Asm);
  if (!Call.use_empty()) // refused: the list says so
    Call.replaceAllUsesWith(PoisonValue::get(Call.getType()));
  Call.eraseFromParent();
  return true;
}
