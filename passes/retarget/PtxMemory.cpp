//===- PtxMemory.cpp - PTX that touches memory ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ld, st, atom, red, fence, membar and what asks about addresses. Modifiers
// come in any order, as ptxas takes them and libcu++ writes them; one that is
// not known refuses the statement. Without an order atom and red are relaxed,
// without a scope they are device-wide, as PTX says. A vector access is one
// access for each element, also as PTX says; but a strong one of at most 8
// bytes is a single access, as on every chip: CUB's look-back counts on it.
// Tests: test/ir/retarget/ptx-{devicelib,libcudacxx,shared-address}.ll
//===----------------------------------------------------------------------===//
#include "Ptx.h"

#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;
using namespace gpurt::retargeting::ptx;

using Rmw = AtomicRMWInst;

namespace {
struct Modifiers {
  std::optional<SimtOrder> Order;
  std::optional<SimtScope> Scope;
  unsigned Space = 0;
  unsigned Lanes = 1;
  std::string Operation;
  ScalarType Type;
};
} // namespace

static bool readModifier(Modifiers &M, StringRef Part) {
  int Order = StringSwitch<int>(Part)
                  .Cases({"volatile", "cv"}, SIMT_VOLATILE)
                  .Case("relaxed", SIMT_RELAXED)
                  .Case("acquire", SIMT_ACQUIRE)
                  .Case("release", SIMT_RELEASE)
                  .Case("acq_rel", SIMT_ACQ_REL)
                  .Case("sc", SIMT_SEQ_CST)
                  .Default(-1);
  if (Order >= 0) {
    M.Order = SimtOrder(Order);
    return true;
  }
  int Scope = StringSwitch<int>(Part)
                  .Case("cta", SIMT_BLOCK)
                  .Case("cluster", SIMT_CLUSTER)
                  .Cases({"gpu", "gl"}, SIMT_DEVICE)
                  .Case("sys", SIMT_SYSTEM)
                  .Default(-1);
  if (Scope >= 0) {
    M.Scope = SimtScope(Scope);
    return true;
  }
  int Space = StringSwitch<int>(Part)
                  .Case("global", 1)
                  .Cases({"shared", "shared::cta", "shared::cluster"}, 3)
                  .Case("const", 4)
                  .Case("local", 5)
                  .Default(-1);
  if (Space >= 0) {
    M.Space = unsigned(Space);
    return true;
  }
  if (Part == "v2" || Part == "v4") {
    M.Lanes = Part == "v2" ? 2 : 4;
    return true;
  }
  // mmio is relaxed with a promise to devices; the others choose a cache.
  if (StringSwitch<bool>(Part)
          .Cases({"weak", "mmio", "nc", "noftz"}, true)
          .Cases({"ca", "cg", "cs", "lu", "wb", "wt"}, true)
          .Default(Part.starts_with("L1::") || Part.starts_with("L2::")))
    return true;
  if (ScalarType T = scalarType(Part); T.Bits) {
    M.Type = T;
    return true;
  }
  if (!M.Operation.empty())
    return false;
  M.Operation = Part.str();
  return true;
}

static bool readModifiers(Modifiers &M, const Statement &S) {
  for (const std::string &Part : drop_begin(S.Opcode))
    if (!readModifier(M, Part))
      return false;
  return true;
}

/// The registers of an operand that may be a vector.
static ArrayRef<Operand> elements(const Operand &O) {
  return O.K == Operand::Vector ? ArrayRef(O.Parts) : ArrayRef(O);
}

/// The address with the space in its type, which tells what it may be.
static Value *place(ptx::Lowering &L, const Operand &O, const Modifiers &M,
                    unsigned Lane) {
  Value *P = L.address(O, M.Space == 3);
  uint64_t Offset = uint64_t(Lane) * (M.Type.Bits * M.Type.Lanes / 8);
  if (Offset)
    P = L.B.CreatePtrAdd(P, L.B.getInt64(Offset));
  if (M.Space)
    P = L.B.CreateAddrSpaceCast(P, PointerType::get(L.X.C, M.Space));
  return P;
}

static bool isOneWord(const Modifiers &M) {
  SimtOrder Order = M.Order.value_or(SIMT_PLAIN);
  return M.Lanes > 1 && M.Lanes * M.Type.Bits * M.Type.Lanes <= 64 &&
         Order != SIMT_PLAIN && Order != SIMT_VOLATILE;
}

