//===- Passes.h - The passes of the gpu-rt plugin -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One struct a pass; each is explained at the head of its own file and runs
// alone under the name beside it. Plugin.cpp puts them into Clang's pipeline.
// All of them leave modules for other targets than nvptx64 untouched.
// Tests: test/ir/<name without "gpurt-">/
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_PASSES_H
#define GPURT_PASSES_PASSES_H

#include "llvm/IR/PassManager.h"

namespace gpurt {

/// gpurt-lower-malloc
struct LowerMallocPass : llvm::PassInfoMixin<LowerMallocPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// gpurt-lower-panic
struct LowerPanicPass : llvm::PassInfoMixin<LowerPanicPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// gpurt-lower-undefined
struct LowerUndefinedPass : llvm::PassInfoMixin<LowerUndefinedPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// gpurt-link
struct LinkPass : llvm::PassInfoMixin<LinkPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// gpurt-heap-to-stack; an optimization, so not required.
struct HeapToStackPass : llvm::PassInfoMixin<HeapToStackPass> {
  llvm::PreservedAnalyses run(llvm::Function &F,
                              llvm::FunctionAnalysisManager &AM);
};

/// gpurt-magazines
struct MagazinesPass : llvm::PassInfoMixin<MagazinesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// gpurt-inline-heap
struct InlineHeapPass : llvm::PassInfoMixin<InlineHeapPass> {
  /// \p Optimize: else only what is needed for right code is done.
  explicit InlineHeapPass(bool Optimize = true) : Optimize(Optimize) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }

private:
  bool Optimize;
};

/// gpurt-converge; an optimization, so not required.
struct ConvergePass : llvm::PassInfoMixin<ConvergePass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
};

/// gpurt-mark-cancel
struct MarkCancelPass : llvm::PassInfoMixin<MarkCancelPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// gpurt-cancel-points
struct CancelPointsPass : llvm::PassInfoMixin<CancelPointsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

/// gpurt-panic-sites
struct PanicSitesPass : llvm::PassInfoMixin<PanicSitesPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

/// gpurt-seal
struct SealPass : llvm::PassInfoMixin<SealPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

/// gpurt-carry-bitcode
struct CarryBitcodePass : llvm::PassInfoMixin<CarryBitcodePass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace gpurt

#endif // GPURT_PASSES_PASSES_H
