//===- PtxConvert.cpp - PTX comparisons, selections and conversions -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// setp, selp and cvt. As in PtxCompute.cpp a modifier that is not known refuses
// the statement.
// Test: test/ir/retarget/ptx-compute.ll
//===----------------------------------------------------------------------===//
#include "Ptx.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;
using namespace gpurt::retargeting::ptx;

using Predicate = CmpInst::Predicate;

/// setp.op{.ftz}.type; the forms that combine with a third predicate are not
/// there.
static bool lowerCompare(ptx::Lowering &L, const Statement &S) {
  ScalarType T = scalarType(S.Opcode.back());
  if (S.Opcode.size() != 3 + S.has("ftz") || S.Operands.size() != 3 ||
      !T.Bits || T.Lanes != 1)
    return false;
  StringRef Op = S.Opcode[1];
  Predicate P;
  if (T.Class == 'f')
    P = StringSwitch<Predicate>(Op)
            .Case("eq", CmpInst::FCMP_OEQ)
            .Case("ne", CmpInst::FCMP_ONE)
            .Case("lt", CmpInst::FCMP_OLT)
            .Case("le", CmpInst::FCMP_OLE)
            .Case("gt", CmpInst::FCMP_OGT)
            .Case("ge", CmpInst::FCMP_OGE)
            .Case("equ", CmpInst::FCMP_UEQ)
            .Case("neu", CmpInst::FCMP_UNE)
            .Case("ltu", CmpInst::FCMP_ULT)
            .Case("leu", CmpInst::FCMP_ULE)
            .Case("gtu", CmpInst::FCMP_UGT)
            .Case("geu", CmpInst::FCMP_UGE)
            .Case("num", CmpInst::FCMP_ORD)
            .Case("nan", CmpInst::FCMP_UNO)
            .Default(CmpInst::BAD_ICMP_PREDICATE);
  else {
    bool Signed = T.Class == 's';
    P = StringSwitch<Predicate>(Op)
            .Case("eq", CmpInst::ICMP_EQ)
            .Case("ne", CmpInst::ICMP_NE)
            .Cases({"lt", "lo"}, Signed ? CmpInst::ICMP_SLT : CmpInst::ICMP_ULT)
            .Cases({"le", "ls"}, Signed ? CmpInst::ICMP_SLE : CmpInst::ICMP_ULE)
            .Cases({"gt", "hi"}, Signed ? CmpInst::ICMP_SGT : CmpInst::ICMP_UGT)
            .Cases({"ge", "hs"}, Signed ? CmpInst::ICMP_SGE : CmpInst::ICMP_UGE)
            .Default(CmpInst::BAD_ICMP_PREDICATE);
  }
  if (P == CmpInst::BAD_ICMP_PREDICATE)
    return false;
  Value *V =
      L.B.CreateCmp(P, L.read(S.Operands[1], T), L.read(S.Operands[2], T));
  const Operand &To = S.Operands[0];
  if (To.K == Operand::Pair) {
    L.write(To.Parts[0], V);
    L.write(To.Parts[1], L.B.CreateNot(V));
  } else {
    L.write(To, V);
  }
  return true;
}

static bool lowerSelect(ptx::Lowering &L, const Statement &S) {
  ScalarType T = scalarType(S.Opcode.back());
  if (S.Opcode.size() != 2 || S.Operands.size() != 4 || !T.Bits)
    return false;
  unsigned Bits = T.Bits * T.Lanes;
  L.write(S.Operands[0], L.B.CreateSelect(L.readPredicate(S.Operands[3]),
                                          L.read(S.Operands[1], Bits),
                                          L.read(S.Operands[2], Bits)));
  return true;
}

//===--- cvt --------------------------------------------------------------===//

static Value *narrowOrWiden(ptx::Lowering &L, Value *V, const ScalarType &To,
                            const ScalarType &From, StringRef Mode) {
  Type *T = L.irType(To);
  if (To.Bits > From.Bits)
    return L.B.CreateFPExt(V, T);
  return rounded(L.X, L.B, "fptrunc", Mode, T, {V});
}

/// cvt{.rnd}{.ftz}.to.from; "rni" and its kin round to an integer.
static bool lowerConversion(ptx::Lowering &L, const Statement &S) {
  size_t N = S.Opcode.size();
  if (N < 3)
    return false;
  ScalarType To = scalarType(S.Opcode[N - 2]),
             From = scalarType(S.Opcode.back());
  StringRef Mode = "rn";
  bool ToIntegral = false;
  for (unsigned I = 1; I + 2 < N; ++I) {
    StringRef Part = S.Opcode[I];
    if (Part == "ftz")
      continue;
    if (!StringSwitch<bool>(Part)
             .Cases({"rn", "rz", "rm", "rp"}, true)
             .Cases({"rni", "rzi", "rmi", "rpi"}, true)
             .Default(false))
      return false;
    Mode = Part.take_front(2);
    ToIntegral = Part.size() == 3;
  }
  if (!To.Bits || !From.Bits || From.Lanes != 1 || From.BFloat)
    return false;
  IRBuilder<> &B = L.B;
  // cvt.rn.f16x2.f32 d, high, low
  if (To.Lanes == 2) {
    if (S.Operands.size() != 3 || Mode != "rn")
      return false;
    Value *Two = PoisonValue::get(L.irType(To));
    for (unsigned I = 0; I != 2; ++I)
      Two = B.CreateInsertElement(
          Two,
          B.CreateFPTrunc(L.read(S.Operands[2 - I], From),
                          Two->getType()->getScalarType()),
          I);
    L.write(S.Operands[0], Two);
    return true;
  }
  if (S.Operands.size() != 2)
    return false;
  Value *V = L.read(S.Operands[1], From);
  bool Signed = To.Class == 's';
  if (From.Class == 'f' && To.Class == 'f') {
    if (To.Bits == From.Bits) { // without a direction it is a move
      if (ToIntegral)
        V = B.CreateUnaryIntrinsic(StringSwitch<Intrinsic::ID>(Mode)
                                       .Case("rn", Intrinsic::roundeven)
                                       .Case("rm", Intrinsic::floor)
                                       .Case("rp", Intrinsic::ceil)
                                       .Default(Intrinsic::trunc),
                                   V);
    } else {
      V = narrowOrWiden(L, V, To, From, Mode);
    }
  } else if (From.Class == 'f') {
    V = floatToInt(B, V, Mode, L.irType(To), Signed);
  } else if (To.Class == 'f') {
    V = rounded(L.X, B, From.Class == 's' ? "sitofp" : "uitofp", Mode,
                L.irType(To), {V});
  } else {
    V = From.Class == 's' ? B.CreateSExtOrTrunc(V, L.irType(To))
                          : B.CreateZExtOrTrunc(V, L.irType(To));
  }
  L.write(S.Operands[0], V, Signed);
  return true;
}

bool ptx::lowerConvert(Lowering &L, const Statement &S) {
  StringRef Op = S.Opcode[0];
  if (Op == "setp")
    return lowerCompare(L, S);
  if (Op == "selp")
    return lowerSelect(L, S);
  return Op == "cvt" && lowerConversion(L, S);
}
