//===- Accesses.cpp - Loads, stores, atomics, fences and block copies -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: load atomic i32, ptr %p syncscope("device") acquire
// After:  call i64 @__gpurt_simt_load(ptr %p, i32 4, i32 ACQUIRE, i32
// DEVICE,..) A plain access stays, with __gpurt_simt_shared_access before it
// where it may be to shared memory. It may not if it comes from an alloca, a
// variable of another space, or a kernel's parameter. With a memory model a
// plain access becomes one or more calls with SIMT_PLAIN; variables of the
// lane's own stack stay as they are. Test: test/ir/retarget/atomic-*.ll,
// shared-access.ll, memory-model.ll
//===----------------------------------------------------------------------===//
#include "Context.h"

#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/LowerMemIntrinsics.h"

using namespace llvm;
using namespace gpurt;
using namespace gpurt::retargeting;

static SimtOrder orderOf(AtomicOrdering O, bool Volatile = false) {
  switch (O) {
  case AtomicOrdering::NotAtomic:
    return Volatile ? SIMT_VOLATILE : SIMT_PLAIN;
  case AtomicOrdering::Unordered:
  case AtomicOrdering::Monotonic:
    return SIMT_RELAXED;
  case AtomicOrdering::Acquire:
    return SIMT_ACQUIRE;
  case AtomicOrdering::Release:
    return SIMT_RELEASE;
  case AtomicOrdering::AcquireRelease:
    return SIMT_ACQ_REL;
  case AtomicOrdering::SequentiallyConsistent:
    return SIMT_SEQ_CST;
  }
  llvm_unreachable("covered switch");
}

/// False for a name that NVPTX does not know.
static bool scopeOf(Context &X, const Instruction &I, SyncScope::ID Id,
                    SimtScope &Scope) {
  SmallVector<StringRef> Names;
  X.C.getSyncScopeNames(Names);
  StringRef Name = Id < Names.size() ? Names[Id] : "";
  if (Name == "" || Name == "system")
    Scope = SIMT_SYSTEM;
  else if (Name == "device")
    Scope = SIMT_DEVICE;
  else if (Name == "cluster")
    Scope = SIMT_CLUSTER;
  else if (Name == "block" || Name == "singlethread")
    Scope = SIMT_BLOCK;
  else {
    X.unsupported(&I, "syncscope(\"" + Name + "\")");
    return false;
  }
  return true;
}

//===--- Where a pointer may point ----------------------------------------===//

namespace {
enum class Where { Private, Constant, Global, Shared, Unknown };
}

static Where whereIs(const Value *Pointer) {
  switch (Pointer->getType()->getPointerAddressSpace()) {
  case 3:
  case 7:
    return Where::Shared;
  case 1:
    return Where::Global;
  case 4:
    return Where::Constant;
  case 5:
    return Where::Private;
  default:
    break;
  }
  if (isa<AllocaInst>(Pointer))
    return Where::Private;
  if (auto *G = dyn_cast<GlobalVariable>(Pointer))
    return G->isConstant() ? Where::Constant : Where::Global;
  if (auto *A = dyn_cast<Argument>(Pointer)) {
    if (A->hasByValAttr())
      return Where::Private;
    // The host cannot know an address of shared memory.
    if (A->getParent()->getCallingConv() == CallingConv::PTX_Kernel)
      return Where::Global;
  }
  return Where::Unknown;
}

/// Of all objects that \p Pointer may be based on.
static Where placeOf(const Value *Pointer) {
  // The type says it even where the object is out of sight.
  if (Pointer->getType()->getPointerAddressSpace() != 0)
    return whereIs(Pointer);
  SmallVector<const Value *, 4> Objects;
  getUnderlyingObjects(Pointer, Objects, /*LI=*/nullptr, /*MaxLookup=*/32);
  std::optional<Where> All;
  for (const Value *O : Objects) {
    Where W = whereIs(O);
    if (!All || *All == W)
      All = W;
    else if (*All == Where::Shared || W == Where::Shared ||
             *All == Where::Unknown || W == Where::Unknown)
      All = Where::Unknown;
    else
      All = Where::Global;
  }
  return All.value_or(Where::Unknown);
}

