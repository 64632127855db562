//===- Math.cpp - llvm.nvvm.* that compute --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rounding to nearest becomes plain arithmetic. The other directions set the
// host's rounding mode around one operation, inside a small strictfp function,
// so that LLVM moves nothing across it. Approximate forms are computed in full,
// and .ftz forms keep subnormal numbers: the chip's bits are not promised
// there, and libdevice uses them for every exp and sin.
// Test: test/ir/retarget/math*.ll
//===----------------------------------------------------------------------===//
#include "Context.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;

//===--- Rounding ---------------------------------------------------------===//

static Value *toNearest(IRBuilder<> &B, StringRef Op, Type *Result,
                        ArrayRef<Value *> Args) {
  if (Op == "fadd")
    return B.CreateFAdd(Args[0], Args[1]);
  if (Op == "fsub")
    return B.CreateFSub(Args[0], Args[1]);
  if (Op == "fmul")
    return B.CreateFMul(Args[0], Args[1]);
  if (Op == "fdiv")
    return B.CreateFDiv(Args[0], Args[1]);
  if (Op == "fma")
    return B.CreateIntrinsic(Intrinsic::fma, {Result}, Args);
  if (Op == "sqrt")
    return B.CreateUnaryIntrinsic(Intrinsic::sqrt, Args[0]);
  if (Op == "sitofp")
    return B.CreateSIToFP(Args[0], Result);
  if (Op == "uitofp")
    return B.CreateUIToFP(Args[0], Result);
  return B.CreateFPTrunc(Args[0], Result);
}

static Function *directedFunction(Context &X, StringRef Op, StringRef Mode,
                                  Type *Result, ArrayRef<Value *> Args) {
  SmallVector<Type *> Types;
  for (Value *A : Args)
    Types.push_back(A->getType());
  std::string Name = ("__gpurt_simt_" + Op + "_" + Mode).str();
  for (Type *T : {Types[0], Result})
    Name += (T->isIntegerTy() ? ".i" : ".f") +
            std::to_string(T->getPrimitiveSizeInBits().getFixedValue());
  if (Function *F = X.M.getFunction(Name))
    return F;
  auto *F = Function::Create(FunctionType::get(Result, Types, false),
                             GlobalValue::InternalLinkage, Name, X.M);
  F->addFnAttr(Attribute::StrictFP);
  F->addFnAttr(Attribute::NoInline);
  F->setDoesNotThrow();
  IRBuilder<> B(BasicBlock::Create(X.C, "", F));
  B.setIsFPConstrained(true);
  B.setDefaultConstrainedRounding(RoundingMode::Dynamic);
  B.setDefaultConstrainedExcept(fp::ebIgnore);
  // The numbers of llvm.set.rounding: 0 zero, 1 nearest, 2 up, 3 down.
  uint32_t Direction = Mode == "rz" ? 0 : Mode == "rp" ? 2 : 3;
  auto setRounding = [&](uint32_t To) {
    B.CreateIntrinsic(Intrinsic::set_rounding, {}, {X.number(To)});
  };
  SmallVector<Value *> Params;
  for (Argument &A : F->args())
    Params.push_back(&A);
  setRounding(Direction);
  Value *Answer;
  if (Op == "fma" || Op == "sqrt")
    Answer = B.CreateConstrainedFPCall(
        Intrinsic::getOrInsertDeclaration(
            &X.M,
            Op == "fma" ? Intrinsic::experimental_constrained_fma
                        : Intrinsic::experimental_constrained_sqrt,
            {Result}),
        Params);
  else
    Answer = toNearest(B, Op, Result, Params);
  setRounding(1);
  B.CreateRet(Answer);
  return F;
}

Value *retargeting::rounded(Context &X, IRBuilder<> &B, StringRef Op,
                            StringRef Mode, Type *Result,
                            ArrayRef<Value *> Args) {
  if (Mode == "rn")
    return toNearest(B, Op, Result, Args);
  return B.CreateCall(directedFunction(X, Op, Mode, Result, Args), Args);
}

Value *retargeting::floatToInt(IRBuilder<> &B, Value *V, StringRef Mode,
                               Type *To, bool Signed) {
  Intrinsic::ID Round = StringSwitch<Intrinsic::ID>(Mode)
                            .StartsWith("rn", Intrinsic::roundeven)
                            .StartsWith("rm", Intrinsic::floor)
                            .StartsWith("rp", Intrinsic::ceil)
                            .Default(Intrinsic::trunc);
  V = B.CreateUnaryIntrinsic(Round, V);
  return B.CreateIntrinsic(Signed ? Intrinsic::fptosi_sat
                                  : Intrinsic::fptoui_sat,
                           {To, V->getType()}, {V});
}

//===--- Families of intrinsics -------------------------------------------===//

/// "mul.rz.ftz.f" cut at the dots.
struct Parts {
  SmallVector<StringRef, 8> All;
  explicit Parts(StringRef Name) { Name.split(All, '.'); }
  bool has(StringRef P) const { return is_contained(All, P); }
  StringRef mode() const {
    for (StringRef P : All)
      if (P == "rz" || P == "rm" || P == "rp")
        return P;
    return "rn";
  }
};