static bool lowerLoad(ptx::Lowering &L, const Statement &S) {
  Modifiers M;
  if (!readModifiers(M, S) || !M.Operation.empty() || S.Operands.size() != 2 ||
      M.Type.Bits < 8 || M.Type.Bits > 64 || S.Operands[1].K != Operand::Memory)
    return false;
  ArrayRef<Operand> To = elements(S.Operands[0]);
  if (To.size() != M.Lanes)
    return false;
  unsigned Bits = M.Type.Bits * M.Type.Lanes;
  Type *T = L.B.getIntNTy(Bits);
  if (isOneWord(M)) {
    Value *All = L.X.load(L.B, L.B.getIntNTy(Bits * M.Lanes),
                          place(L, S.Operands[1], M, 0), *M.Order,
                          M.Scope.value_or(SIMT_SYSTEM), L.site(S));
    for (unsigned I = 0; I != M.Lanes; ++I)
      L.write(To[I], L.B.CreateTrunc(L.B.CreateLShr(All, I * Bits), T),
              M.Type.Class == 's');
    return true;
  }
  for (unsigned I = 0; I != M.Lanes; ++I) {
    Value *From = place(L, S.Operands[1], M, I);
    SimtOrder Order = M.Order.value_or(SIMT_PLAIN);
    Value *V;
    if (Order == SIMT_PLAIN || Order == SIMT_VOLATILE) {
      // The parts after us lower it as any load of the program.
      auto *Load = L.B.CreateAlignedLoad(T, From, Align(Bits / 8),
                                         Order == SIMT_VOLATILE);
      // A place to find what stands for the load afterwards.
      auto *Copy = cast<Instruction>(L.B.CreateFreeze(Load));
      lowerAccess(L.X, *Load);
      V = Copy;
    } else {
      V = L.X.load(L.B, T, From, Order, M.Scope.value_or(SIMT_SYSTEM),
                   L.site(S));
    }
    L.write(To[I], V, M.Type.Class == 's');
  }
  return true;
}

static bool lowerStore(ptx::Lowering &L, const Statement &S) {
  Modifiers M;
  if (!readModifiers(M, S) || !M.Operation.empty() || S.Operands.size() != 2 ||
      M.Type.Bits < 8 || M.Type.Bits > 64 || S.Operands[0].K != Operand::Memory)
    return false;
  ArrayRef<Operand> From = elements(S.Operands[1]);
  if (From.size() != M.Lanes)
    return false;
  unsigned Bits = M.Type.Bits * M.Type.Lanes;
  if (isOneWord(M)) {
    Type *T = L.B.getIntNTy(Bits * M.Lanes);
    Value *All = ConstantInt::get(T, 0);
    for (unsigned I = 0; I != M.Lanes; ++I) {
      Value *Part = L.X.toBits(L.B, L.read(From[I], Bits), Bits * M.Lanes);
      All = L.B.CreateOr(All, L.B.CreateShl(Part, I * Bits));
    }
    L.X.store(L.B, All, place(L, S.Operands[0], M, 0), *M.Order,
              M.Scope.value_or(SIMT_SYSTEM), L.site(S));
    return true;
  }
  for (unsigned I = 0; I != M.Lanes; ++I) {
    Value *To = place(L, S.Operands[0], M, I);
    Value *V = L.read(From[I], Bits);
    SimtOrder Order = M.Order.value_or(SIMT_PLAIN);
    if (Order == SIMT_PLAIN || Order == SIMT_VOLATILE)
      lowerAccess(L.X, *L.B.CreateAlignedStore(V, To, Align(Bits / 8),
                                               Order == SIMT_VOLATILE));
    else
      L.X.store(L.B, V, To, Order, M.Scope.value_or(SIMT_SYSTEM), L.site(S));
  }
  return true;
}

static Rmw::BinOp operationOf(const Modifiers &M) {
  bool Signed = M.Type.Class == 's', Float = M.Type.Class == 'f';
  return StringSwitch<Rmw::BinOp>(M.Operation)
      .Case("add", Float ? Rmw::FAdd : Rmw::Add)
      .Case("min", Float    ? Rmw::FMin
                   : Signed ? Rmw::Min
                            : Rmw::UMin)
      .Case("max", Float    ? Rmw::FMax
                   : Signed ? Rmw::Max
                            : Rmw::UMax)
      .Case("and", Rmw::And)
      .Case("or", Rmw::Or)
      .Case("xor", Rmw::Xor)
      .Case("exch", Rmw::Xchg)
      .Case("inc", Rmw::UIncWrap)
      .Case("dec", Rmw::UDecWrap)
      .Default(Rmw::BAD_BINOP);
}