static bool mayBeShared(const Value *Pointer) {
  Where W = placeOf(Pointer);
  return W == Where::Shared || W == Where::Unknown;
}

//===--- Plain accesses ---------------------------------------------------===//

static void announce(Context &X, Instruction &I, Value *Pointer, Value *Bytes,
                     bool IsWrite) {
  IRBuilder<> B(&I);
  X.hook(B, "shared_access", X.Void,
         {X.flat(B, Pointer), X.word(B, Bytes), X.number(IsWrite),
          X.site(I, IsWrite ? "store" : "load")});
}

/// The variable that \p Pointer must be based on, if it has a size of its own.
static GlobalVariable *variableOf(Value *Pointer) {
  SmallVector<const Value *, 4> Objects;
  getUnderlyingObjects(Pointer, Objects, /*LI=*/nullptr, /*MaxLookup=*/32);
  if (Objects.size() != 1)
    return nullptr;
  auto *G = dyn_cast<GlobalVariable>(Objects[0]);
  bool Known = G && !G->isDeclaration() && G->getValueType()->isSized();
  return Known ? const_cast<GlobalVariable *>(G) : nullptr;
}

static bool isInside(Context &X, Value *Pointer, const GlobalVariable &G,
                     Value *Bytes, uint64_t Size) {
  const DataLayout &Layout = X.M.getDataLayout();
  APInt Offset(Layout.getIndexTypeSizeInBits(Pointer->getType()), 0);
  auto *Length = dyn_cast<ConstantInt>(Bytes);
  return Length &&
         Pointer->stripAndAccumulateConstantOffsets(
             Layout, Offset, /*AllowNonInbounds=*/true) == &G &&
         Offset.isNonNegative() && Offset.ule(Size) &&
         Length->getValue().zextOrTrunc(64).ule(Size - Offset.getZExtValue());
}

/// Announces an access for RetargetOptions::CheckBounds. The engine checks
/// what goes through it (\p Order is not plain, or there is a model) against
/// all that the kernel may touch; only the variable is left to do then.
static void guard(Context &X, Instruction &I, Value *Pointer, Value *Bytes,
                  Align At, bool IsWrite, bool IsModelled) {
  if (!X.Options.CheckBounds || placeOf(Pointer) == Where::Private)
    return;
  IRBuilder<> B(&I);
  const char *What = IsWrite ? "store" : "load";
  if (GlobalVariable *G = variableOf(Pointer)) {
    uint64_t Size = X.M.getDataLayout().getTypeAllocSize(G->getValueType());
    // A size of nothing is a dynamic shared array.
    if (Size) {
      if (!isInside(X, Pointer, *G, Bytes, Size))
        X.hook(B, "variable_access", X.Void,
               {X.flat(B, Pointer), X.word(B, Bytes), X.flat(B, G),
                B.getInt64(Size), X.text(demangle(G->getName())),
                X.number(IsWrite), X.site(I, What)});
      // That a store changes something must be seen; shared_access sees it.
      if (!IsWrite || placeOf(Pointer) == Where::Shared)
        return;
    }
  }
  if (!IsModelled)
    X.hook(B, "plain_access", X.Void,
           {X.flat(B, Pointer), X.word(B, Bytes),
            X.number(uint32_t(At.value())), X.number(IsWrite),
            X.site(I, What)});
}

/// Calls \p Do with offset and size of each part that the engine takes in one
/// go.
template <typename F> static void eachPart(uint64_t Bytes, Align At, F Do) {
  for (uint64_t Offset = 0; Offset != Bytes;) {
    uint64_t Part = std::min<uint64_t>(8, commonAlignment(At, Offset).value());
    while (Part > Bytes - Offset)
      Part /= 2;
    Do(Offset, Part);
    Offset += Part;
  }
}

