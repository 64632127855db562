//===- PtxMachine.cpp - PTX that acts on warps, blocks and lanes ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Votes, shuffles, barriers, sleep and the ends of a lane; the PTX names of
// what Intrinsics.cpp lowers from LLVM's names.
// Test: test/ir/retarget/ptx-machine.ll
//===----------------------------------------------------------------------===//
#include "Ptx.h"

#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;
using namespace gpurt::retargeting::ptx;

/// d or d|p from a packed answer.
static void writePacked(ptx::Lowering &L, const Operand &O, Value *Both) {
  bool IsPair = O.K == Operand::Pair;
  L.write(IsPair ? O.Parts[0] : O, L.X.low(L.B, Both));
  if (IsPair)
    L.write(O.Parts[1], L.X.flag(L.B, Both));
}

static bool lowerWarp(ptx::Lowering &L, const Statement &S) {
  Context &X = L.X;
  const std::vector<Operand> &O = S.Operands;
  auto word = [&](unsigned N) { return L.read(O[N], 32); };
  StringRef Op = S.Opcode[0];
  if (Op == "activemask" && O.size() == 1) {
    L.write(O[0], X.hook(L.B, "activemask", X.I32, {L.site(S)}));
    return true;
  }
  if (Op == "elect" && S.has("sync") && O.size() == 2) {
    writePacked(L, O[0], X.hook(L.B, "elect", X.I64, {word(1), L.site(S)}));
    return true;
  }
  if (Op == "shfl" && S.has("sync") && O.size() == 5) {
    unsigned Mode = StringSwitch<unsigned>(S.Opcode[2])
                        .Case("idx", SIMT_SHFL_IDX)
                        .Case("up", SIMT_SHFL_UP)
                        .Case("down", SIMT_SHFL_DOWN)
                        .Case("bfly", SIMT_SHFL_BFLY)
                        .Default(~0u);
    if (Mode == ~0u)
      return false;
    writePacked(L, O[0],
                X.hook(L.B, "shfl32", X.I64,
                       {X.number(Mode), word(4), word(1), word(2), word(3),
                        L.site(S)}));
    return true;
  }
  if (Op == "vote" && S.has("sync") && O.size() == 3) {
    // ptxas takes vote.ballot.sync as well, and CUB writes it.
    unsigned Kind =
        StringSwitch<unsigned>(S.Opcode[S.Opcode[1] == "sync" ? 2 : 1])
            .Case("ballot", SIMT_VOTE_BALLOT)
            .Case("any", SIMT_VOTE_ANY)
            .Case("all", SIMT_VOTE_ALL)
            .Case("uni", SIMT_VOTE_UNI)
            .Default(~0u);
    if (Kind == ~0u)
      return false;
    Value *Answer = X.hook(L.B, "vote", X.I32,
                           {X.number(Kind), word(2),
                            X.word(L.B, L.readPredicate(O[1])), L.site(S)});
    L.write(O[0], Kind == SIMT_VOTE_BALLOT ? Answer : X.truth(L.B, Answer));
    return true;
  }
  if (Op == "match" && S.has("sync") && O.size() == 3) {
    unsigned Bits = scalarType(S.Opcode.back()).Bits;
    Value *V = L.B.CreateZExt(L.read(O[1], Bits ? Bits : 32), X.I64);
    if (S.has("any"))
      L.write(O[0], X.hook(L.B, "match_any", X.I32, {word(2), V, L.site(S)}));
    else
      writePacked(L, O[0],
                  X.hook(L.B, "match_all", X.I64, {word(2), V, L.site(S)}));
    return true;
  }
  if (Op == "redux" && S.has("sync") && O.size() == 3) {
    bool Signed = scalarType(S.Opcode.back()).Class == 's';
    unsigned Kind = StringSwitch<unsigned>(S.Opcode[2])
                        .Case("add", SIMT_REDUX_ADD)
                        .Case("min", Signed ? SIMT_REDUX_SMIN : SIMT_REDUX_UMIN)
                        .Case("max", Signed ? SIMT_REDUX_SMAX : SIMT_REDUX_UMAX)
                        .Case("and", SIMT_REDUX_AND)
                        .Case("or", SIMT_REDUX_OR)
                        .Case("xor", SIMT_REDUX_XOR)
                        .Default(~0u);
    if (Kind == ~0u || scalarType(S.Opcode.back()).Class == 'f')
      return false;
    L.write(O[0], X.hook(L.B, "redux", X.I32,
                         {X.number(Kind), word(2), word(1), L.site(S)}));
    return true;
  }
  return false;
}

static bool lowerBarrier(ptx::Lowering &L, const Statement &S) {
  Context &X = L.X;
  const std::vector<Operand> &O = S.Operands;
  auto word = [&](unsigned N) { return L.read(O[N], 32); };
  StringRef Op = S.Opcode[0];
  if (Op != "bar" && Op != "barrier")
    return false;
  if (S.has("cluster")) {
    if (S.has("wait"))
      X.hook(L.B, "cluster_wait", X.Void, {L.site(S)});
    else if (S.has("arrive"))
      X.hook(L.B, "cluster_arrive", X.Void,
             {X.number(S.has("relaxed")), L.site(S)});
    else
      return false;
    return true;
  }
  if (S.has("warp")) {
    X.hook(L.B, "syncwarp", X.Void, {word(0), L.site(S)});
    return true;
  }
  // bar is barrier.aligned by another name.
  Value *Aligned = X.number(Op == "bar" || S.has("aligned"));
  if ((S.has("sync") || S.has("arrive")) && !O.empty() && O.size() <= 2) {
    Value *Count = O.size() == 2 ? word(1) : X.number(0);
    X.hook(L.B, S.has("sync") ? "bar_sync" : "bar_arrive", X.Void,
           {word(0), Count, Aligned, L.site(S)});
    return true;
  }
  if (S.has("red") && (O.size() == 3 || O.size() == 4)) {
    unsigned Kind = S.has("popc")  ? SIMT_BAR_POPC
                    : S.has("and") ? SIMT_BAR_AND
                                   : SIMT_BAR_OR;
    Value *Count = O.size() == 4 ? word(2) : X.number(0);
    Value *Predicate = X.word(L.B, L.readPredicate(O.back()));
    Value *Answer =
        X.hook(L.B, "bar_red", X.I32,
               {X.number(Kind), word(1), Count, Predicate, Aligned, L.site(S)});
    L.write(O[0], Kind == SIMT_BAR_POPC ? Answer : X.truth(L.B, Answer));
    return true;
  }
  return false;
}

bool ptx::lowerMachine(Lowering &L, const Statement &S) {
  Context &X = L.X;
  StringRef Op = S.Opcode[0];
  if (Op == "nanosleep" && S.Operands.size() == 1) {
    X.hook(L.B, "nanosleep", X.Void, {L.read(S.Operands[0], 32), L.site(S)});
    return true;
  }
  if (Op == "exit" && S.Operands.empty()) {
    X.hook(L.B, "exit", X.Void, {}, Effect::NoReturn);
    return true;
  }
  if ((Op == "trap" || Op == "brkpt") && S.Operands.empty()) {
    X.hook(L.B, "trap", X.Void, {ConstantPointerNull::get(X.Ptr), L.site(S)},
           Effect::NoReturn);
    return true;
  }
  // Hints, and a wait for an earlier launch, which has always ended here.
  if (Op == "pmevent" || Op == "griddepcontrol" || Op == "prefetch" ||
      Op == "prefetchu" || Op == "applypriority")
    return true;
  return lowerWarp(L, S) || lowerBarrier(L, S);
}
