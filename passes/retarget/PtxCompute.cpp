//===- PtxCompute.cpp - PTX arithmetic, bits, comparisons and moves -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A statement is lowered only if every one of its modifiers is known to its
// family, so that no .sat, carry or rounding gets lost. Approximate and .ftz
// forms are those of Math.cpp: computed in full.
// Test: test/ir/retarget/ptx-compute.ll
//===----------------------------------------------------------------------===//
#include "Ptx.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;
using namespace gpurt::retargeting::ptx;

/// The statement's last type, if all other modifiers are among \p Known.
static ScalarType typeOf(const Statement &S, ArrayRef<StringRef> Known) {
  ScalarType T = scalarType(S.Opcode.back());
  for (const std::string &Part : drop_end(drop_begin(S.Opcode)))
    if (!is_contained(Known, Part))
      return {};
  return T;
}

static StringRef roundingOf(const Statement &S) {
  for (StringRef Mode : {"rz", "rm", "rp"})
    if (S.has(Mode))
      return Mode;
  return "rn";
}

static bool lowerMove(ptx::Lowering &L, const Statement &S) {
  ScalarType T = typeOf(S, {});
  if (S.Opcode[0] != "mov" || S.Operands.size() != 2 || !T.Bits || T.Bits > 64)
    return false;
  const Operand &To = S.Operands[0], &From = S.Operands[1];
  unsigned Bits = T.Bits * T.Lanes;
  if (From.K == Operand::Vector) { // the first element is the lowest
    unsigned Part = Bits / unsigned(From.Parts.size());
    Value *All = ConstantInt::get(L.B.getIntNTy(Bits), 0);
    for (unsigned I = 0; I != From.Parts.size(); ++I) {
      Value *V = L.B.CreateZExt(L.read(From.Parts[I], Part), All->getType());
      All = L.B.CreateOr(All, L.B.CreateShl(V, I * Part));
    }
    L.write(To, All);
  } else if (To.K == Operand::Vector) {
    unsigned Part = Bits / unsigned(To.Parts.size());
    Value *All = L.read(From, Bits);
    for (unsigned I = 0; I != To.Parts.size(); ++I)
      L.write(To.Parts[I], L.B.CreateTrunc(L.B.CreateLShr(All, I * Part),
                                           L.B.getIntNTy(Part)));
  } else {
    L.write(To, L.read(From, Bits));
  }
  return true;
}

//===--- Floating point ---------------------------------------------------===//

static bool lowerFloat(ptx::Lowering &L, const Statement &S) {
  ScalarType T = typeOf(S, {"rn", "rz", "rm", "rp", "ftz", "sat", "approx",
                            "full", "noftz", "NaN"});
  if (T.Class != 'f')
    return false;
  IRBuilder<> &B = L.B;
  Type *Ty = L.irType(T);
  SmallVector<Value *, 3> A;
  for (const Operand &O : drop_begin(S.Operands))
    A.push_back(L.read(O, T));
  StringRef Op = S.Opcode[0];
  Value *V = nullptr;
  StringRef Plain = StringSwitch<StringRef>(Op)
                        .Case("add", "fadd")
                        .Case("sub", "fsub")
                        .Case("mul", "fmul")
                        .Case("div", "fdiv")
                        .Cases({"fma", "mad"}, "fma")
                        .Case("sqrt", "sqrt")
                        .Case("rcp", "fdiv")
                        .Default("");
  size_t Want = Plain == "fma" ? 3 : Op == "sqrt" || Op == "rcp" ? 1 : 2;
  if (!Plain.empty()) {
    if (A.size() != Want)
      return false;
    if (Op == "rcp")
      A.insert(A.begin(), ConstantFP::get(Ty, 1.0));
    V = rounded(L.X, B, Plain, roundingOf(S), Ty, A);
  } else if (Op == "min" || Op == "max") {
    if (A.size() != 2)
      return false;
    bool Max = Op == "max";
    Intrinsic::ID Id =
        S.has("NaN") ? (Max ? Intrinsic::maximum : Intrinsic::minimum)
                     : (Max ? Intrinsic::maximumnum : Intrinsic::minimumnum);
    V = B.CreateBinaryIntrinsic(Id, A[0], A[1]);
  } else if (A.size() == 1) {
    Intrinsic::ID Id = StringSwitch<Intrinsic::ID>(Op)
                           .Case("abs", Intrinsic::fabs)
                           .Case("sin", Intrinsic::sin)
                           .Case("cos", Intrinsic::cos)
                           .Case("ex2", Intrinsic::exp2)
                           .Case("lg2", Intrinsic::log2)
                           .Case("tanh", Intrinsic::tanh)
                           .Default(Intrinsic::not_intrinsic);
    if (Id != Intrinsic::not_intrinsic)
      V = B.CreateUnaryIntrinsic(Id, A[0]);
    else if (Op == "neg")
      V = B.CreateFNeg(A[0]);
    else if (Op == "rsqrt")
      V = B.CreateFDiv(ConstantFP::get(Ty, 1.0),
                       B.CreateUnaryIntrinsic(Intrinsic::sqrt, A[0]));
  }
  if (!V)
    return false;
  if (S.has("sat")) {
    V = B.CreateMaxNum(V, ConstantFP::get(Ty, 0.0));
    V = B.CreateMinNum(V, ConstantFP::get(Ty, 1.0));
  }
  L.write(S.Operands[0], V);
  return true;
}