/// One that the engine takes as a whole.
static bool fits(Context &X, Type *T) {
  uint64_t Bytes = X.M.getDataLayout().getTypeStoreSize(T);
  return Bytes <= 8 && isPowerOf2_64(Bytes);
}

/// A plain or volatile access that needs no copy in the lane's stack.
static bool isWhole(Context &X, Type *T, Align At) {
  bool Scalar = T->isIntOrPtrTy() || T->isFloatingPointTy() ||
                (T->isVectorTy() && !T->isPtrOrPtrVectorTy());
  return Scalar && fits(X, T) &&
         At.value() >= X.M.getDataLayout().getTypeStoreSize(T);
}

static AllocaInst *scratch(Instruction &I, Type *T) {
  IRBuilder<> B(&*I.getFunction()->getEntryBlock().getFirstInsertionPt());
  return B.CreateAlloca(T);
}

static void modelLoad(Context &X, LoadInst &L, SimtOrder Order,
                      SimtScope Scope) {
  IRBuilder<> B(&L);
  Type *T = L.getType();
  Constant *Site = X.site(L, Order == SIMT_PLAIN ? "load" : "volatile load");
  if (isWhole(X, T, L.getAlign())) {
    L.replaceAllUsesWith(
        X.load(B, T, L.getPointerOperand(), Order, Scope, Site));
    L.eraseFromParent();
    return;
  }
  AllocaInst *Copy = scratch(L, T);
  eachPart(X.M.getDataLayout().getTypeStoreSize(T), L.getAlign(),
           [&](uint64_t Offset, uint64_t Part) {
             Value *From = B.CreateConstInBoundsGEP1_64(
                 X.I8, X.flat(B, L.getPointerOperand()), Offset);
             Value *To = B.CreateConstInBoundsGEP1_64(X.I8, Copy, Offset);
             Type *Word = B.getIntNTy(unsigned(Part * 8));
             B.CreateStore(X.load(B, Word, From, Order, Scope, Site), To);
           });
  L.replaceAllUsesWith(B.CreateLoad(T, Copy));
  L.eraseFromParent();
}

static void modelStore(Context &X, StoreInst &S, SimtOrder Order,
                       SimtScope Scope) {
  IRBuilder<> B(&S);
  Type *T = S.getValueOperand()->getType();
  Constant *Site = X.site(S, Order == SIMT_PLAIN ? "store" : "volatile store");
  if (isWhole(X, T, S.getAlign())) {
    X.store(B, S.getValueOperand(), S.getPointerOperand(), Order, Scope, Site);
    S.eraseFromParent();
    return;
  }
  AllocaInst *Copy = scratch(S, T);
  B.CreateStore(S.getValueOperand(), Copy);
  eachPart(X.M.getDataLayout().getTypeStoreSize(T), S.getAlign(),
           [&](uint64_t Offset, uint64_t Part) {
             Value *From = B.CreateConstInBoundsGEP1_64(X.I8, Copy, Offset);
             Value *To = B.CreateConstInBoundsGEP1_64(
                 X.I8, X.flat(B, S.getPointerOperand()), Offset);
             Value *V = B.CreateLoad(B.getIntNTy(unsigned(Part * 8)), From);
             X.store(B, V, To, Order, Scope, Site);
           });
  S.eraseFromParent();
}

/// True if the access with this order goes through the engine.
static bool isModelled(Context &X, Value *Pointer, SimtOrder Order) {
  Where W = placeOf(Pointer);
  if (W == Where::Private)
    return false;
  if (Order != SIMT_PLAIN)
    return true;
  return X.Options.MemoryModel && W != Where::Constant;
}

static bool rejectWide(Context &X, Instruction &I, Type *T) {
  if (fits(X, T))
    return false;
  X.unsupported(&I, "an atomic access of " +
                        Twine(X.M.getDataLayout().getTypeStoreSize(T)) +
                        " bytes");
  return true;
}

