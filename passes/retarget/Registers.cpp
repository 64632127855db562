//===- Registers.cpp - Special registers and small operations -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a lane may ask about itself and about time, and the bit operations that
// appear both as intrinsics and in PTX text. Names are those of PTX, with the
// lane masks spelled either way (lanemask.lt, lanemask_lt).
// Test: test/ir/retarget/special-registers.ll
//===----------------------------------------------------------------------===//
#include "Context.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;

/// Registers with one value: PTX name, hook, bits.
struct Scalar {
  StringRef Name, Hook;
  unsigned Bits;
};
static constexpr Scalar Scalars[] = {
    {"laneid", "laneid", 32},
    {"warpid", "warpid", 32},
    {"nwarpid", "nwarpid", 32},
    {"smid", "smid", 32},
    {"nsmid", "nsmid", 32},
    {"gridid", "gridid", 64},
    {"cluster_ctarank", "cluster_ctarank", 32},
    {"cluster.ctarank", "cluster_ctarank", 32},
    {"cluster_nctarank", "cluster_nctarank", 32},
    {"cluster.nctarank", "cluster_nctarank", 32},
    {"is_explicit_cluster", "is_explicit_cluster", 32},
    {"total_smem_size", "total_smem_size", 32},
    {"dynamic_smem_size", "dynamic_smem_size", 32},
};

/// Zero before the first launch and after every one that ended well; whoever
/// loads the module clears it after one that did not.
static GlobalVariable *gridWorkspace(Module &M) {
  constexpr StringLiteral Name = "__gpurt_simt_grid_workspace";
  if (GlobalVariable *G = M.getNamedGlobal(Name))
    return G;
  auto *T = ArrayType::get(Type::getInt8Ty(M.getContext()), 256);
  auto *G = new GlobalVariable(M, T, /*isConstant=*/false,
                               GlobalValue::ExternalLinkage,
                               Constant::getNullValue(T), Name);
  G->setAlignment(Align(16));
  return G;
}

/// What the chip keeps for the system in each block's shared memory, and
/// cooperative groups use for tiles of several warps.
static GlobalVariable *reservedShared(Module &M) {
  constexpr StringLiteral Name = "__gpurt_simt_reserved_shared";
  if (GlobalVariable *G = M.getNamedGlobal(Name))
    return G;
  auto *T = ArrayType::get(Type::getInt8Ty(M.getContext()), 1024);
  auto *G = new GlobalVariable(M, T, /*isConstant=*/false,
                               GlobalValue::InternalLinkage, UndefValue::get(T),
                               Name, nullptr, GlobalValue::NotThreadLocal, 3);
  G->setAlignment(Align(16));
  return G;
}

