//===- Mutate.h - Weaken one memory order at a time -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Is each order of the device library needed, and does a test notice when it
// is missing? Of a retargeted module this names every ordered access and fence
// that the library makes, and weakens one of them on request. A name is made
// of the file, the function and the operation, so it outlives edits elsewhere
// in the file; all copies that inlining made of one source line are one site.
// Needs the library's debug lines (-gpurt-library-lines when it is linked).
// Tests: test/ir/mutate/, test/simt/devicelib/
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_RETARGET_MUTATE_H
#define GPURT_PASSES_RETARGET_MUTATE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/PassManager.h"

#include <string>
#include <vector>

namespace llvm {
class CallInst;
class Module;
class raw_ostream;
} // namespace llvm

namespace gpurt {

/// One source line's access or fence, as hook calls of a retargeted module.
struct OrderSite {
  /// "alloc/Slots.cpp:claimBit:fetchOr"; "#2" behind it for the second such
  /// line of the function.
  std::string Id;
  std::string File; ///< as the compiler was given it
  unsigned Line = 0;
  std::string Order; ///< relaxed, acquire, release, acq_rel or sc
  std::string Scope; ///< block, cluster, device or system
  /// Each may stand behind the site's name: an order, a scope, or "drop".
  std::vector<std::string> Mutations;
  llvm::SmallVector<llvm::CallInst *, 4> Copies;
};

/// All sites of the device library in \p M, which retarget() made, by name.
std::vector<OrderSite> orderSites(llvm::Module &M);

/// One line a site: name, file:line, order, scope, and its mutations with
/// commas between; parted by tabs.
void printOrderSites(const std::vector<OrderSite> &Sites,
                     llvm::raw_ostream &Out);

/// Called before each access that a mutation has weakened, with the text of
/// the mutation.
inline constexpr llvm::StringLiteral MutatedHook = "__gpurt_simt_mutated";

/// Weakens one site of \p M, which retarget() made.
/// \param Mutation  "<site>:<order, scope or drop>"
/// \returns empty, or in one line why nothing was changed
std::string mutateOrder(llvm::Module &M, llvm::StringRef Mutation);

/// gpurt-mutate, behind gpurt-retarget: what -gpurt-mutate=<site>:<what> says;
/// "list" prints the sites instead.
struct MutatePass : llvm::PassInfoMixin<MutatePass> {
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; }
};

} // namespace gpurt

#endif // GPURT_PASSES_RETARGET_MUTATE_H
