//===- RuntimeCalls.cpp - Functions that CUDA's device runtime provides ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vprintf, __assertfail where gpu-rt did not lower it, and __nvvm_reflect,
// which libdevice asks at compile time. A module that defines a function of
// such a name keeps its own.
// Test: test/ir/retarget/runtime-calls.ll
//===----------------------------------------------------------------------===//
#include "Context.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Analysis/ValueTracking.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;

/// As if compiled without -ffast-math: exact division and root, no flushing.
static Value *reflect(Context &X, CallInst &Call) {
  StringRef Key;
  if (!getConstantStringInfo(Call.getArgOperand(0)->stripPointerCasts(), Key)) {
    X.unsupported(&Call, "__nvvm_reflect of text that is not constant");
    return X.number(0);
  }
  return X.number(StringSwitch<unsigned>(Key)
                      .Case("__CUDA_ARCH", X.Options.Arch)
                      .Cases({"__CUDA_PREC_DIV", "__CUDA_PREC_SQRT"}, 1)
                      .Default(0));
}

bool retargeting::lowerRuntimeCall(Context &X, CallInst &Call) {
  Function *F = Call.getCalledFunction();
  if (!F || !F->isDeclaration())
    return false;
  IRBuilder<> B(&Call);
  Value *New = nullptr;
  if (F->getName() == "__nvvm_reflect" ||
      F->getName().starts_with("llvm.nvvm.reflect"))
    New = reflect(X, Call);
  else if (F->getName() == "vprintf" && Call.arg_size() == 2)
    New = X.hook(
        B, "vprintf", X.I32,
        {X.flat(B, Call.getArgOperand(0)), X.flat(B, Call.getArgOperand(1))});
  else if (F->getName() == "__assertfail" && Call.arg_size() >= 4)
    X.hook(B, "assertfail", X.Void,
           {X.flat(B, Call.getArgOperand(0)), X.flat(B, Call.getArgOperand(1)),
            Call.getArgOperand(2), X.flat(B, Call.getArgOperand(3)),
            X.site(Call, "assert")},
           Effect::NoReturn);
  else
    return false;
  if (New && !Call.getType()->isVoidTy())
    Call.replaceAllUsesWith(New);
  Call.eraseFromParent();
  return true;
}
