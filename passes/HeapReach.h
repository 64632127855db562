//===- HeapReach.h - What a kernel may get to -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which functions of a module may, through any number of calls, allocate or
// panic, and how much shared memory they name. A call through a pointer may go
// to any function whose address is taken. The runtime's functions are leaves:
// what they are, their names say. A snapshot: make a new one after a change.
// Tests: test/ir/magazines/
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_HEAPREACH_H
#define GPURT_PASSES_HEAPREACH_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <cstdint>

namespace llvm {
class Function;
class GlobalVariable;
class Module;
} // namespace llvm

namespace gpurt {

class HeapReach {
public:
  explicit HeapReach(const llvm::Module &M);

  /// \returns whether \p F may call a function of the malloc family.
  [[nodiscard]] bool allocates(const llvm::Function &F) const;

  /// \returns whether \p F may panic by a call that gpurt-lower-panic made.
  [[nodiscard]] bool panics(const llvm::Function &F) const;

  /// \returns whether \p F is, or may call, \p Callee.
  [[nodiscard]] bool calls(const llvm::Function &F,
                           const llvm::Function &Callee) const;

  /// \returns whether \p F may call through a pointer.
  [[nodiscard]] bool callsThroughPointer(const llvm::Function &F) const;

  /// \returns the bytes of the shared variables that \p F may use.
  [[nodiscard]] uint64_t sharedBytes(const llvm::Function &F) const;

private:
  using Functions = llvm::SmallPtrSet<const llvm::Function *, 8>;

  /// All that \p F may call, itself included.
  [[nodiscard]] Functions closure(const llvm::Function &F) const;

  llvm::DenseMap<const llvm::Function *, Functions> Callees;
  Functions Indirect;
  llvm::DenseMap<const llvm::GlobalVariable *, Functions> SharedUsers;
};

} // namespace gpurt

#endif // GPURT_PASSES_HEAPREACH_H
