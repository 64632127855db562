//===- Mutate.cpp - Weaken one memory order at a time ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: call i64 @__gpurt_simt_rmw(.., i32 ACQ_REL, i32 DEVICE, ptr %site)
// After:  call void @__gpurt_simt_mutated(ptr @text)
//         call i64 @__gpurt_simt_rmw(.., i32 RELAXED, i32 DEVICE, ptr %site)
// A dropped fence leaves its step behind, so that seeds choose the same
// schedules with it and without.
// Tests: test/ir/mutate/
//===----------------------------------------------------------------------===//
#include "Mutate.h"

#include "engine/Hooks.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <optional>
#include <tuple>

using namespace llvm;
using namespace gpurt;

static constexpr StringLiteral Library = "devicelib/";
/// The functions here are the operations; who calls them is the site.
static constexpr StringLiteral Operations = "devicelib/target/";
static constexpr StringLiteral Drop = "drop";

//===----------------------------------------------------------------------===//
// Match: what an ordered hook call is
//===----------------------------------------------------------------------===//

namespace {
/// The arguments of a hook that hold its order and scope. Hooks.h.
struct OrderedHook {
  StringLiteral Name;
  unsigned Order, Scope;
  int FailureOrder; ///< -1: it has none
  /// What loads may not be and stores may not be.
  bool CanAcquire, CanRelease;
  bool IsFence;
};

/// What tells sites apart that share a name.
struct Spot {
  std::string Function, Operation, File;
  unsigned Line, Column;
  uint64_t Order, Scope;
  bool operator<(const Spot &O) const {
    return std::tie(File, Function, Operation, Line, Column, Order, Scope) <
           std::tie(O.File, O.Function, O.Operation, O.Line, O.Column, O.Order,
                    O.Scope);
  }
};
} // namespace

static constexpr OrderedHook Hooks[] = {
    {"__gpurt_simt_load", 2, 3, -1, true, false, false},
    {"__gpurt_simt_store", 3, 4, -1, false, true, false},
    {"__gpurt_simt_rmw", 4, 5, -1, true, true, false},
    {"__gpurt_simt_cas", 4, 6, 5, true, true, false},
    {"__gpurt_simt_fence", 0, 1, -1, true, true, true},
};

static const OrderedHook *hookOf(const CallInst &Call) {
  const Function *F = Call.getCalledFunction();
  if (!F)
    return nullptr;
  for (const OrderedHook &Each : Hooks)
    if (F->getName() == Each.Name)
      return &Each;
  return nullptr;
}

static uint64_t number(const CallInst &Call, unsigned Argument) {
  auto *N = dyn_cast<ConstantInt>(Call.getArgOperand(Argument));
  return N ? N->getZExtValue() : SIMT_PLAIN;
}

/// "load" of "load<(gpurt::target::Order)1, ...>".
static StringRef functionName(const DILocation &At) {
  const DISubprogram *S = At.getScope()->getSubprogram();
  return S ? S->getName().split('<').first : StringRef();
}

/// A lambda is named after the function that it is written in, which is the
/// nearest caller in the same file that has a name.
static StringRef namedFunction(const DILocation &At) {
  for (const DILocation *L = &At; L; L = L->getInlinedAt())
    if (L->getFilename() == At.getFilename() &&
        functionName(*L) != "operator()")
      return functionName(*L);
  return functionName(At);
}

static std::optional<Spot> spotOf(const CallInst &Call, const OrderedHook &H) {
  uint64_t Order = number(Call, H.Order);
  if (Order == SIMT_PLAIN || Order == SIMT_VOLATILE)
    return std::nullopt;
  const DILocation *At = Call.getDebugLoc();
  StringRef Operation;
  while (At && At->getFilename().starts_with(Operations)) {
    if (Operation.empty())
      Operation = functionName(*At);
    At = At->getInlinedAt();
  }
  if (!At || Operation.empty() || !At->getFilename().starts_with(Library))
    return std::nullopt;
  return Spot{namedFunction(*At).str(), Operation.str(),
              At->getFilename().str(),  At->getLine(),
              At->getColumn(),          Order,
              number(Call, H.Scope)};
}

//===----------------------------------------------------------------------===//
// Names and what is weaker
//===----------------------------------------------------------------------===//

static constexpr std::pair<uint32_t, StringLiteral> Orders[] = {
    {SIMT_RELAXED, "relaxed"}, {SIMT_ACQUIRE, "acquire"},
    {SIMT_RELEASE, "release"}, {SIMT_ACQ_REL, "acq_rel"},
    {SIMT_SEQ_CST, "sc"},
};
static constexpr std::pair<uint32_t, StringLiteral> Scopes[] = {
    {SIMT_BLOCK, "block"},
    {SIMT_CLUSTER, "cluster"},
    {SIMT_DEVICE, "device"},
    {SIMT_SYSTEM, "system"},
};

template <typename Table> static StringRef name(const Table &In, uint64_t N) {
  for (const auto &[Number, Name] : In)
    if (Number == N)
      return Name;
  return "";
}

