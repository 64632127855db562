//===- Context.cpp - Hooks, sites and the list of what is refused ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A site is one private constant for each call instruction, since the engine
// takes its address for the call's identity; only the texts are shared. The
// place is the innermost inlined frame that the user wrote: "line 900 of
// __clang_cuda_intrinsics.h" would help nobody.
// Test: test/ir/retarget/sites.ll, rejects-*.ll
//===----------------------------------------------------------------------===//
#include "Context.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;

Context::Context(Module &M, std::vector<std::string> &Unsupported,
                 const RetargetOptions &Options)
    : M(M), C(M.getContext()), Options(Options), Unsupported(Unsupported),
      Void(Type::getVoidTy(C)), I1(Type::getInt1Ty(C)), I8(Type::getInt8Ty(C)),
      I16(Type::getInt16Ty(C)), I32(Type::getInt32Ty(C)),
      I64(Type::getInt64Ty(C)), Ptr(PointerType::get(C, 0)),
      SiteType(StructType::get(C, {Ptr, Ptr, Ptr, I32, I32})) {}

//===--- Places -----------------------------------------------------------===//

static std::string pathOf(const DILocation &At) {
  if (sys::path::is_absolute(At.getFilename()) || At.getDirectory().empty())
    return At.getFilename().str();
  return (At.getDirectory() + "/" + At.getFilename()).str();
}

const DILocation *retargeting::userPlace(const Instruction &At,
                                         const RetargetOptions &Options) {
  const DILocation *Innermost = At.getDebugLoc();
  for (const DILocation *L = Innermost; L; L = L->getInlinedAt()) {
    std::string Path = pathOf(*L);
    auto isIn = [&](const std::string &Part) {
      return StringRef(Path).contains(Part);
    };
    // Line 0 is code that the compiler made up.
    if (L->getLine() && none_of(Options.WrapperPaths, isIn))
      return L;
  }
  return Innermost;
}

void Context::unsupported(const Instruction *At, const Twine &What) {
  std::string Line = What.str();
  if (At) {
    const DILocation *L = userPlace(*At, Options);
    Line += " at ";
    Line += L ? (L->getFilename() + ":" + Twine(L->getLine())).str()
              : "unknown place (compile with -gline-tables-only)";
    StringRef In = At->getFunction()->getName();
    if (L)
      if (const DISubprogram *S = L->getScope()->getSubprogram())
        In = S->getName();
    Line += (" (" + In + ")").str();
  }
  if (!is_contained(Unsupported, Line))
    Unsupported.push_back(std::move(Line));
}

Constant *Context::text(StringRef T) {
  GlobalVariable *&G = Texts[T];
  if (!G) {
    Constant *Bytes = ConstantDataArray::getString(C, T);
    G = new GlobalVariable(M, Bytes->getType(), /*isConstant=*/true,
                           GlobalValue::PrivateLinkage, Bytes,
                           "__gpurt_simt_text");
    G->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  }
  return G;
}

/// " < g at k.cu:7 < f at k.cu:12": where \p L is inlined.
static std::string callersOf(const DILocation &L) {
  std::string Text;
  for (const DILocation *Outer = L.getInlinedAt(); Outer;
       Outer = Outer->getInlinedAt())
    Text += (" < " + Outer->getScope()->getSubprogram()->getName() + " at " +
             sys::path::filename(Outer->getFilename()) + ":" +
             Twine(Outer->getLine()))
                .str();
  return Text;
}

Constant *Context::site(const Instruction &At, StringRef What) {
  StringRef File, In = At.getFunction()->getName();
  unsigned Line = 0, Column = 0;
  std::string Callers;
  if (const DILocation *L = userPlace(At, Options)) {
    File = L->getFilename();
    Line = L->getLine();
    Column = L->getColumn();
    if (const DISubprogram *S = L->getScope()->getSubprogram())
      In = S->getName();
    Callers = callersOf(*L);
  }
  Constant *None = ConstantPointerNull::get(Ptr);
  Constant *Fields[] = {File.empty() ? None : text(File),
                        text((In + Callers).str()), text(What), number(Line),
                        number(Column)};
  // Not unnamed_addr: two sites with the same content must stay two.
  return new GlobalVariable(
      M, SiteType, /*isConstant=*/true, GlobalValue::PrivateLinkage,
      ConstantStruct::get(SiteType, Fields), "__gpurt_simt_site");
}

CallInst *Context::hook(IRBuilder<> &B, StringRef Name, Type *Result,
                        ArrayRef<Value *> Args, Effect E) {
  SmallVector<Type *> Types;
  for (Value *A : Args)
    Types.push_back(A->getType());
  std::string Full = ("__gpurt_simt_" + Name).str();
  auto *F = cast<Function>(
      M.getOrInsertFunction(Full, FunctionType::get(Result, Types, false))
          .getCallee());
  F->setDoesNotThrow();
  if (E == Effect::Pure) {
    F->setDoesNotAccessMemory();
    F->setWillReturn();
  } else {
    // The engine's answer depends on which lanes come here together.
    F->setConvergent();
  }
  if (E == Effect::NoReturn)
    F->setDoesNotReturn();
  CallInst *Call = B.CreateCall(F, Args);
  if (E != Effect::Pure)
    Call->setConvergent();
  return Call;
}

//===--- Values -----------------------------------------------------------===//

ConstantInt *Context::number(uint32_t N) {
  return cast<ConstantInt>(ConstantInt::get(I32, N));
}

Value *Context::flat(IRBuilder<> &B, Value *Pointer) {
  if (Pointer->getType()->isIntegerTy())
    return B.CreateIntToPtr(Pointer, Ptr);
  return B.CreateAddrSpaceCast(Pointer, Ptr);
}

Value *Context::toBits(IRBuilder<> &B, Value *V, unsigned Bits) {
  Type *T = V->getType(), *Wide = IntegerType::get(C, Bits);
  if (T->isPointerTy())
    V = B.CreatePtrToInt(V, I64);
  else if (!T->isIntegerTy())
    V = B.CreateBitCast(V, IntegerType::get(C, T->getPrimitiveSizeInBits()));
  return B.CreateZExtOrTrunc(V, Wide);
}

Value *Context::fromBits(IRBuilder<> &B, Value *Bits, Type *To) {
  if (To->isPointerTy())
    return B.CreateIntToPtr(B.CreateZExtOrTrunc(Bits, I64), To);
  if (To->isIntegerTy())
    return B.CreateZExtOrTrunc(Bits, To);
  Type *Same = IntegerType::get(C, To->getPrimitiveSizeInBits());
  return B.CreateBitCast(B.CreateZExtOrTrunc(Bits, Same), To);
}

Value *Context::truth(IRBuilder<> &B, Value *V) {
  return V->getType() == I1 ? V : B.CreateIsNotNull(V);
}
Value *Context::word(IRBuilder<> &B, Value *V) {
  return B.CreateZExtOrTrunc(V, I32);
}
Value *Context::low(IRBuilder<> &B, Value *V) { return B.CreateTrunc(V, I32); }
Value *Context::flag(IRBuilder<> &B, Value *V) {
  return B.CreateTrunc(B.CreateLShr(V, 32), I1);
}