//===--- Integers ---------------------------------------------------------===//

/// mul and mad with .lo, .hi or .wide.
static bool lowerMultiply(ptx::Lowering &L, const Statement &S) {
  ScalarType T = typeOf(S, {"lo", "hi", "wide"});
  bool Add = S.Opcode[0] == "mad";
  if (!T.Bits || T.Class == 'f' || S.Operands.size() != 3u + Add)
    return false;
  bool Signed = T.Class == 's';
  IRBuilder<> &B = L.B;
  Type *Wide = B.getIntNTy(T.Bits * 2);
  auto extended = [&](const Operand &O) {
    Value *V = L.read(O, T);
    return Signed ? B.CreateSExt(V, Wide) : B.CreateZExt(V, Wide);
  };
  Value *V = B.CreateMul(extended(S.Operands[1]), extended(S.Operands[2]));
  if (!S.has("wide")) {
    if (S.has("hi"))
      V = B.CreateLShr(V, T.Bits);
    V = B.CreateTrunc(V, B.getIntNTy(T.Bits));
  }
  if (Add)
    V = B.CreateAdd(
        V, L.read(S.Operands[3], V->getType()->getIntegerBitWidth(), Signed));
  L.write(S.Operands[0], V, Signed);
  return true;
}

/// Shifts by more than the width give what PTX says, where LLVM gives poison.
static Value *shift(ptx::Lowering &L, StringRef Op, const ScalarType &T,
                    Value *V, Value *By) {
  IRBuilder<> &B = L.B;
  Value *Most = L.X.number(T.Bits - 1);
  Value *Beyond = B.CreateICmpUGT(By, Most);
  Value *Amount = B.CreateZExtOrTrunc(
      B.CreateBinaryIntrinsic(Intrinsic::umin, By, Most), V->getType());
  if (Op == "shr" && T.Class == 's')
    return B.CreateAShr(V, Amount);
  Value *R = Op == "shl" ? B.CreateShl(V, Amount) : B.CreateLShr(V, Amount);
  return B.CreateSelect(Beyond, Constant::getNullValue(V->getType()), R);
}