static Value *saturate(IRBuilder<> &B, Value *V) {
  Type *T = V->getType();
  // PTX: a NaN becomes 0, which maxnum with 0 gives.
  V = B.CreateMaxNum(V, ConstantFP::get(T, 0.0));
  return B.CreateMinNum(V, ConstantFP::get(T, 1.0));
}

static Value *lowerArithmetic(Context &X, IRBuilder<> &B, CallInst &Call,
                              const Parts &P) {
  Type *T = Call.getType();
  StringRef Op = StringSwitch<StringRef>(P.All[0])
                     .Case("add", "fadd")
                     .Case("mul", "fmul")
                     .Case("div", "fdiv")
                     .Case("fma", "fma")
                     .Case("sqrt", "sqrt")
                     .Case("rcp", "fdiv")
                     .Default("");
  if (Op.empty() || !T->isFPOrFPVectorTy() || P.has("xorsign"))
    return nullptr;
  SmallVector<Value *> Args(Call.args());
  if (P.All[0] == "rcp")
    Args.insert(Args.begin(), ConstantFP::get(T, 1.0));
  Value *V = rounded(X, B, Op, P.mode(), T, Args);
  if (P.has("sat"))
    V = saturate(B, V);
  if (P.has("relu")) // NaN stays one
    V = B.CreateMaximum(V, ConstantFP::get(T, 0.0));
  return V;
}

static Value *lowerUnary(IRBuilder<> &B, CallInst &Call, const Parts &P) {
  Type *T = Call.getType();
  if (!T->isFPOrFPVectorTy())
    return nullptr;
  Intrinsic::ID Id = StringSwitch<Intrinsic::ID>(P.All[0])
                         .Case("ceil", Intrinsic::ceil)
                         .Case("floor", Intrinsic::floor)
                         .Case("trunc", Intrinsic::trunc)
                         .Case("round", Intrinsic::roundeven)
                         .Case("fabs", Intrinsic::fabs)
                         .Case("sin", Intrinsic::sin)
                         .Case("cos", Intrinsic::cos)
                         .Case("ex2", Intrinsic::exp2)
                         .Case("lg2", Intrinsic::log2)
                         .Default(Intrinsic::not_intrinsic);
  if (Id != Intrinsic::not_intrinsic)
    return B.CreateUnaryIntrinsic(Id, Call.getArgOperand(0));
  if (P.All[0] == "rsqrt")
    return B.CreateFDiv(
        ConstantFP::get(T, 1.0),
        B.CreateUnaryIntrinsic(Intrinsic::sqrt, Call.getArgOperand(0)));
  if (P.All[0] == "saturate")
    return saturate(B, Call.getArgOperand(0));
  if (P.All[0] == "neg")
    return B.CreateFNeg(Call.getArgOperand(0));
  return nullptr;
}

static Value *lowerMinMax(IRBuilder<> &B, CallInst &Call, const Parts &P) {
  bool Max = P.All[0] == "fmax";
  if ((!Max && P.All[0] != "fmin") || P.has("xorsign"))
    return nullptr;
  Intrinsic::ID Id =
      P.has("nan") ? (Max ? Intrinsic::maximum : Intrinsic::minimum)
                   : (Max ? Intrinsic::maximumnum : Intrinsic::minimumnum);
  return B.CreateBinaryIntrinsic(Id, Call.getArgOperand(0),
                                 Call.getArgOperand(1));
}

/// f2i.rz, ull2d.rn, d2f.rm and their kin.
static Value *lowerConversion(Context &X, IRBuilder<> &B, CallInst &Call,
                              const Parts &P) {
  auto [From, To] = P.All[0].split('2');
  auto isFloat = [](StringRef S) { return S == "f" || S == "d"; };
  auto isInt = [](StringRef S) {
    return S == "i" || S == "ui" || S == "ll" || S == "ull";
  };
  Type *T = Call.getType();
  Value *V = Call.arg_empty() ? nullptr : Call.getArgOperand(0);
  if (!V || P.All.size() < 2 || P.has("relu") || P.has("satfinite"))
    return nullptr;
  if (isFloat(From) && isInt(To) && !P.has("hi") && !P.has("lo"))
    return floatToInt(B, V, P.mode(), T, !To.starts_with("u"));
  if (isInt(From) && isFloat(To))
    return rounded(X, B, From.starts_with("u") ? "uitofp" : "sitofp", P.mode(),
                   T, {V});
  if (From == "d" && To == "f")
    return rounded(X, B, "fptrunc", P.mode(), T, {V});
  if (From == "f" && (To == "f16" || To == "bf16") && P.mode() == "rn")
    return B.CreateFPTrunc(V, T);
  if (From == "f" && To == "h" && P.mode() == "rn")
    return B.CreateBitCast(B.CreateFPTrunc(V, B.getHalfTy()), T);
  if (From == "ff" && (To == "f16x2" || To == "bf16x2") && P.mode() == "rn") {
    // The first operand goes to the upper half.
    Value *Two = PoisonValue::get(T);
    for (unsigned I = 0; I != 2; ++I)
      Two = B.CreateInsertElement(
          Two, B.CreateFPTrunc(Call.getArgOperand(1 - I), T->getScalarType()),
          I);
    return Two;
  }
  return nullptr;
}

