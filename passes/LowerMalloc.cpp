//===- LowerMalloc.cpp - Lower malloc and new to our heap -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: %p = call ptr @_Znwm(i64 %n), !dbg !4
// After:  %p = call ptr @__gpurt_new(i64 %n, ptr null), !dbg !4
//
// The malloc family and every form of operator new and delete, called or
// pointed to. The throwing forms of new panic when the heap is full, the
// nothrow forms and malloc give null. The null argument is the source text,
// which gpurt-panic-sites fills in once inlining is over.
//
// With -gpurt-malloc=checked each becomes the __gpurt_checked_ form, which
// always takes the source text:
//         %p = call ptr @__gpurt_checked_new(i64 %n, ptr null), !dbg !4
//
// Replaces: declarations, and the inline operators of clang's own
// cuda_wrappers/new, whose throwing forms return null when malloc does, which
// the code that calls them may not expect.
// Leaves alone: definitions of the user, and what C++ says calls them.
// Rejects: malloc and its kin declared with another type.
// Tests: test/ir/lower-malloc/
//===----------------------------------------------------------------------===//
#include "CallRewrite.h"
#include "Passes.h"

#include "llvm/ADT/Statistic.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#define DEBUG_TYPE "gpurt-lower-malloc"

using namespace llvm;

STATISTIC(NumLowered, "Number of allocation and free calls lowered");

enum class MallocMode { Fast, Checked };
static cl::opt<MallocMode>
    Mode("gpurt-malloc",
         cl::desc("Which heap malloc and new on the device use"),
         cl::values(clEnumValN(MallocMode::Fast, "fast",
                               "the plain one "
                               "(default)"),
                    clEnumValN(MallocMode::Checked, "checked",
                               "one that finds wrong uses")),
         cl::init(MallocMode::Fast));