Value *Context::specialRegister(IRBuilder<> &B, StringRef Name,
                                const Instruction &At) {
  if (Name == "warpsize" || Name == "WARP_SZ")
    return number(32);
  for (const Scalar &S : Scalars)
    if (S.Name == Name)
      return hook(B, S.Hook, S.Bits == 64 ? I64 : I32, {}, Effect::Pure);

  if (Name.starts_with("lanemask")) {
    unsigned Kind = StringSwitch<unsigned>(Name.drop_front(9))
                        .Case("eq", SIMT_LANEMASK_EQ)
                        .Case("le", SIMT_LANEMASK_LE)
                        .Case("lt", SIMT_LANEMASK_LT)
                        .Case("ge", SIMT_LANEMASK_GE)
                        .Case("gt", SIMT_LANEMASK_GT)
                        .Default(~0u);
    if (Kind == ~0u)
      return nullptr;
    return hook(B, "lanemask", I32, {number(Kind)}, Effect::Pure);
  }

  if (Name == "envreg1" || Name == "envreg2") {
    // Where cooperative groups find the grid's workspace: high and low word.
    Value *Place = B.CreatePtrToInt(gridWorkspace(M), I64);
    return low(B, Name == "envreg1" ? B.CreateLShr(Place, 32) : Place);
  }
  if (Name == "reserved_smem_offset_1")
    return low(B, B.CreatePtrToInt(reservedShared(M), I64));

  if (Name == "clock64")
    return hook(B, "clock", I64, {site(At, "clock64")});
  if (Name == "clock" || Name == "clock_hi") {
    Value *Now = hook(B, "clock", I64, {site(At, Name)});
    return low(B, Name == "clock" ? Now : B.CreateLShr(Now, 32));
  }
  if (Name == "globaltimer")
    return hook(B, "globaltimer", I64, {site(At, Name)});
  if (Name == "globaltimer_lo" || Name == "globaltimer.lo" ||
      Name == "globaltimer_hi") {
    Value *Now = hook(B, "globaltimer", I64, {site(At, "globaltimer")});
    return low(B, Name.ends_with("lo") ? Now : B.CreateLShr(Now, 32));
  }

  auto [Stem, Axis] = Name.rsplit('.');
  unsigned Dim = StringSwitch<unsigned>(Axis)
                     .Case("x", 0)
                     .Case("y", 1)
                     .Case("z", 2)
                     .Case("w", 3)
                     .Default(4);
  StringRef Hook =
      StringSwitch<StringRef>(Stem)
          .Cases({"tid", "ntid", "ctaid", "nctaid"}, Stem)
          .Cases({"clusterid", "nclusterid"}, Stem)
          .Cases({"cluster_ctaid", "cluster.ctaid"}, "cluster_ctaid")
          .Cases({"cluster_nctaid", "cluster.nctaid"}, "cluster_nctaid")
          .Default("");
  if (Hook.empty() || Dim == 4)
    return nullptr;
  if (Dim == 3) // PTX: always 0 for ids; the sizes' fourth part is unspecified
    return Hook.contains("n") ? nullptr : number(0);
  return hook(B, Hook, I32, {number(Dim)}, Effect::Pure);
}

Value *Context::bytePermute(IRBuilder<> &B, Value *Low, Value *High,
                            Value *Selector) {
  Value *All = B.CreateOr(B.CreateZExt(Low, I64),
                          B.CreateShl(B.CreateZExt(High, I64), 32));
  Value *Result = number(0);
  for (unsigned Byte = 0; Byte != 4; ++Byte) {
    Value *Nibble = B.CreateLShr(Selector, Byte * 4);
    Value *Index = B.CreateAnd(Nibble, 7);
    Value *Shift = B.CreateZExt(B.CreateShl(Index, 3), I64);
    Value *Picked = B.CreateTrunc(B.CreateLShr(All, Shift), I8);
    // Bit 3 of a selector: the byte's sign, eight times.
    Value *Sign = B.CreateAShr(Picked, 7);
    Value *IsSign = B.CreateTrunc(B.CreateLShr(Nibble, 3), I1);
    Value *Part = B.CreateZExt(B.CreateSelect(IsSign, Sign, Picked), I32);
    Result = B.CreateOr(Result, B.CreateShl(Part, Byte * 8));
  }
  return Result;
}

Value *Context::findHighest(IRBuilder<> &B, Value *V, bool Signed,
                            bool ShiftAmount) {
  Type *T = V->getType();
  unsigned Bits = T->getIntegerBitWidth();
  if (Signed) // ones above the sign count as zeros
    V = B.CreateXor(V, B.CreateAShr(V, Bits - 1));
  Value *Zeros = B.CreateBinaryIntrinsic(Intrinsic::ctlz, V, B.getFalse());
  Value *Answer = word(B, Zeros);
  if (!ShiftAmount)
    Answer = B.CreateSub(number(Bits - 1), Answer);
  return B.CreateSelect(B.CreateIsNull(V), number(~0u), Answer);
}

Value *Context::dotProduct(IRBuilder<> &B, Value *Left, bool LeftSigned,
                           Value *Right, bool RightSigned, Value *Sum,
                           unsigned Bits, unsigned FirstByte) {
  auto part = [&](Value *V, unsigned From, unsigned Width, bool Signed) {
    Value *P = B.CreateTrunc(B.CreateLShr(V, From), IntegerType::get(C, Width));
    return Signed ? B.CreateSExt(P, I32) : B.CreateZExt(P, I32);
  };
  for (unsigned I = 0; I != 32 / Bits; ++I) {
    Value *L = part(Left, I * Bits, Bits, LeftSigned);
    Value *R = part(Right, (FirstByte + I) * 8, 8, RightSigned);
    Sum = B.CreateAdd(Sum, B.CreateMul(L, R));
  }
  return Sum;
}
