//===- LowerUndefined.cpp - Lower sanitizer checks to reports -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: call void @__ubsan_handle_add_overflow(ptr @1, i64 %a, i64 %b)
//         call void @__ubsan_handle_missing_return(ptr @2)
// After:  @__gpurt_undefined_hits = internal global i64 0
//         call void @__gpurt_undefined_seen(i32 2, ptr @1, i64 %a, i64 %b,
//             i64 0, ptr @__gpurt_undefined_hits, ptr null) nomerge
//         call void @__gpurt_undefined(i32 10, ptr @2, i64 0, i64 0, i64 0,
//             ptr null) nomerge
//
// All handlers that Clang 22 calls for -fsanitize=undefined and its relatives
// become one of two functions: after the first the thread goes on, the second
// ends it. Each site of the first kind gets a count of its own, before inlining
// copies it, so that it is reported once wherever it ends up.
//
// Leaves alone: modules without such checks, and definitions of the user.
// Rejects: handlers of checks that are not for the device.
// Tests: test/ir/lower-undefined/
//===----------------------------------------------------------------------===//
#include "CallRewrite.h"
#include "Passes.h"
#include "gpurt/abi.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

#define DEBUG_TYPE "gpurt-lower-undefined"

using namespace llvm;

STATISTIC(NumChecks, "Number of sanitizer checks lowered");

namespace gpurt {

using Check = abi::UndefinedCheck;

namespace {

/// A handler without the prefix and the _abort of its form that does not
/// return.
struct Handler {
  StringLiteral Name;
  Check Which;
  bool NeverReturns = false;
};

constexpr StringLiteral HandlerPrefix = "__ubsan_handle_";

constexpr Handler Handlers[] = {
    {"type_mismatch_v1", Check::TypeMismatch},
    {"alignment_assumption", Check::AlignmentAssumption},
    {"add_overflow", Check::AddOverflow},
    {"sub_overflow", Check::SubOverflow},
    {"mul_overflow", Check::MulOverflow},
    {"negate_overflow", Check::NegateOverflow},
    {"divrem_overflow", Check::DivRemOverflow},
    {"shift_out_of_bounds", Check::ShiftOutOfBounds},
    {"out_of_bounds", Check::OutOfBounds},
    {"builtin_unreachable", Check::Unreachable, true},
    {"missing_return", Check::MissingReturn, true},
    {"vla_bound_not_positive", Check::VlaBound},
    {"float_cast_overflow", Check::FloatCastOverflow},
    {"load_invalid_value", Check::InvalidValue},
    {"implicit_conversion", Check::ImplicitConversion},
    {"invalid_builtin", Check::InvalidBuiltin},
    {"nonnull_return_v1", Check::NonNullReturn},
    {"nullability_return_v1", Check::NullabilityReturn},
    {"nonnull_arg", Check::NonNullArg},
    {"nullability_arg", Check::NullabilityArg},
    {"pointer_overflow", Check::PointerOverflow},
};

/// Operands that a handler has besides its data.
constexpr unsigned MostOperands = 3;

struct Lowering {
  Check Which;
  bool Ends; ///< the thread does not go on
};

} // namespace

//===----------------------------------------------------------------------===//
// Match
//===----------------------------------------------------------------------===//

static bool isHandler(const Function &F) {
  return F.isDeclaration() && F.getName().starts_with(HandlerPrefix);
}

static bool hasWantedShape(const Function &F) {
  const FunctionType *Shape = F.getFunctionType();
  return Shape->getReturnType()->isVoidTy() && !Shape->isVarArg() &&
         Shape->getNumParams() >= 1 &&
         Shape->getNumParams() <= 1 + MostOperands &&
         Shape->getParamType(0)->isPointerTy() &&
         all_of(drop_begin(Shape->params()),
                [](const Type *Each) { return Each->isIntegerTy(64); });
}

static std::optional<Lowering> findLowering(const Function &F) {
  if (!hasWantedShape(F))
    return std::nullopt;
  StringRef Name = F.getName().drop_front(HandlerPrefix.size());
  bool Ends = Name.consume_back("_abort");
  const auto *Found =
      find_if(Handlers, [&](const Handler &Each) { return Each.Name == Name; });
  if (Found == std::end(Handlers))
    return std::nullopt;
  return Lowering{Found->Which, Ends || Found->NeverReturns};
}

//===----------------------------------------------------------------------===//
// Rewrite
//===----------------------------------------------------------------------===//

static GlobalVariable *makeCount(Module &M) {
  Type *Word = Type::getInt64Ty(M.getContext());
  return new GlobalVariable(M, Word, /*isConstant=*/false,
                            GlobalValue::InternalLinkage,
                            ConstantInt::get(Word, 0), UndefinedHitsName);
}

static void lower(CallInst &Call, Lowering How) {
  Module &M = *Call.getModule();
  IRBuilder<> Builder(&Call);
  SmallVector<Value *, 7> Args = {Builder.getInt32(uint32_t(How.Which))};
  append_range(Args, Call.args());
  while (Args.size() < 2 + MostOperands)
    Args.push_back(Builder.getInt64(0));
  if (!How.Ends)
    Args.push_back(makeCount(M));
  Args.push_back(ConstantPointerNull::get(Builder.getPtrTy())); // Site
  CallInst *New =
      Builder.CreateCall(getRuntimeFn(M, How.Ends ? RuntimeFn::Undefined
                                                  : RuntimeFn::UndefinedSeen),
                         Args);
  New->copyMetadata(Call);
  // Two merged would share one place.
  New->addFnAttr(Attribute::NoMerge);
  Call.eraseFromParent();
  ++NumChecks;
}

PreservedAnalyses LowerUndefinedPass::run(Module &M, ModuleAnalysisManager &) {
  if (!isOurTarget(M))
    return PreservedAnalyses::all();
  bool Changed = false;
  for (Function &F : make_early_inc_range(M)) {
    if (!isHandler(F))
      continue;
    std::optional<Lowering> How = findLowering(F);
    if (!How) {
      reportError(M, nullptr,
                  "no sanitizer check that gpu-rt knows calls " + F.getName(),
                  DEBUG_TYPE);
      continue;
    }
    for (CallInst *Call : collectCalls(F, DEBUG_TYPE))
      lower(*Call, *How);
    removeIfUnused(F);
    Changed = true;
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace gpurt
