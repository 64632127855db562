//===- Plugin.cpp - Put the passes into Clang's pipeline ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The only place that knows PassBuilder. Lowering and linking come first, so
// that the optimizer sees our heap and inlines the library; they also run at
// -O0 and before LTO, whose own link step takes no plugin. Heap-to-stack
// comes late in each function's simplification, when inlining has shown what
// stays local. Sites, the meetings of lanes, the inlining of the heap, and
// sealing come last, when all other inlining is over; for the CPU device the
// finished module is then packed up.
// Tests: test/ir/pipeline/
//===----------------------------------------------------------------------===//
#include "Passes.h"
#include "retarget/Faults.h"
#include "retarget/Mutate.h"
#include "retarget/Retarget.h"

#include "llvm/Passes/PassBuilder.h"
#include "llvm/Plugins/PassPlugin.h"

using namespace llvm;
using namespace gpurt;

/// The command line's view: `opt -passes=NAME`.
static bool addModulePass(StringRef Name, ModulePassManager &Passes) {
  if (Name == "gpurt-lower-malloc")
    Passes.addPass(LowerMallocPass());
  else if (Name == "gpurt-lower-panic")
    Passes.addPass(LowerPanicPass());
  else if (Name == "gpurt-lower-undefined")
    Passes.addPass(LowerUndefinedPass());
  else if (Name == "gpurt-link")
    Passes.addPass(LinkPass());
  else if (Name == "gpurt-magazines")
    Passes.addPass(MagazinesPass());
  else if (Name == "gpurt-mark-cancel")
    Passes.addPass(MarkCancelPass());
  else if (Name == "gpurt-cancel-points")
    Passes.addPass(CancelPointsPass());
  else if (Name == "gpurt-converge")
    Passes.addPass(ConvergePass());
  else if (Name == "gpurt-inline-heap")
    Passes.addPass(InlineHeapPass());
  else if (Name == "gpurt-panic-sites")
    Passes.addPass(PanicSitesPass());
  else if (Name == "gpurt-seal")
    Passes.addPass(SealPass());
  else if (Name == "gpurt-carry-bitcode")
    Passes.addPass(CarryBitcodePass());
  else if (Name == "gpurt-mutate")
    Passes.addPass(MutatePass());
  else if (Name == "gpurt-faults")
    Passes.addPass(FaultsPass());
  else if (Name == "gpurt-retarget")
    Passes.addPass(RetargetPass());
  else if (Name == "gpurt-retarget<memory-model>")
    Passes.addPass(RetargetPass({.MemoryModel = true}));
  else if (Name == "gpurt-retarget<bounds>")
    Passes.addPass(RetargetPass({.CheckBounds = true}));
  else
    return false;
  return true;
}

static bool addFunctionPass(StringRef Name, FunctionPassManager &Passes) {
  if (Name != "gpurt-heap-to-stack")
    return false;
  Passes.addPass(HeapToStackPass());
  return true;
}

static void registerPasses(PassBuilder &Builder) {
  Builder.registerPipelineParsingCallback(
      [](StringRef Name, ModulePassManager &Passes,
         ArrayRef<PassBuilder::PipelineElement>) {
        return addModulePass(Name, Passes);
      });
  Builder.registerPipelineParsingCallback(
      [](StringRef Name, FunctionPassManager &Passes,
         ArrayRef<PassBuilder::PipelineElement>) {
        return addFunctionPass(Name, Passes);
      });
  Builder.registerPipelineStartEPCallback(
      [](ModulePassManager &Passes, OptimizationLevel) {
        Passes.addPass(LowerMallocPass());
        Passes.addPass(LowerPanicPass());
        Passes.addPass(LowerUndefinedPass());
        Passes.addPass(MarkCancelPass());
        Passes.addPass(MagazinesPass());
        Passes.addPass(LinkPass());
      });
  Builder.registerScalarOptimizerLateEPCallback(
      [](FunctionPassManager &Passes, OptimizationLevel Level) {
        // LLVM calls this at -O0 too, where nothing may be optimized.
        if (Level != OptimizationLevel::O0)
          Passes.addPass(HeapToStackPass());
      });
  Builder.registerOptimizerLastEPCallback([](ModulePassManager &Passes,
                                             OptimizationLevel Level,
                                             ThinOrFullLTOPhase) {
    Passes.addPass(PanicSitesPass());
    if (Level != OptimizationLevel::O0)
      Passes.addPass(ConvergePass());
    Passes.addPass(CancelPointsPass());
    Passes.addPass(InlineHeapPass(Level != OptimizationLevel::O0));
    Passes.addPass(SealPass());
    Passes.addPass(CarryBitcodePass());
  });
}

extern "C" LLVM_ATTRIBUTE_WEAK LLVM_ABI PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "gpurt", "0.1.0", registerPasses};
}
