//===- Waits.h - Which code may wait for other threads --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code may wait for another thread if it has a barrier or another operation of
// several lanes in it, calls what we cannot look into, or loops for as long as
// it sees something that others change. What has none of that comes to an end
// by itself, in C++ at least, whatever the other threads do: a loop that sees
// nothing of them must end, or its behaviour is undefined. So it does not
// matter to it when they run. The heap's functions wait for no other lane.
//
// Answers no only where that is sure: recursion, calls through pointers and
// unknown assembly may wait. A snapshot: make a new one after a change.
// Tests: test/ir/converge/
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_WAITS_H
#define GPURT_PASSES_WAITS_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/PassManager.h"

namespace llvm {
class CallBase;
class Instruction;
} // namespace llvm

namespace gpurt {

/// \returns whether \p Call is a barrier of all threads of the block, or one
/// that names all lanes of the warp: every thread that has not ended comes to
/// it, or the program is wrong.
bool isEverybodys(const llvm::CallBase &Call);

class Waits {
public:
  explicit Waits(llvm::FunctionAnalysisManager &AM) : AM(AM) {}

  /// \returns whether a thread in \p F may wait for another one, but for the
  /// barriers of everybody that F itself has.
  bool mayWait(llvm::Function &F);

private:
  /// What a piece of code does that others notice, the worst last. To look
  /// twice is to wait, if one looks until one sees something.
  enum Does : uint8_t { Nothing, Looks, Waiting };

  Does whatDoes(const llvm::Instruction &I);
  Does whatDoes(const llvm::CallBase &Call);
  /// What a call of \p F does.
  Does whatCallDoes(llvm::Function &F);
  Does whatBodyDoes(llvm::Function &F, bool ButBarriers);

  llvm::FunctionAnalysisManager &AM;
  llvm::DenseMap<const llvm::Function *, Does> Known;
};

} // namespace gpurt

#endif // GPURT_PASSES_WAITS_H