static bool lowerInteger(ptx::Lowering &L, const Statement &S) {
  ScalarType T = typeOf(S, {});
  if (!T.Bits || T.Class == 'f' || T.Bits > 64 || S.Operands.empty())
    return false;
  IRBuilder<> &B = L.B;
  bool Signed = T.Class == 's';
  StringRef Op = S.Opcode[0];
  unsigned Count = unsigned(S.Operands.size()) - 1;
  auto arg = [&](unsigned N) { return L.read(S.Operands[N], T); };
  Value *V = nullptr;
  if (Count == 2) {
    if (Op == "add")
      V = B.CreateAdd(arg(1), arg(2));
    else if (Op == "sub")
      V = B.CreateSub(arg(1), arg(2));
    else if (Op == "and")
      V = B.CreateAnd(arg(1), arg(2));
    else if (Op == "or")
      V = B.CreateOr(arg(1), arg(2));
    else if (Op == "xor")
      V = B.CreateXor(arg(1), arg(2));
    else if (Op == "min")
      V = B.CreateBinaryIntrinsic(Signed ? Intrinsic::smin : Intrinsic::umin,
                                  arg(1), arg(2));
    else if (Op == "max")
      V = B.CreateBinaryIntrinsic(Signed ? Intrinsic::smax : Intrinsic::umax,
                                  arg(1), arg(2));
    else if (Op == "shl" || Op == "shr")
      V = shift(L, Op, T, arg(1), L.read(S.Operands[2], 32));
  } else if (Count == 1) {
    if (Op == "not")
      V = B.CreateNot(arg(1));
    else if (Op == "neg")
      V = B.CreateNeg(arg(1));
    else if (Op == "abs")
      V = B.CreateBinaryIntrinsic(Intrinsic::abs, arg(1), B.getFalse());
    else if (Op == "brev")
      V = B.CreateUnaryIntrinsic(Intrinsic::bitreverse, arg(1));
    else if (Op == "popc")
      V = L.X.word(B, B.CreateUnaryIntrinsic(Intrinsic::ctpop, arg(1)));
    else if (Op == "clz")
      V = L.X.word(
          B, B.CreateBinaryIntrinsic(Intrinsic::ctlz, arg(1), B.getFalse()));
  }
  if (!V)
    return false;
  L.write(S.Operands[0], V, Signed);
  return true;
}

//===--- Bits -------------------------------------------------------------===//

/// Position and length of bfe and bfi: the low byte of each.
static Value *byteOf(ptx::Lowering &L, const Operand &O) {
  return L.B.CreateAnd(L.read(O, 32), 0xff);
}

static Value *extractField(ptx::Lowering &L, const Statement &S, ScalarType T) {
  IRBuilder<> &B = L.B;
  // One bit wider than 64, so that no shift amount is out of range.
  Type *Wide = B.getIntNTy(512);
  bool Signed = T.Class == 's';
  Value *V = L.read(S.Operands[1], T);
  Value *Full = Signed ? B.CreateSExt(V, Wide) : B.CreateZExt(V, Wide);
  Value *At = B.CreateZExt(byteOf(L, S.Operands[2]), Wide);
  Value *Length = B.CreateZExt(byteOf(L, S.Operands[3]), Wide);
  Value *Moved = Signed ? B.CreateAShr(Full, At) : B.CreateLShr(Full, At);
  Value *Unused = B.CreateSub(ConstantInt::get(Wide, 511), Length);
  // Length 0 would shift by the whole width: one less, then one more.
  Value *Up = B.CreateShl(B.CreateShl(Moved, Unused), 1);
  Value *Down = Signed ? B.CreateAShr(B.CreateAShr(Up, Unused), 1)
                       : B.CreateLShr(B.CreateLShr(Up, Unused), 1);
  return B.CreateTrunc(Down, V->getType());
}

static Value *insertField(ptx::Lowering &L, const Statement &S, ScalarType T) {
  IRBuilder<> &B = L.B;
  Type *Wide = B.getIntNTy(512);
  Value *What = B.CreateZExt(L.read(S.Operands[1], T), Wide);
  Value *Into = L.read(S.Operands[2], T);
  Value *At = B.CreateZExt(byteOf(L, S.Operands[3]), Wide);
  Value *Length = B.CreateZExt(byteOf(L, S.Operands[4]), Wide);
  Value *One = ConstantInt::get(Wide, 1);
  Value *Mask = B.CreateShl(B.CreateSub(B.CreateShl(One, Length), One), At);
  Value *Old = B.CreateAnd(B.CreateZExt(Into, Wide), B.CreateNot(Mask));
  Value *New = B.CreateAnd(B.CreateShl(What, At), Mask);
  return B.CreateTrunc(B.CreateOr(Old, New), Into->getType());
}

/// shf: the pair $2:$1 shifted, its low or high word.
static Value *funnelShift(ptx::Lowering &L, const Statement &S) {
  IRBuilder<> &B = L.B;
  Context &X = L.X;
  Value *All = B.CreateOr(
      B.CreateZExt(L.read(S.Operands[1], 32), X.I64),
      B.CreateShl(B.CreateZExt(L.read(S.Operands[2], 32), X.I64), 32));
  Value *By = L.read(S.Operands[3], 32);
  By = S.has("wrap")
           ? B.CreateAnd(By, 31)
           : B.CreateBinaryIntrinsic(Intrinsic::umin, By, X.number(32));
  By = B.CreateZExt(By, X.I64);
  return S.has("l") ? X.low(B, B.CreateLShr(B.CreateShl(All, By), 32))
                    : X.low(B, B.CreateLShr(All, By));
}