static Value *lowerHalves(Context &X, IRBuilder<> &B, CallInst &Call,
                          StringRef Name) {
  auto arg = [&](unsigned N) { return Call.getArgOperand(N); };
  if (Name == "d2i.hi" || Name == "d2i.lo") {
    Value *Bits = B.CreateBitCast(arg(0), X.I64);
    return X.low(B, Name == "d2i.hi" ? B.CreateLShr(Bits, 32) : Bits);
  }
  if (Name == "lohi.i2d") {
    Value *High = B.CreateShl(B.CreateZExt(arg(1), X.I64), 32);
    return B.CreateBitCast(B.CreateOr(B.CreateZExt(arg(0), X.I64), High),
                           Call.getType());
  }
  return nullptr;
}

static Value *lowerInteger(Context &X, IRBuilder<> &B, CallInst &Call,
                           StringRef Name) {
  auto arg = [&](unsigned N) { return Call.getArgOperand(N); };
  Type *T = Call.getType();
  StringRef Rest = Name;
  if (Name == "prmt")
    return X.bytePermute(B, arg(0), arg(1), arg(2));
  if (Rest.consume_front("mulhi.")) {
    unsigned Bits = T->getIntegerBitWidth();
    Type *Wide = B.getIntNTy(Bits * 2);
    bool Signed = !Rest.starts_with("u");
    Value *L = Signed ? B.CreateSExt(arg(0), Wide) : B.CreateZExt(arg(0), Wide);
    Value *R = Signed ? B.CreateSExt(arg(1), Wide) : B.CreateZExt(arg(1), Wide);
    return B.CreateTrunc(B.CreateLShr(B.CreateMul(L, R), Bits), T);
  }
  if (Rest.consume_front("mul24.")) {
    bool Signed = Rest == "i";
    auto cut = [&](Value *V) {
      V = B.CreateShl(V, 8);
      return Signed ? B.CreateAShr(V, 8) : B.CreateLShr(V, 8);
    };
    return B.CreateMul(cut(arg(0)), cut(arg(1)));
  }
  if (Rest.consume_front("sad.")) {
    bool Signed = !Rest.starts_with("u");
    Value *Max = B.CreateBinaryIntrinsic(
        Signed ? Intrinsic::smax : Intrinsic::umax, arg(0), arg(1));
    Value *Min = B.CreateBinaryIntrinsic(
        Signed ? Intrinsic::smin : Intrinsic::umin, arg(0), arg(1));
    return B.CreateAdd(arg(2), B.CreateSub(Max, Min));
  }
  if (Rest.consume_front("idp4a."))
    return X.dotProduct(B, arg(0), Rest.starts_with("s"), arg(1),
                        Rest.ends_with("s"), arg(2), 8, 0);
  if (Rest.consume_front("idp2a.")) {
    bool High = cast<ConstantInt>(arg(2))->isOne();
    return X.dotProduct(B, arg(0), Rest.starts_with("s"), arg(1),
                        Rest.ends_with("s"), arg(3), 16, High ? 2 : 0);
  }
  if (Name == "fshl.clamp" || Name == "fshr.clamp") {
    bool Left = Name == "fshl.clamp";
    Value *All = B.CreateOr(B.CreateShl(B.CreateZExt(arg(0), X.I64), 32),
                            B.CreateZExt(arg(1), X.I64));
    Value *By = B.CreateZExt(
        B.CreateBinaryIntrinsic(Intrinsic::umin, arg(2), X.number(32)), X.I64);
    return X.low(B, Left ? B.CreateLShr(B.CreateShl(All, By), 32)
                         : B.CreateLShr(All, By));
  }
  if (Rest.consume_front("flo.")) {
    Value *Place = X.findHighest(B, arg(0), Rest.starts_with("s"), false);
    Value *Shift = X.findHighest(B, arg(0), Rest.starts_with("s"), true);
    return B.CreateSelect(arg(1), Shift, Place);
  }
  if (Name.starts_with("move."))
    return arg(0);
  return nullptr;
}

Value *retargeting::lowerMath(Context &X, IRBuilder<> &B, CallInst &Call,
                              StringRef Name) {
  if (Call.arg_empty() || Call.getType()->isVoidTy())
    return nullptr;
  Parts P(Name);
  if (Value *V = lowerHalves(X, B, Call, Name))
    return V;
  if (Value *V = lowerInteger(X, B, Call, Name))
    return V;
  if (Value *V = lowerConversion(X, B, Call, P))
    return V;
  if (Value *V = lowerArithmetic(X, B, Call, P))
    return V;
  if (Value *V = lowerUnary(B, Call, P))
    return V;
  return lowerMinMax(B, Call, P);
}
