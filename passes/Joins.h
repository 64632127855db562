//===- Joins.h - Where the ways from a branch meet again ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's post-dominators, but for what ends in `unreachable`: a way to a panic
// leads nowhere, so that the others still meet. By Cooper, Harvey and Kennedy,
// "A Simple, Fast Dominance Algorithm" (2001), on the reversed graph.
// Test: test/ir/converge/
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_JOINS_H
#define GPURT_PASSES_JOINS_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

namespace llvm {
class BasicBlock;
class Function;
} // namespace llvm

namespace gpurt {

class Joins {
public:
  explicit Joins(llvm::Function &F);

  /// \returns the first block that every way from the end of \p Block to a
  /// return goes through; null if there is none, or no way.
  [[nodiscard]] llvm::BasicBlock *after(llvm::BasicBlock &Block) const;

  /// \returns the blocks that can be reached from the end of \p Block without
  /// going through \p Join, those before `unreachable` too.
  static llvm::SmallPtrSet<llvm::BasicBlock *, 16>
  between(llvm::BasicBlock &Block, const llvm::BasicBlock &Join);

private:
  static constexpr unsigned None = ~0u;

  [[nodiscard]] unsigned commonOf(unsigned A, unsigned B) const;

  /// Blocks from which a return can be reached, those nearest to it first;
  /// before them, as number 0, what follows all returns.
  llvm::SmallVector<llvm::BasicBlock *> Order;
  llvm::DenseMap<const llvm::BasicBlock *, unsigned> Number;
  llvm::SmallVector<unsigned> Next; ///< of each number, the one it must reach
};

} // namespace gpurt

#endif // GPURT_PASSES_JOINS_H
