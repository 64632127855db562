//===- Seal.cpp - Give linked library symbols their last linkage ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: define linkonce_odr void @__gpurt_free(ptr %p, ptr %site) { ... }
//         @__gpurt_slot = linkonce externally_initialized addrspace(4) ...
// After:  define internal void @__gpurt_free(...)
//         @__gpurt_slot = weak protected externally_initialized addrspace(4)
//
// The last step, after optimization and gpurt-panic-sites: drops what of the
// library is no longer used, keeps its functions to this module, and fixes
// the slot, of which each image has exactly one that the host can find. With
// -gpurt-strip-debug it also removes the debug lines that the driver asked
// for only to give panics their sites; the user did not ask for -g.
//
// Leaves alone: modules without the library, but for -gpurt-strip-debug.
// Tests: test/ir/seal/
//===----------------------------------------------------------------------===//
#include "Passes.h"
#include "Runtime.h"

#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#define DEBUG_TYPE "gpurt-seal"

using namespace llvm;

static cl::opt<bool>
    StripDebug("gpurt-strip-debug",
               cl::desc("Remove debug information once panics have their "
                        "source text"));

namespace gpurt {

static bool usesLibrary(const Module &M) {
  return any_of(M.global_values(), [](const GlobalValue &Value) {
    return Value.getName().starts_with(RuntimePrefix);
  });
}

static void sealFunctions(Module &M) {
  for (Function &F : M)
    if (F.hasLinkOnceODRLinkage() && asRuntimeFn(F))
      F.setLinkage(GlobalValue::InternalLinkage);
}

static void sealSlot(Module &M, StringRef Name) {
  GlobalVariable *Slot = M.getGlobalVariable(Name);
  if (!Slot || !Slot->hasLinkOnceLinkage())
    return;
  Slot->setLinkage(GlobalValue::WeakAnyLinkage);
  Slot->setVisibility(GlobalValue::DefaultVisibility);
}

PreservedAnalyses SealPass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!isOurTarget(M))
    return PreservedAnalyses::all();
  bool Changed = StripDebug && StripDebugInfo(M);
  if (usesLibrary(M)) {
    sealFunctions(M);
    GlobalDCEPass().run(M, AM);
    sealSlot(M, SlotName);
    sealSlot(M, LogSlotName);
    Changed = true;
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace gpurt