/// atom with a result, red without.
static bool lowerAtom(ptx::Lowering &L, const Statement &S) {
  Modifiers M;
  bool HasResult = S.Opcode[0] == "atom";
  if (!readModifiers(M, S) || M.Type.Bits > 64 ||
      S.Operands.size() < 2u + HasResult ||
      S.Operands[HasResult].K != Operand::Memory)
    return false;
  const Operand &Where = S.Operands[HasResult];
  SimtOrder Order = M.Order.value_or(SIMT_RELAXED);
  SimtScope Scope = M.Scope.value_or(SIMT_DEVICE);
  auto operand = [&](unsigned N) -> const Operand & {
    return S.Operands[HasResult + N];
  };
  if (M.Operation == "cas") {
    if (!HasResult || S.Operands.size() != 4 || M.Type.Bits < 16)
      return false;
    SimtOrder Failure = Order == SIMT_RELEASE   ? SIMT_RELAXED
                        : Order == SIMT_ACQ_REL ? SIMT_ACQUIRE
                                                : Order;
    Value *Old = L.X.cas(
        L.B, place(L, Where, M, 0), L.read(operand(1), M.Type.Bits),
        L.read(operand(2), M.Type.Bits), Order, Failure, Scope, L.site(S));
    L.write(S.Operands[0], Old);
    return true;
  }
  Rmw::BinOp Op = operationOf(M);
  ArrayRef<Operand> With = elements(operand(1));
  if (Op == Rmw::BAD_BINOP || S.Operands.size() != 2u + HasResult ||
      With.size() != M.Lanes || M.Type.Bits < 16)
    return false;
  for (unsigned I = 0; I != M.Lanes; ++I) {
    Value *Old = L.X.rmw(L.B, Op, place(L, Where, M, I),
                         L.read(With[I], M.Type), Order, Scope, L.site(S));
    if (HasResult)
      L.write(elements(S.Operands[0])[I], Old);
  }
  return true;
}

static bool lowerFence(ptx::Lowering &L, const Statement &S) {
  Modifiers M;
  if (!readModifiers(M, S) || !M.Operation.empty() || !M.Scope ||
      !S.Operands.empty())
    return false;
  // fence without an order is fence.acq_rel; membar is fence.sc by another
  // name.
  SimtOrder Default = S.Opcode[0] == "membar" ? SIMT_SEQ_CST : SIMT_ACQ_REL;
  L.X.fence(L.B, M.Order.value_or(Default), *M.Scope, L.site(S));
  return true;
}

static bool lowerAddress(ptx::Lowering &L, const Statement &S) {
  const std::vector<Operand> &O = S.Operands;
  StringRef Op = S.Opcode[0];
  Context &X = L.X;
  bool Shared = S.has("shared") || S.has("shared::cta");
  bool Cluster = S.has("shared::cluster");
  if (Op == "isspacep" && O.size() == 2) {
    auto ask = [&](StringRef Hook) {
      return X.truth(L.B, X.hook(L.B, Hook, X.I32, {L.address(O[1], false)}));
    };
    if (Shared || Cluster)
      L.write(O[0], ask(Shared ? "is_shared" : "is_shared_cluster"));
    else if (S.has("local"))
      L.write(O[0], ask("is_local"));
    else if (S.has("global"))
      L.write(O[0], L.B.CreateNot(L.B.CreateOr(ask("is_shared_cluster"),
                                               ask("is_local"))));
    else
      return false;
    return true;
  }
  // All spaces are one, but a shared address may have gone through 32 bits.
  if (Op == "cvta" && O.size() == 2) {
    bool Whole = S.has("to") || !Shared;
    L.write(O[0], Whole ? L.address(O[1], false) : L.sharedAddress(O[1]));
    return true;
  }
  if (Op == "mapa" && O.size() == 3) {
    L.write(O[0], X.hook(L.B, "map_shared", X.Ptr,
                         {L.address(O[1], true), L.read(O[2], 32), L.site(S)}));
    return true;
  }
  if (Op == "getctarank" && O.size() == 2) {
    L.write(O[0], X.hook(L.B, "shared_rank", X.I32,
                         {L.address(O[1], true), L.site(S)}));
    return true;
  }
  return false;
}

bool ptx::lowerMemory(Lowering &L, const Statement &S) {
  StringRef Op = S.Opcode[0];
  if (Op == "ld")
    return lowerLoad(L, S);
  if (Op == "st")
    return lowerStore(L, S);
  if (Op == "atom" || Op == "red")
    return lowerAtom(L, S);
  if (Op == "fence" || Op == "membar")
    return lowerFence(L, S);
  return lowerAddress(L, S);
}
