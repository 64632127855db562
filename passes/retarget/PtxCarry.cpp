//===- PtxCarry.cpp - PTX arithmetic with a carry -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// add, sub and mad that set the condition code (.cc) or take it in (addc, subc,
// madc), with which libdevice multiplies 64-bit numbers in sin and cos. The
// condition code is a register like any other, "%cc"; it does not live across
// asm statements, as PTX asks of inline assembly too.
// Test: test/ir/retarget/ptx-carry.ll
//===----------------------------------------------------------------------===//
#include "Ptx.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;
using namespace gpurt::retargeting::ptx;

bool ptx::lowerCarry(Lowering &L, const Statement &S) {
  StringRef Op = S.Opcode[0];
  bool TakesCarry = Op == "addc" || Op == "subc" || Op == "madc";
  bool SetsCarry = S.has("cc");
  if (!SetsCarry && !TakesCarry)
    return false;
  if (TakesCarry)
    Op = Op.drop_back();
  ScalarType T = scalarType(S.Opcode.back());
  bool Multiplies = Op == "mad", High = S.has("hi");
  size_t Parts = 2 + SetsCarry + (Multiplies && (High || S.has("lo")));
  if ((Op != "add" && Op != "sub" && !Multiplies) || S.Opcode.size() != Parts ||
      S.Operands.size() != 3u + Multiplies || (T.Bits != 32 && T.Bits != 64) ||
      T.Class == 'f' || (Multiplies && Parts != 3u + SetsCarry))
    return false;

  IRBuilder<> &B = L.B;
  Type *Narrow = B.getIntNTy(T.Bits), *Wide = B.getIntNTy(T.Bits * 2);
  auto wide = [&](Value *V) { return B.CreateZExt(V, Wide); };
  Value *Left, *Right;
  if (Multiplies) {
    auto factor = [&](unsigned N) {
      Value *V = L.read(S.Operands[N], T);
      return T.Class == 's' ? B.CreateSExt(V, Wide) : wide(V);
    };
    Value *Product = B.CreateMul(factor(1), factor(2));
    if (High)
      Product = B.CreateLShr(Product, T.Bits);
    Left = wide(B.CreateTrunc(Product, Narrow));
    Right = wide(L.read(S.Operands[3], T));
  } else {
    Left = wide(L.read(S.Operands[1], T));
    Right = wide(L.read(S.Operands[2], T));
  }
  Operand Carry;
  Carry.K = Operand::Register;
  Carry.Text = ConditionCode;
  if (TakesCarry)
    Right = B.CreateAdd(Right, wide(L.read(Carry, 1)));
  Value *All =
      Op == "sub" ? B.CreateSub(Left, Right) : B.CreateAdd(Left, Right);
  L.write(S.Operands[0], B.CreateTrunc(All, Narrow));
  // The bit above the word: a carry, or of a difference the borrow.
  if (SetsCarry)
    L.write(Carry, B.CreateTrunc(B.CreateLShr(All, T.Bits), L.X.I1));
  return true;
}
