//===- Faults.h - Places where a thread may find its grid stopped -*- C++ -*-=//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A thread that waits in the device library looks whether its grid has panicked
// and ends itself if so (devicelib/error/Stop.h). Whether the heap survives
// that at each such place is a question of schedules that hardly ever come; so
// of a retargeted module this lets the engine answer each look.
// Needs the library's debug lines, as Mutate.h.
// Tests: test/ir/mutate/faults.ll, test/simt/devicelib/
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_RETARGET_FAULTS_H
#define GPURT_PASSES_RETARGET_FAULTS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/PassManager.h"

namespace llvm {
class Module;
} // namespace llvm

namespace gpurt {

/// uint64_t(uint64_t Seen, uint64_t Stopped): \returns what the look finds, the
/// word that was Seen or the one that says Stopped.
inline constexpr llvm::StringLiteral FaultHook = "__gpurt_simt_fault";

/// Puts a call of the hook behind each look of \p M, which retarget() made.
/// \returns how many there are
unsigned injectFaults(llvm::Module &M);

/// gpurt-faults, behind gpurt-retarget.
struct FaultsPass : llvm::PassInfoMixin<FaultsPass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace gpurt

#endif // GPURT_PASSES_RETARGET_FAULTS_H
