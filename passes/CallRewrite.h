//===- CallRewrite.h - Turn library functions into runtime calls ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What gpurt-lower-malloc and gpurt-lower-panic share: a table row says which
// function becomes which runtime call; here the row is matched, uses of the
// function's address are given a thunk, and calls are rewritten.
// Tests: test/ir/lower-malloc/, test/ir/lower-panic/
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_CALLREWRITE_H
#define GPURT_PASSES_CALLREWRITE_H

#include "Runtime.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/InstrTypes.h"

namespace gpurt {

/// Which definitions of a function give way to ours; declarations always do.
enum class Replaces {
  /// None: a definition is the user's own.
  Declarations,
  /// linkonce: the operators of clang's cuda_wrappers/new. C++ forbids users
  /// to define a replaceable operator inline, so those are never theirs.
  InlineToo,
  /// Local: the static inline helpers of clang's CUDA headers, known by name.
  StaticToo,
};

/// One function of a library and the runtime call that takes its place.
struct LibraryFn {
  llvm::StringLiteral Name;
  /// Its type, spelled as makeType reads it.
  llvm::StringLiteral Type;
  /// One letter for each parameter of Target. A digit is the argument of that
  /// index, z argument 0 but at least 1, x argument 0 widened to i32, c the
  /// constant i64 1, S the Site, null for now.
  llvm::StringLiteral Args;
  RuntimeFn Target;
  Replaces What = Replaces::Declarations;
  /// The form that C++ says this one calls by default, and with which of its
  /// arguments. It is called instead of Target if the user defined it.
  llvm::StringLiteral Default = "";
  llvm::StringLiteral DefaultArgs = "";
};

/// \returns the function to lower, or null if \p M has none or it is the
/// user's own. One of another type is reported under \p PassName.
llvm::Function *findToLower(llvm::Module &M, const LibraryFn &Fn,
                            llvm::StringRef PassName);

/// \returns the calls of \p F that are to be rewritten. Uses of its address
/// go to an internal thunk of the same type, whose call is among them. Calls
/// with another type are reported under \p PassName and left out.
llvm::SmallVector<llvm::CallInst *> collectCalls(llvm::Function &F,
                                                 llvm::StringRef PassName);

/// Replaces \p Old by a call of \p Callee with the arguments that \p Map
/// spells. Keeps its debug location, metadata and name.
llvm::CallInst *rewriteCall(llvm::CallInst &Old, llvm::FunctionCallee Callee,
                            llvm::StringRef Map);

/// Removes \p F if nothing uses it any more.
void removeIfUnused(llvm::Function &F);

/// Reports an error at \p Call, or for the module if it is null.
void reportError(const llvm::Module &M, const llvm::CallBase *Call,
                 const llvm::Twine &Message, llvm::StringRef PassName);

} // namespace gpurt

#endif // GPURT_PASSES_CALLREWRITE_H
