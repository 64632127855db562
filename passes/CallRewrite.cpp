//===- CallRewrite.cpp - Turn library functions into runtime calls --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Matching, thunks and the rewriting of one call. A function whose address is
// taken (in code, in a vtable, in a global's initializer) becomes an internal
// thunk with the old type that makes the runtime call, so that a pointer to
// it can be called as before. Its address is the same within one module only.
// Tests: test/ir/lower-malloc/function-pointer.ll,
//        test/ir/lower-malloc/rejects-wrong-type.ll,
//        test/ir/lower-panic/vtable.ll
//===----------------------------------------------------------------------===//
#include "CallRewrite.h"

#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;

namespace gpurt {

//===----------------------------------------------------------------------===//
// Match
//===----------------------------------------------------------------------===//

static bool givesWay(const Function &F, Replaces What) {
  if (F.isDeclaration())
    return true;
  switch (What) {
  case Replaces::Declarations:
    return false;
  case Replaces::InlineToo:
    return F.hasLinkOnceLinkage() || F.hasAvailableExternallyLinkage();
  case Replaces::StaticToo:
    return F.hasLocalLinkage();
  }
  llvm_unreachable("kind of definition");
}

static bool takesAddress(const Use &U) {
  const auto *Call = dyn_cast<CallBase>(U.getUser());
  return !Call || !Call->isCallee(&U);
}

//===----------------------------------------------------------------------===//
// Report
//===----------------------------------------------------------------------===//

static std::string spell(const FunctionType *Type) {
  std::string Text;
  raw_string_ostream(Text) << *Type;
  return Text;
}

void reportError(const Module &M, const CallBase *Call, const Twine &Message,
                 StringRef PassName) {
  std::string Text = (Message + " [" + PassName + "]").str();
  LLVMContext &Ctx = M.getContext();
  // Clang prints this kind at the place in the source.
  if (Call)
    Ctx.diagnose(DiagnosticInfoUnsupported(*Call->getFunction(), Text,
                                           Call->getDebugLoc()));
  else
    Ctx.diagnose(DiagnosticInfoGeneric(Text));
}

static void reportType(const Function &F, const CallBase *Call,
                       const FunctionType *Found, const FunctionType *Wanted,
                       StringRef PassName) {
  reportError(*F.getParent(), Call,
              "'" + F.getName() + "' has type " + spell(Found) +
                  " here, but the runtime's is " + spell(Wanted) +
                  "; declare it as its standard header does",
              PassName);
}

//===----------------------------------------------------------------------===//
// Rewrite
//===----------------------------------------------------------------------===//

/// \returns an internal function of \p F's type that only calls \p F.
static Function *makeThunk(Function &F) {
  Function *Thunk =
      Function::Create(F.getFunctionType(), GlobalValue::InternalLinkage,
                       RuntimePrefix + "thunk_" + F.getName(), *F.getParent());
  Thunk->addFnAttr(Attribute::NoUnwind);
  // Inlining needs equal targets, and a pointer is often known after all.
  for (StringRef Kind : {"target-cpu", "target-features"})
    if (F.hasFnAttribute(Kind))
      Thunk->addFnAttr(F.getFnAttribute(Kind));

  IRBuilder<> Builder(BasicBlock::Create(F.getContext(), "", Thunk));
  SmallVector<Value *, 4> Args;
  for (Argument &Arg : Thunk->args())
    Args.push_back(&Arg);
  CallInst *Call = Builder.CreateCall(&F, Args);
  if (F.getReturnType()->isVoidTy())
    Builder.CreateRetVoid();
  else
    Builder.CreateRet(Call);
  return Thunk;
}

Function *findToLower(Module &M, const LibraryFn &Fn, StringRef PassName) {
  Function *F = M.getFunction(Fn.Name);
  if (!F || !givesWay(*F, Fn.What))
    return nullptr;
  FunctionType *Wanted = makeType(M.getContext(), Fn.Type);
  if (F->getFunctionType() == Wanted)
    return F;
  if (F->use_empty())
    return nullptr;
  const CallBase *FirstCall = nullptr;
  for (const Use &U : F->uses())
    if (!takesAddress(U))
      FirstCall = cast<CallBase>(U.getUser());
  reportType(*F, FirstCall, F->getFunctionType(), Wanted, PassName);
  return nullptr;
}

SmallVector<CallInst *> collectCalls(Function &F, StringRef PassName) {
  if (any_of(F.uses(), takesAddress)) {
    // The thunk's own call is no use of the address, so it stays.
    Function *Thunk = makeThunk(F);
    F.replaceUsesWithIf(Thunk, takesAddress);
  }

  SmallVector<CallInst *> Calls;
  for (User *U : make_early_inc_range(F.users())) {
    auto *Call = cast<CallBase>(U);
    if (Call->getFunctionType() != F.getFunctionType()) {
      reportType(F, Call, Call->getFunctionType(), F.getFunctionType(),
                 PassName);
      continue;
    }
    // Nothing unwinds in device code: an invoke always takes its normal path.
    if (auto *Invoke = dyn_cast<InvokeInst>(Call))
      Call = changeToCall(Invoke);
    if (auto *Plain = dyn_cast<CallInst>(Call))
      Calls.push_back(Plain);
  }
  return Calls;
}

/// What \p Old says about its result, as far as the runtime keeps it. Clang
/// says nonnull where its own header forgot a noexcept: our nothrow forms
/// give null, so only the throwing ones, which panic, may keep that.
static AttributeSet resultAttributes(const CallInst &Old,
                                     FunctionCallee Callee) {
  AttributeSet Attrs = Old.getAttributes().getRetAttrs();
  const auto *F = cast<Function>(Callee.getCallee());
  if (F->getAttributes().hasRetAttr(Attribute::NonNull))
    return Attrs;
  AttributeMask Unsure;
  Unsure.addAttribute(Attribute::NonNull);
  Unsure.addAttribute(Attribute::Dereferenceable);
  return Attrs.removeAttributes(Old.getContext(), Unsure);
}

CallInst *rewriteCall(CallInst &Old, FunctionCallee Callee, StringRef Map) {
  IRBuilder<> Builder(&Old);
  LLVMContext &Ctx = Old.getContext();
  SmallVector<Value *, 6> Args;
  SmallVector<AttributeSet, 6> ArgAttrs;
  for (char Letter : Map) {
    Value *Arg = nullptr;
    AttributeSet Attrs;
    switch (Letter) {
    case 'S':
      Arg = ConstantPointerNull::get(Builder.getPtrTy());
      break;
    case 'c':
      Arg = Builder.getInt64(1);
      break;
    case 'x':
      Arg = Builder.CreateZExt(Old.getArgOperand(0), Builder.getInt32Ty());
      break;
    case 'z':
      Arg = Old.getArgOperand(0);
      if (auto *Size = dyn_cast<ConstantInt>(Arg))
        Arg = Size->isZero() ? Builder.getInt64(1) : Size;
      else
        Arg = Builder.CreateBinaryIntrinsic(Intrinsic::umax, Arg,
                                            Builder.getInt64(1));
      break;
    default:
      Arg = Old.getArgOperand(Letter - '0');
      Attrs = Old.getAttributes().getParamAttrs(Letter - '0');
    }
    Args.push_back(Arg);
    ArgAttrs.push_back(Attrs);
  }

  SmallVector<OperandBundleDef, 1> Bundles;
  Old.getOperandBundlesAsDefs(Bundles);
  CallInst *New = Builder.CreateCall(Callee, Args, Bundles);
  // Function attributes of the old call (allocsize, builtin) speak of another
  // callee; ours carries its own.
  New->setAttributes(AttributeList::get(
      Ctx, AttributeSet(), resultAttributes(Old, Callee), ArgAttrs));
  New->copyMetadata(Old);
  // A musttail call needs the caller's type, which ours does not have.
  New->setTailCallKind(Old.isMustTailCall() ? CallInst::TCK_Tail
                                            : Old.getTailCallKind());
  New->takeName(&Old);
  Old.replaceAllUsesWith(New);
  Old.eraseFromParent();
  return New;
}

void removeIfUnused(Function &F) {
  F.removeDeadConstantUsers();
  if (F.use_empty())
    F.eraseFromParent();
}

} // namespace gpurt