static void lowerLoad(Context &X, LoadInst &L) {
  SimtOrder Order = orderOf(L.getOrdering(), L.isVolatile());
  SimtScope Scope = SIMT_SYSTEM;
  Value *Pointer = L.getPointerOperand();
  Value *Bytes = X.number(X.M.getDataLayout().getTypeStoreSize(L.getType()));
  bool Modelled = isModelled(X, Pointer, Order);
  guard(X, L, Pointer, Bytes, L.getAlign(), false, Modelled);
  if (!Modelled) {
    if (Order == SIMT_PLAIN && mayBeShared(Pointer))
      announce(X, L, Pointer, Bytes, false);
    return;
  }
  if (!L.isAtomic())
    return modelLoad(X, L, Order, Scope);
  if (!scopeOf(X, L, L.getSyncScopeID(), Scope) ||
      rejectWide(X, L, L.getType()))
    return;
  IRBuilder<> B(&L);
  L.replaceAllUsesWith(
      X.load(B, L.getType(), Pointer, Order, Scope, X.site(L, "atomic load")));
  L.eraseFromParent();
}

static void lowerStore(Context &X, StoreInst &S) {
  SimtOrder Order = orderOf(S.getOrdering(), S.isVolatile());
  SimtScope Scope = SIMT_SYSTEM;
  Value *Pointer = S.getPointerOperand();
  Type *T = S.getValueOperand()->getType();
  Value *Bytes = X.number(X.M.getDataLayout().getTypeStoreSize(T));
  bool Modelled = isModelled(X, Pointer, Order);
  guard(X, S, Pointer, Bytes, S.getAlign(), true, Modelled);
  if (!Modelled) {
    if (Order == SIMT_PLAIN && mayBeShared(Pointer))
      announce(X, S, Pointer, Bytes, true);
    return;
  }
  if (!S.isAtomic())
    return modelStore(X, S, Order, Scope);
  if (!scopeOf(X, S, S.getSyncScopeID(), Scope) || rejectWide(X, S, T))
    return;
  IRBuilder<> B(&S);
  X.store(B, S.getValueOperand(), Pointer, Order, Scope,
          X.site(S, "atomic store"));
  S.eraseFromParent();
}

//===--- Atomics ----------------------------------------------------------===//

static void lowerRmw(Context &X, AtomicRMWInst &R) {
  SimtScope Scope;
  if (!scopeOf(X, R, R.getSyncScopeID(), Scope) ||
      rejectWide(X, R, R.getType()))
    return;
  SimtOrder Order = orderOf(R.getOrdering());
  if (X.Options.RmwAsEmitted) {
    Order = SIMT_RELAXED;
    Scope = SIMT_DEVICE;
  }
  guard(X, R, R.getPointerOperand(),
        X.number(X.M.getDataLayout().getTypeStoreSize(R.getType())),
        R.getAlign(), true, true);
  IRBuilder<> B(&R);
  std::string What = ("atomic " + R.getOperationName(R.getOperation())).str();
  Value *Old = X.rmw(B, R.getOperation(), R.getPointerOperand(),
                     R.getValOperand(), Order, Scope, X.site(R, What));
  R.replaceAllUsesWith(Old);
  R.eraseFromParent();
}