/// Clusters are left out: the library names none, and most programs have none.
static std::vector<std::string> mutationsOf(const OrderedHook &H,
                                            const Spot &At) {
  std::vector<std::string> All;
  auto add = [&](uint64_t Order) { All.push_back(name(Orders, Order).str()); };
  if (At.Order == SIMT_SEQ_CST && H.CanAcquire && H.CanRelease)
    add(SIMT_ACQ_REL);
  // A fence has no weaker form than acq_rel but not to be there.
  if (!H.IsFence) {
    bool Acquires = At.Order != SIMT_RELEASE && At.Order != SIMT_RELAXED;
    bool Releases = At.Order != SIMT_ACQUIRE && At.Order != SIMT_RELAXED;
    if (At.Order != SIMT_ACQUIRE && H.CanAcquire && Acquires)
      add(SIMT_ACQUIRE);
    if (At.Order != SIMT_RELEASE && H.CanRelease && Releases)
      add(SIMT_RELEASE);
    if (At.Order != SIMT_RELAXED)
      add(SIMT_RELAXED);
  }
  for (uint32_t Scope : {SIMT_DEVICE, SIMT_BLOCK})
    if (Scope < At.Scope)
      All.push_back(name(Scopes, Scope).str());
  if (H.IsFence)
    All.push_back(Drop.str());
  return All;
}

std::vector<OrderSite> gpurt::orderSites(Module &M) {
  std::map<Spot, OrderSite> Found;
  for (Function &F : M)
    for (Instruction &I : instructions(F)) {
      auto *Call = dyn_cast<CallInst>(&I);
      const OrderedHook *H = Call ? hookOf(*Call) : nullptr;
      std::optional<Spot> At = H ? spotOf(*Call, *H) : std::nullopt;
      if (!At)
        continue;
      OrderSite &Site = Found[*At];
      if (Site.Copies.empty()) {
        Site.File = At->File;
        Site.Line = At->Line;
        Site.Order = name(Orders, At->Order).str();
        Site.Scope = name(Scopes, At->Scope).str();
        Site.Mutations = mutationsOf(*H, *At);
      }
      Site.Copies.push_back(Call);
    }
  std::vector<OrderSite> All;
  std::map<std::string, unsigned> Taken;
  for (auto &[At, Site] : Found) {
    Site.Id =
        At.File.substr(Library.size()) + ":" + At.Function + ":" + At.Operation;
    if (unsigned Nth = ++Taken[Site.Id]; Nth > 1)
      Site.Id += "#" + std::to_string(Nth);
    All.push_back(std::move(Site));
  }
  return All;
}

void gpurt::printOrderSites(const std::vector<OrderSite> &Sites,
                            raw_ostream &Out) {
  for (const OrderSite &Site : Sites)
    Out << Site.Id << '\t' << Site.File << ':' << Site.Line << '\t'
        << Site.Order << '\t' << Site.Scope << '\t' << join(Site.Mutations, ",")
        << '\n';
}

//===----------------------------------------------------------------------===//
// Rewrite
//===----------------------------------------------------------------------===//

static SimtOrder failureOrder(uint32_t Success) {
  return Success == SIMT_RELEASE   ? SIMT_RELAXED
         : Success == SIMT_ACQ_REL ? SIMT_ACQUIRE
                                   : SimtOrder(Success);
}

static void setNumber(CallInst &Call, unsigned Argument, uint32_t N) {
  Type *T = Call.getArgOperand(Argument)->getType();
  Call.setArgOperand(Argument, ConstantInt::get(T, N));
}

static void announce(CallInst &Call, Constant *Text) {
  IRBuilder<> B(&Call);
  FunctionCallee Hook = Call.getModule()->getOrInsertFunction(
      MutatedHook, B.getVoidTy(), B.getPtrTy());
  B.CreateCall(Hook, {Text});
}

static void dropFence(CallInst &Call) {
  IRBuilder<> B(&Call);
  FunctionCallee Step = Call.getModule()->getOrInsertFunction(
      "__gpurt_simt_preempt", B.getVoidTy(), B.getPtrTy(), B.getPtrTy());
  B.CreateCall(Step, {ConstantPointerNull::get(B.getPtrTy()),
                      Call.getArgOperand(Call.arg_size() - 1)});
  Call.eraseFromParent();
}

static void weaken(CallInst &Call, StringRef What) {
  const OrderedHook &H = *hookOf(Call);
  if (What == Drop)
    return dropFence(Call);
  for (const auto &[Number, Name] : Scopes)
    if (Name == What)
      setNumber(Call, H.Scope, Number);
  for (const auto &[Number, Name] : Orders)
    if (Name == What) {
      setNumber(Call, H.Order, Number);
      if (H.FailureOrder >= 0)
        setNumber(Call, unsigned(H.FailureOrder), failureOrder(Number));
    }
}

static Constant *textOf(Module &M, StringRef Text) {
  Constant *Bytes = ConstantDataArray::getString(M.getContext(), Text);
  return new GlobalVariable(M, Bytes->getType(), /*isConstant=*/true,
                            GlobalValue::PrivateLinkage, Bytes,
                            "__gpurt_simt_mutation");
}

std::string gpurt::mutateOrder(Module &M, StringRef Mutation) {
  auto [Id, What] = Mutation.rsplit(':');
  std::vector<OrderSite> Sites = orderSites(M);
  auto Site = find_if(Sites, [&, Id = Id](auto &S) { return S.Id == Id; });
  if (Site == Sites.end())
    return "there is no order site '" + Id.str() +
           "' in this device code; GPURT_MUTATE=list prints those there are";
  if (!is_contained(Site->Mutations, What))
    return "'" + What.str() + "' does not weaken " + Id.str() + ", which is " +
           Site->Order + ", " + Site->Scope + "; it can become " +
           join(Site->Mutations, ", ");
  Constant *Text = textOf(M, Mutation);
  for (CallInst *Call : Site->Copies) {
    announce(*Call, Text);
    weaken(*Call, What);
  }
  return "";
}
