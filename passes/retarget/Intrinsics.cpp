//===- Intrinsics.cpp - llvm.nvvm.* that ask the machine for something ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: %m = call i32 @llvm.nvvm.vote.ballot.sync(i32 %mask, i1 %p)
// After:  %m = call i32 @__gpurt_simt_vote(i32 BALLOT, i32 %mask, i32 %p,
// %site) Arithmetic is Math.cpp's. An intrinsic that neither knows is refused
// by name: tensor cores, textures, mbarrier, bulk copies. Tests:
// test/ir/retarget/{warp,barriers,spaces,fences,rejects-intrinsic}.ll
//===----------------------------------------------------------------------===//
#include "Context.h"

#include "../Runtime.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;

namespace {

/// One call on its way to become something else. Each lower* returns the
/// value that takes its place, or null if the name is none of theirs.
class Lowering {
  Context &X;
  CallInst &Call;
  StringRef Name;
  IRBuilder<> B;

  Value *arg(unsigned N) { return Call.getArgOperand(N); }
  Constant *site(StringRef What) { return X.site(Call, What); }
  /// For what has no result.
  Value *done() { return PoisonValue::get(X.I32); }
  Value *pair(Value *First, Value *Second) {
    Value *P = B.CreateInsertValue(PoisonValue::get(Call.getType()), First, 0);
    return B.CreateInsertValue(P, Second, 1);
  }

public:
  Lowering(Context &X, CallInst &Call, StringRef Name)
      : X(X), Call(Call), Name(Name), B(&Call) {}

  Value *run() {
    if (StringRef Register = Name; Register.consume_front("read.ptx.sreg."))
      return X.specialRegister(B, Register, Call);
    for (auto Part : {&Lowering::lowerShuffle, &Lowering::lowerWarp,
                      &Lowering::lowerBarrier, &Lowering::lowerCluster,
                      &Lowering::lowerFence, &Lowering::lowerSpace,
                      &Lowering::lowerAtomic, &Lowering::lowerOther})
      if (Value *New = (this->*Part)())
        return New;
    return lowerMath(X, B, Call, Name);
  }

private:
  Value *lowerShuffle();
  Value *lowerWarp();
  Value *lowerBarrier();
  Value *lowerCluster();
  Value *lowerFence();
  Value *lowerSpace();
  Value *lowerAtomic();
  Value *lowerOther();
};

} // namespace

Value *Lowering::lowerShuffle() {
  StringRef Rest = Name;
  if (!Rest.consume_front("shfl.sync."))
    return nullptr;
  unsigned Mode = StringSwitch<unsigned>(Rest.split('.').first)
                      .Case("idx", SIMT_SHFL_IDX)
                      .Case("up", SIMT_SHFL_UP)
                      .Case("down", SIMT_SHFL_DOWN)
                      .Default(SIMT_SHFL_BFLY);
  Type *T = arg(1)->getType();
  Value *Both = X.hook(B, "shfl32", X.I64,
                       {X.number(Mode), arg(0), X.toBits(B, arg(1), 32), arg(2),
                        arg(3), site("shfl.sync")});
  Value *Result = X.fromBits(B, X.low(B, Both), T);
  if (Call.getType()->isStructTy())
    return pair(Result, X.flag(B, Both));
  return Result;
}