static void lowerCmpXchg(Context &X, AtomicCmpXchgInst &I) {
  SimtScope Scope;
  Type *T = I.getCompareOperand()->getType();
  if (!scopeOf(X, I, I.getSyncScopeID(), Scope) || rejectWide(X, I, T))
    return;
  guard(X, I, I.getPointerOperand(),
        X.number(X.M.getDataLayout().getTypeStoreSize(T)), I.getAlign(), true,
        true);
  IRBuilder<> B(&I);
  Value *Expected = I.getCompareOperand();
  Value *Old =
      X.cas(B, I.getPointerOperand(), Expected, I.getNewValOperand(),
            orderOf(I.getSuccessOrdering()), orderOf(I.getFailureOrdering()),
            Scope, X.site(I, "atomic compare-exchange"));
  Value *Pair = B.CreateInsertValue(PoisonValue::get(I.getType()), Old, 0);
  Pair = B.CreateInsertValue(Pair, B.CreateICmpEQ(Old, Expected), 1);
  I.replaceAllUsesWith(Pair);
  I.eraseFromParent();
}

static void lowerFence(Context &X, FenceInst &F) {
  SimtScope Scope;
  if (!scopeOf(X, F, F.getSyncScopeID(), Scope))
    return;
  IRBuilder<> B(&F);
  X.fence(B, orderOf(F.getOrdering()), Scope, X.site(F, "fence"));
  F.eraseFromParent();
}

//===--- Block copies -----------------------------------------------------===//

/// A loop of plain accesses, which are then lowered as the program's own.
static void expandForModel(Context &X, MemIntrinsic &I) {
  Function &F = *I.getFunction();
  SmallPtrSet<Instruction *, 32> Old;
  for (BasicBlock &BB : F)
    for (Instruction &Each : BB)
      Old.insert(&Each);
  TargetTransformInfo Info(X.M.getDataLayout());
  if (auto *Set = dyn_cast<MemSetInst>(&I))
    expandMemSetAsLoop(Set);
  else if (auto *Copy = dyn_cast<MemCpyInst>(&I))
    expandMemCpyAsLoop(Copy, Info);
  else if (!expandMemMoveAsLoop(cast<MemMoveInst>(&I), Info))
    return X.unsupported(&I, "memmove between address spaces");
  DebugLoc Place = I.getDebugLoc();
  I.eraseFromParent();
  SmallVector<Instruction *> New;
  for (BasicBlock &BB : F)
    for (Instruction &Each : BB)
      if (isa<LoadInst, StoreInst>(Each) && !Old.contains(&Each))
        New.push_back(&Each);
  for (Instruction *Each : New) {
    Each->setDebugLoc(Place);
    lowerAccess(X, *Each);
  }
}

static void lowerBlockCopy(Context &X, MemIntrinsic &I) {
  auto *Transfer = dyn_cast<MemTransferInst>(&I);
  bool Modelled =
      isModelled(X, I.getRawDest(), SIMT_PLAIN) ||
      (Transfer && isModelled(X, Transfer->getRawSource(), SIMT_PLAIN));
  if (Modelled)
    return expandForModel(X, I);
  if (Transfer)
    guard(X, I, Transfer->getRawSource(), I.getLength(),
          Transfer->getSourceAlign().valueOrOne(), false, false);
  guard(X, I, I.getRawDest(), I.getLength(), I.getDestAlign().valueOrOne(),
        true, false);
  if (Transfer && mayBeShared(Transfer->getRawSource()))
    announce(X, I, Transfer->getRawSource(), I.getLength(), false);
  if (mayBeShared(I.getRawDest()))
    announce(X, I, I.getRawDest(), I.getLength(), true);
}

bool retargeting::lowerAccess(Context &X, Instruction &I) {
  if (auto *L = dyn_cast<LoadInst>(&I))
    lowerLoad(X, *L);
  else if (auto *S = dyn_cast<StoreInst>(&I))
    lowerStore(X, *S);
  else if (auto *R = dyn_cast<AtomicRMWInst>(&I))
    lowerRmw(X, *R);
  else if (auto *E = dyn_cast<AtomicCmpXchgInst>(&I))
    lowerCmpXchg(X, *E);
  else if (auto *F = dyn_cast<FenceInst>(&I))
    lowerFence(X, *F);
  else if (auto *C = dyn_cast<MemIntrinsic>(&I))
    lowerBlockCopy(X, *C);
  else
    return false;
  return true;
}