namespace gpurt {

constexpr auto Inline = Replaces::InlineToo;
constexpr auto Static = Replaces::StaticToo;
using R = RuntimeFn;

/// Itanium names for 64-bit size_t. nw/dl scalar, na/da array.
static constexpr LibraryFn LibraryFns[] = {
    {"malloc", "pl", "0", R::Malloc},
    {"calloc", "pll", "01", R::Calloc},
    {"realloc", "ppl", "01S", R::Realloc},
    {"free", "vp", "0S", R::Free},
    {"aligned_alloc", "pll", "01", R::AlignedAlloc},
    {"memalign", "pll", "01", R::AlignedAlloc},
    {"posix_memalign", "ipll", "012", R::PosixMemalign},
    // std::malloc and std::free of __clang_cuda_runtime_wrapper.h.
    {"_ZStL6mallocm", "pl", "0", R::Malloc, Static},
    {"_ZStL4freePv", "vp", "0S", R::Free, Static},

    {"_Znwm", "pl", "0S", R::New, Inline},
    {"_Znam", "pl", "0S", R::New, Inline, "_Znwm", "0"},
    {"_ZnwmRKSt9nothrow_t", "plp", "z", R::Malloc, Inline, "_Znwm", "0"},
    {"_ZnamRKSt9nothrow_t", "plp", "z", R::Malloc, Inline, "_Znam", "0"},
    {"_ZnwmSt11align_val_t", "pll", "01S", R::NewAligned, Inline},
    {"_ZnamSt11align_val_t", "pll", "01S", R::NewAligned, Inline,
     "_ZnwmSt11align_val_t", "01"},
    {"_ZnwmSt11align_val_tRKSt9nothrow_t", "pllp", "1z", R::AlignedAlloc,
     Inline, "_ZnwmSt11align_val_t", "01"},
    {"_ZnamSt11align_val_tRKSt9nothrow_t", "pllp", "1z", R::AlignedAlloc,
     Inline, "_ZnamSt11align_val_t", "01"},

    {"_ZdlPv", "vp", "0S", R::Free, Inline},
    {"_ZdaPv", "vp", "0S", R::Free, Inline, "_ZdlPv", "0"},
    {"_ZdlPvm", "vpl", "0S", R::Free, Inline, "_ZdlPv", "0"},
    {"_ZdaPvm", "vpl", "0S", R::Free, Inline, "_ZdaPv", "0"},
    {"_ZdlPvRKSt9nothrow_t", "vpp", "0S", R::Free, Inline, "_ZdlPv", "0"},
    {"_ZdaPvRKSt9nothrow_t", "vpp", "0S", R::Free, Inline, "_ZdaPv", "0"},
    {"_ZdlPvSt11align_val_t", "vpl", "0S", R::Free, Inline},
    {"_ZdaPvSt11align_val_t", "vpl", "0S", R::Free, Inline,
     "_ZdlPvSt11align_val_t", "01"},
    {"_ZdlPvmSt11align_val_t", "vpll", "0S", R::Free, Inline,
     "_ZdlPvSt11align_val_t", "02"},
    {"_ZdaPvmSt11align_val_t", "vpll", "0S", R::Free, Inline,
     "_ZdaPvSt11align_val_t", "02"},
    {"_ZdlPvSt11align_val_tRKSt9nothrow_t", "vplp", "0S", R::Free, Inline,
     "_ZdlPvSt11align_val_t", "01"},
    {"_ZdaPvSt11align_val_tRKSt9nothrow_t", "vplp", "0S", R::Free, Inline,
     "_ZdaPvSt11align_val_t", "01"},
};

//===----------------------------------------------------------------------===//
// Match
//===----------------------------------------------------------------------===//

static const LibraryFn *findRow(StringRef Name) {
  const auto *Row =
      find_if(LibraryFns, [&](const LibraryFn &Fn) { return Fn.Name == Name; });
  return Row == std::end(LibraryFns) ? nullptr : Row;
}

/// What takes the place of one row in this module.
struct Lowering {
  Function *UserDefined = nullptr; ///< else the row's runtime function
  std::string Args;
};

/// Follows the forms that call each other by default until the user has
/// defined one. The arguments of each step are picked from those before it.
static Lowering chooseLowering(const Module &M, const LibraryFn &Fn) {
  std::string Picked = "0123";
  for (const LibraryFn *Step = &Fn; Step && !Step->Default.empty();
       Step = findRow(Step->Default)) {
    std::string Next;
    for (char Letter : Step->DefaultArgs)
      Next += Picked[Letter - '0'];
    Picked = Next;
    Function *Default = M.getFunction(Step->Default);
    if (Default && !Default->isDeclaration() &&
        !Default->hasLinkOnceLinkage() &&
        !Default->hasAvailableExternallyLinkage())
      return {Default, Picked};
  }
  return {nullptr, Fn.Args.str()};
}

//===----------------------------------------------------------------------===//
// Rewrite
//===----------------------------------------------------------------------===//

static bool lower(Module &M, const LibraryFn &Fn) {
  Function *F = findToLower(M, Fn, DEBUG_TYPE);
  if (!F)
    return false;
  Lowering Choice = chooseLowering(M, Fn);
  bool Checked = Mode == MallocMode::Checked && !Choice.UserDefined;
  RuntimeFn Target = Checked ? checkedForm(Fn.Target) : Fn.Target;
  if (Checked && !siteParam(Fn.Target))
    Choice.Args += 'S';
  SmallVector<CallInst *> Calls = collectCalls(*F, DEBUG_TYPE);
  for (CallInst *Call : Calls) {
    FunctionCallee Callee = Choice.UserDefined
                                ? FunctionCallee(Choice.UserDefined)
                                : getRuntimeFn(M, Target);
    CallInst *New = rewriteCall(*Call, Callee, Choice.Args);
    if (Checked) // else LLVM would not believe that a stale pointer meets it
      New->removeRetAttr(Attribute::NoAlias);
    ++NumLowered;
  }
  removeIfUnused(*F);
  return true;
}

/// The prelude makes std::nothrow a device variable, or device code could not
/// name it; no one defines it there. Once the calls that passed it are lowered
/// it serves nothing, so it goes, together with Clang's note that the host
/// names it too. Where it still serves it becomes one empty object per image.
static bool settleNothrow(Module &M) {
  GlobalVariable *Nothrow = M.getGlobalVariable("_ZSt7nothrow");
  if (!Nothrow || !Nothrow->isDeclaration())
    return false;
  auto Names = [&](const Value *V) {
    return V->stripPointerCasts() == Nothrow;
  };
  if (auto *Note = M.getGlobalVariable("__clang_gpu_used_external",
                                       /*AllowInternal=*/true);
      Note && Note->hasInitializer() &&
      all_of(Note->getInitializer()->operand_values(), Names)) {
    removeFromUsedLists(M, [&](Constant *C) { return C == Note; });
    Note->eraseFromParent();
  }
  Nothrow->removeDeadConstantUsers();
  if (Nothrow->use_empty()) {
    Nothrow->eraseFromParent();
    return true;
  }
  Nothrow->setInitializer(Constant::getNullValue(Nothrow->getValueType()));
  Nothrow->setLinkage(GlobalValue::LinkOnceODRLinkage);
  return true;
}

PreservedAnalyses LowerMallocPass::run(Module &M, ModuleAnalysisManager &) {
  if (!isOurTarget(M))
    return PreservedAnalyses::all();
  bool Changed = false;
  for (const LibraryFn &Fn : LibraryFns)
    Changed |= lower(M, Fn);
  Changed |= settleNothrow(M);
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace gpurt