Value *Lowering::lowerWarp() {
  if (Name == "activemask")
    return X.hook(B, "activemask", X.I32, {site("activemask")});
  if (Name == "bar.warp.sync" && Call.hasMetadata(MeetingMetadata)) {
    // Must not hide that the program itself orders nothing here.
    X.hook(B, "vote", X.I32,
           {X.number(SIMT_VOTE_ANY), arg(0), X.number(0), site("meeting")});
    return done();
  }
  if (Name == "bar.warp.sync") {
    X.hook(B, "syncwarp", X.Void, {arg(0), site("syncwarp")});
    return done();
  }
  if (Name == "elect.sync") {
    Value *Both = X.hook(B, "elect", X.I64, {arg(0), site("elect.sync")});
    return pair(X.low(B, Both), X.flag(B, Both));
  }
  unsigned Vote = StringSwitch<unsigned>(Name)
                      .Case("vote.ballot.sync", SIMT_VOTE_BALLOT)
                      .Case("vote.any.sync", SIMT_VOTE_ANY)
                      .Case("vote.all.sync", SIMT_VOTE_ALL)
                      .Case("vote.uni.sync", SIMT_VOTE_UNI)
                      .Default(~0u);
  if (Vote != ~0u) {
    Value *Answer =
        X.hook(B, "vote", X.I32,
               {X.number(Vote), arg(0), X.word(B, arg(1)), site(Name)});
    return Vote == SIMT_VOTE_BALLOT ? Answer : X.truth(B, Answer);
  }
  if (Name.starts_with("match.any.sync."))
    return X.hook(B, "match_any", X.I32,
                  {arg(0), X.toBits(B, arg(1), 64), site("match.any.sync")});
  if (Name.starts_with("match.all.sync.")) {
    Value *Both =
        X.hook(B, "match_all", X.I64,
               {arg(0), X.toBits(B, arg(1), 64), site("match.all.sync")});
    return pair(X.low(B, Both), X.flag(B, Both));
  }
  StringRef Operation = Name;
  if (Operation.consume_front("redux.sync.")) {
    unsigned Op = StringSwitch<unsigned>(Operation)
                      .Case("add", SIMT_REDUX_ADD)
                      .Case("umin", SIMT_REDUX_UMIN)
                      .Case("umax", SIMT_REDUX_UMAX)
                      .Case("min", SIMT_REDUX_SMIN)
                      .Case("max", SIMT_REDUX_SMAX)
                      .Case("and", SIMT_REDUX_AND)
                      .Case("or", SIMT_REDUX_OR)
                      .Case("xor", SIMT_REDUX_XOR)
                      .Default(~0u);
    if (Op == ~0u)
      return nullptr;
    // The intrinsic takes the value first, the hook the mask.
    return X.hook(B, "redux", X.I32,
                  {X.number(Op), arg(1), arg(0), site("redux.sync")});
  }
  return nullptr;
}

Value *Lowering::lowerBarrier() {
  StringRef Rest = Name;
  if (!Rest.consume_front("barrier.cta."))
    return nullptr;
  SmallVector<StringRef, 4> Parts;
  Rest.split(Parts, '.');
  Value *Aligned = X.number(is_contained(Parts, "aligned"));
  bool Counted = Parts.back() == "count";
  Value *Count = Counted ? arg(1) : X.number(0);
  if (Parts[0] == "sync" || Parts[0] == "arrive") {
    X.hook(B, Parts[0] == "sync" ? "bar_sync" : "bar_arrive", X.Void,
           {arg(0), Count, Aligned, site("barrier." + Parts[0].str())});
    return done();
  }
  if (Parts[0] != "red")
    return nullptr;
  unsigned Op = StringSwitch<unsigned>(Parts[1])
                    .Case("popc", SIMT_BAR_POPC)
                    .Case("and", SIMT_BAR_AND)
                    .Default(SIMT_BAR_OR);
  Value *Predicate = X.word(B, arg(Counted ? 2 : 1));
  Value *Answer = X.hook(
      B, "bar_red", X.I32,
      {X.number(Op), arg(0), Count, Predicate, Aligned, site("barrier.red")});
  return Call.getType() == X.I1 ? X.truth(B, Answer) : Answer;
}

Value *Lowering::lowerCluster() {
  StringRef Rest = Name;
  if (Rest.consume_front("barrier.cluster.")) {
    if (Rest.starts_with("wait"))
      X.hook(B, "cluster_wait", X.Void, {site("barrier.cluster.wait")});
    else
      X.hook(
          B, "cluster_arrive", X.Void,
          {X.number(Rest.contains("relaxed")), site("barrier.cluster.arrive")});
    return done();
  }
  if (Name == "is_explicit_cluster")
    return X.truth(B, X.specialRegister(B, Name, Call));
  if (Name.starts_with("mapa")) {
    Value *There = X.hook(B, "map_shared", X.Ptr,
                          {X.flat(B, arg(0)), arg(1), site("mapa")});
    return B.CreateAddrSpaceCast(There, Call.getType());
  }
  if (Name.starts_with("getctarank"))
    return X.hook(B, "shared_rank", X.I32,
                  {X.flat(B, arg(0)), site("getctarank")});
  return nullptr;
}

Value *Lowering::lowerFence() {
  // membar is another name of fence.sc since sm_70.
  unsigned Scope = StringSwitch<unsigned>(Name)
                       .Case("membar.cta", SIMT_BLOCK)
                       .Case("fence.sc.cluster", SIMT_CLUSTER)
                       .Case("membar.gl", SIMT_DEVICE)
                       .Case("membar.sys", SIMT_SYSTEM)
                       .Default(~0u);
  if (Scope == ~0u)
    return nullptr;
  X.fence(B, SIMT_SEQ_CST, SimtScope(Scope), site(Name));
  return done();
}

