//===- LowerPanic.cpp - Lower what ends a kernel to panics ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: call void @__assertfail(ptr %m, ptr %f, i32 7, ptr %g, i64 1)
//         br label %after
// After:  call void @__gpurt_assertfail(ptr %m, ..., i64 1, ptr null) nomerge
//         unreachable
//
// __assertfail, abort, llvm.trap, llvm.ubsantrap, std::terminate, and the
// functions that vtables hold for pure and deleted virtuals, which Clang 22
// leaves undefined on the device. The path ends at the call, since Clang does
// not take __assertfail for noreturn. Calls are nomerge, or two asserts with
// one message would share one line number.
//
// Leaves alone: llvm.debugtrap (a breakpoint, not an end) and definitions of
// the user. Rejects: one of the names declared with another type.
// Tests: test/ir/lower-panic/
//===----------------------------------------------------------------------===//
#include "CallRewrite.h"
#include "Passes.h"

#include "llvm/ADT/Statistic.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Local.h"

#define DEBUG_TYPE "gpurt-lower-panic"

using namespace llvm;

STATISTIC(NumLowered, "Number of panics lowered");

namespace gpurt {

using R = RuntimeFn;

static constexpr LibraryFn LibraryFns[] = {
    // __assert_fail of __clang_cuda_runtime_wrapper.h. Lowered itself and not
    // just its body, so that at -O0 the panic's site is the assert's line.
    {"_ZL13__assert_failPKcS0_jS0_", "vppip", "0123cS", R::AssertFail,
     Replaces::StaticToo},
    {"__assertfail", "vppipl", "01234S", R::AssertFail},
    {"abort", "v", "S", R::Abort},
    {"llvm.trap", "v", "S", R::Trap},
    {"llvm.ubsantrap", "vb", "xS", R::UbsanTrap},
    {"_ZSt9terminatev", "v", "S", R::Terminate},
    {"__cxa_pure_virtual", "v", "S", R::PureVirtual},
    {"__cxa_deleted_virtual", "v", "S", R::PureVirtual},
};

//===----------------------------------------------------------------------===//
// Rewrite
//===----------------------------------------------------------------------===//

/// Nothing runs after \p Call: cuts its block there.
static void endPath(CallInst &Call) {
  Call.addFnAttr(Attribute::NoMerge);
  Call.addFnAttr(Attribute::Cold);
  Instruction *Next = Call.getNextNode();
  if (!isa<UnreachableInst>(Next))
    changeToUnreachable(Next);
}

static bool lower(Module &M, const LibraryFn &Fn) {
  Function *F = findToLower(M, Fn, DEBUG_TYPE);
  if (!F)
    return false;
  // Cutting the block after one call may delete another one of the list.
  SmallVector<WeakTrackingVH> Calls;
  for (CallInst *Call : collectCalls(*F, DEBUG_TYPE))
    Calls.push_back(Call);
  for (WeakTrackingVH &Handle : Calls) {
    auto *Call = cast_or_null<CallInst>(Handle);
    if (!Call)
      continue;
    endPath(*rewriteCall(*Call, getRuntimeFn(M, Fn.Target), Fn.Args));
    ++NumLowered;
  }
  removeIfUnused(*F);
  return true;
}

PreservedAnalyses LowerPanicPass::run(Module &M, ModuleAnalysisManager &) {
  if (!isOurTarget(M))
    return PreservedAnalyses::all();
  bool Changed = false;
  for (const LibraryFn &Fn : LibraryFns)
    Changed |= lower(M, Fn);
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace gpurt