static Value *threeInputLogic(ptx::Lowering &L, const Statement &S) {
  IRBuilder<> &B = L.B;
  Value *Result = L.X.number(0);
  Value *A[3];
  for (unsigned I = 0; I != 3; ++I)
    A[I] = L.read(S.Operands[1 + I], 32);
  for (unsigned Row = 0; Row != 8; ++Row) {
    if (!(S.Operands[4].Number >> Row & 1))
      continue;
    Value *Term = L.X.number(~0u);
    for (unsigned I = 0; I != 3; ++I) // the first input is the highest bit
      Term = B.CreateAnd(Term, Row >> (2 - I) & 1 ? A[I] : B.CreateNot(A[I]));
    Result = B.CreateOr(Result, Term);
  }
  return Result;
}

/// bmsk: Width ones from bit Start on; what lies beyond bit 31 is cut off.
static Value *bitMask(ptx::Lowering &L, const Statement &S) {
  IRBuilder<> &B = L.B;
  auto operand = [&](unsigned N) {
    Value *V = L.read(S.Operands[N], 32);
    V = S.has("wrap")
            ? B.CreateAnd(V, 31)
            : B.CreateBinaryIntrinsic(Intrinsic::umin, V, B.getInt32(32));
    return B.CreateZExt(V, B.getInt64Ty());
  };
  Value *Start = operand(1), *Width = operand(2);
  Value *Ones = B.CreateSub(B.CreateShl(B.getInt64(1), Width), B.getInt64(1));
  return B.CreateTrunc(B.CreateShl(Ones, Start), B.getInt32Ty());
}

static bool lowerBits(ptx::Lowering &L, const Statement &S) {
  StringRef Op = S.Opcode[0];
  const std::vector<Operand> &O = S.Operands;
  ScalarType T = scalarType(S.Opcode.back());
  bool Bare = S.Opcode.size() == 2;
  Value *V = nullptr;
  if (Op == "prmt" && Bare && O.size() == 4)
    V = L.X.bytePermute(L.B, L.read(O[1], 32), L.read(O[2], 32),
                        L.read(O[3], 32));
  else if (Op == "bfe" && Bare && T.Bits >= 32 && O.size() == 4)
    V = extractField(L, S, T);
  else if (Op == "bfi" && Bare && T.Bits >= 32 && O.size() == 5)
    V = insertField(L, S, T);
  else if (Op == "shf" && S.Opcode.size() == 4 && O.size() == 4)
    V = funnelShift(L, S);
  else if (Op == "lop3" && Bare && O.size() == 5 && O[4].K == Operand::Integer)
    V = threeInputLogic(L, S);
  else if (Op == "bmsk" && S.Opcode.size() == 3 && O.size() == 3 &&
           (S.has("clamp") || S.has("wrap")))
    V = bitMask(L, S);
  else if (Op == "bfind" && T.Bits && O.size() == 2)
    V = L.X.findHighest(L.B, L.read(O[1], T), T.Class == 's',
                        S.has("shiftamt"));
  else if ((Op == "dp4a" || Op == "dp2a") && O.size() == 4) {
    // dp4a.left.right, dp2a.half.left.right
    bool LeftSigned = S.Opcode[S.Opcode.size() - 2] == "s32";
    V = L.X.dotProduct(L.B, L.read(O[1], 32), LeftSigned, L.read(O[2], 32),
                       T.Class == 's', L.read(O[3], 32), Op == "dp4a" ? 8 : 16,
                       S.has("hi") ? 2 : 0);
  }
  if (!V)
    return false;
  L.write(O[0], V);
  return true;
}

bool ptx::lowerCompute(Lowering &L, const Statement &S) {
  if (lowerCarry(L, S))
    return true;
  StringRef Op = S.Opcode[0];
  if (Op == "mul" || Op == "mad")
    if (lowerMultiply(L, S))
      return true;
  return lowerMove(L, S) || lowerBits(L, S) || lowerInteger(L, S) ||
         lowerFloat(L, S);
}