Value *Lowering::lowerSpace() {
  StringRef Space = Name;
  if (!Space.consume_front("isspacep."))
    return nullptr;
  auto ask = [&](StringRef Hook) {
    return X.truth(B, X.hook(B, Hook, X.I32, {X.flat(B, arg(0))}));
  };
  if (Space == "shared")
    return ask("is_shared");
  if (Space == "shared.cluster")
    return ask("is_shared_cluster");
  if (Space == "local")
    return ask("is_local");
  if (Space == "global")
    return B.CreateNot(B.CreateOr(ask("is_shared_cluster"), ask("is_local")));
  return nullptr; // const: nothing tells those addresses apart
}

Value *Lowering::lowerAtomic() {
  // atomic.add.gen.i.cta.i32.p0
  StringRef Rest = Name;
  if (!Rest.consume_front("atomic."))
    return nullptr;
  SmallVector<StringRef, 6> Parts;
  Rest.split(Parts, '.');
  if (Parts.size() < 4 || Parts[1] != "gen")
    return nullptr;
  SimtScope Scope = Parts[3] == "cta" ? SIMT_BLOCK : SIMT_SYSTEM;
  std::string What = ("atom." + Parts[3] + "." + Parts[0]).str();
  if (Parts[0] == "cas")
    return X.cas(B, arg(0), arg(1), arg(2), SIMT_RELAXED, SIMT_RELAXED, Scope,
                 site(What));
  using Rmw = AtomicRMWInst;
  // LLVM 22 selects the signed form for .min and .max whatever the source says.
  Rmw::BinOp Op =
      StringSwitch<Rmw::BinOp>(Parts[0])
          .Case("add",
                arg(1)->getType()->isFloatingPointTy() ? Rmw::FAdd : Rmw::Add)
          .Case("exch", Rmw::Xchg)
          .Case("and", Rmw::And)
          .Case("or", Rmw::Or)
          .Case("xor", Rmw::Xor)
          .Case("min", Rmw::Min)
          .Case("max", Rmw::Max)
          .Case("inc", Rmw::UIncWrap)
          .Case("dec", Rmw::UDecWrap)
          .Default(Rmw::BAD_BINOP);
  if (Op == Rmw::BAD_BINOP)
    return nullptr;
  return X.rmw(B, Op, arg(0), arg(1), SIMT_RELAXED, Scope, site(What));
}

Value *Lowering::lowerOther() {
  if (Name == "nanosleep") {
    X.hook(B, "nanosleep", X.Void, {arg(0), site(Name)});
    return done();
  }
  if (Name == "exit") {
    X.hook(B, "exit", X.Void, {}, Effect::NoReturn);
    return done();
  }
  // Hints, and waits for an earlier launch, which has always ended here.
  if (Name.starts_with("prefetch") || Name.starts_with("griddepcontrol.") ||
      Name.starts_with("applypriority.") || Name == "pm.event.mask")
    return done();
  if (Name.starts_with("ldu.global.")) {
    Align At = cast<ConstantInt>(arg(1))->getMaybeAlignValue().valueOrOne();
    return B.CreateAlignedLoad(Call.getType(), arg(0), At);
  }
  return nullptr;
}

/// The traps, which are LLVM's own.
static bool lowerTrap(Context &X, CallInst &Call) {
  StringRef Message;
  switch (Call.getIntrinsicID()) {
  case Intrinsic::trap:
    Message = "trap";
    break;
  case Intrinsic::debugtrap:
    Message = "brkpt";
    break;
  case Intrinsic::ubsantrap:
    Message = "ubsan trap";
    break;
  default:
    return false;
  }
  IRBuilder<> B(&Call);
  X.hook(B, "trap", X.Void,
         {ConstantPointerNull::get(X.Ptr), X.site(Call, Message)},
         Effect::NoReturn);
  Call.eraseFromParent();
  return true;
}

bool retargeting::lowerIntrinsic(Context &X, CallInst &Call) {
  Function *F = Call.getCalledFunction();
  if (!F || !F->isIntrinsic())
    return false;
  if (lowerTrap(X, Call))
    return true;
  StringRef Name = F->getName();
  if (!Name.consume_front("llvm.nvvm."))
    return false;
  Value *New = Lowering(X, Call, Name).run();
  if (!New) {
    X.unsupported(&Call, F->getName());
    return true;
  }
  if (!Call.getType()->isVoidTy()) {
    // gridid is 64 bits wide as a hook and 32 in old intrinsics.
    if (New->getType() != Call.getType())
      New = IRBuilder<>(&Call).CreateZExtOrTrunc(New, Call.getType());
    Call.replaceAllUsesWith(New);
  }
  Call.eraseFromParent();
  return true;
}
