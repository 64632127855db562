//===- Runtime.cpp - The calls that our passes insert ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of `__gpurt_*` functions and their attributes. What may panic is
// not `willreturn`, for a panic ends the thread: with it LLVM could move a
// faulting load up before the call that was to report the cause. What ends
// the thread for sure has no memory attributes, so that every store of the
// program before it stays. Neither has the checked heap: it is there to see
// what a wrong program does with its blocks, and from a family of allocation
// functions, noalias or allocsize LLVM would conclude that no one does.
// Tests: test/ir/lower-malloc/attributes.ll, test/ir/link/keeps-attributes.ll
//===----------------------------------------------------------------------===//
#include "Runtime.h"

#include "llvm/IR/Attributes.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/ModRef.h"
#include <cassert>

using namespace llvm;

namespace gpurt {

namespace {

struct RuntimeRow {
  StringLiteral Name;
  StringLiteral Type;
  /// Index of the Site parameter, or -1.
  int Site;
};

/// In the order of RuntimeFn.
constexpr RuntimeRow Rows[] = {
    {"__gpurt_malloc", "pl", -1},
    {"__gpurt_calloc", "pll", -1},
    {"__gpurt_realloc", "pplp", 2},
    {"__gpurt_free", "vpp", 1},
    {"__gpurt_aligned_alloc", "pll", -1},
    {"__gpurt_posix_memalign", "ipll", -1},
    {"__gpurt_new", "plp", 1},
    {"__gpurt_new_aligned", "pllp", 2},
    {"__gpurt_checked_malloc", "plp", 1},
    {"__gpurt_checked_calloc", "pllp", 2},
    {"__gpurt_checked_realloc", "pplp", 2},
    {"__gpurt_checked_free", "vpp", 1},
    {"__gpurt_checked_aligned_alloc", "pllp", 2},
    {"__gpurt_checked_posix_memalign", "ipllp", 3},
    {"__gpurt_checked_new", "plp", 1},
    {"__gpurt_checked_new_aligned", "pllp", 2},
    {"__gpurt_undefined_seen", "viplllpp", 6},
    {"__gpurt_report", "vpp", 1},
    {"__gpurt_undefined", "viplllp", 5},
    {"__gpurt_assertfail", "vppiplp", 5},
    {"__gpurt_abort", "vp", 0},
    {"__gpurt_trap", "vp", 0},
    {"__gpurt_ubsantrap", "vip", 1},
    {"__gpurt_terminate", "vp", 0},
    {"__gpurt_pure_virtual", "vp", 0},
    {"__gpurt_panic", "vippppipipp", 9},
};
static_assert(std::size(Rows) == NumRuntimeFns);

const RuntimeRow &row(RuntimeFn Fn) { return Rows[unsigned(Fn)]; }

/// LLVM deletes a pair only if both sides name the same family.
constexpr StringLiteral AllocFamily = "gpurt";
/// What the heap gives when nothing else was asked.
constexpr unsigned HeapAlignment = 16;

Type *makeType(LLVMContext &Ctx, char Letter) {
  switch (Letter) {
  case 'p':
    return PointerType::get(Ctx, 0);
  case 'l':
    return Type::getInt64Ty(Ctx);
  case 'i':
    return Type::getInt32Ty(Ctx);
  case 'b':
    return Type::getInt8Ty(Ctx);
  case 'v':
    return Type::getVoidTy(Ctx);
  default:
    llvm_unreachable("letter of a signature");
  }
}

/// Collects the attributes of one function, then sets them all.
class Contract {
public:
  explicit Contract(Function &F) : F(F), FnAttrs(F.getContext()) {}

  /// The result is new memory or null.
  Contract &allocates(AllocFnKind Kind, unsigned SizeParam,
                      std::optional<unsigned> CountParam = std::nullopt) {
    F.addRetAttr(Attribute::NoAlias);
    F.addRetAttr(Attribute::NoUndef);
    FnAttrs.addAllocKindAttr(Kind);
    FnAttrs.addAllocSizeAttr(SizeParam, CountParam);
    FnAttrs.addAttribute("alloc-family", AllocFamily);
    return *this;
  }
  Contract &aligned() {
    F.addRetAttr(
        Attribute::getWithAlignment(F.getContext(), Align(HeapAlignment)));
    return *this;
  }
  Contract &nonNull() {
    F.addRetAttr(Attribute::NonNull);
    return *this;
  }
  /// The parameter is memory of the family that goes back to the heap.
  Contract &takesBack(unsigned Param) {
    F.addParamAttr(Param, Attribute::AllocatedPointer);
    FnAttrs.addAttribute("alloc-family", AllocFamily);
    return *this;
  }
  Contract &notCaptured(unsigned Param) {
    F.addParamAttr(Param, Attribute::getWithCaptureInfo(F.getContext(),
                                                        CaptureInfo::none()));
    return *this;
  }
  Contract &kind(AllocFnKind Kind) {
    FnAttrs.addAllocKindAttr(Kind);
    return *this;
  }
  Contract &alignParam(unsigned Param) {
    F.addParamAttr(Param, Attribute::AllocAlign);
    return *this;
  }
  Contract &memory(MemoryEffects Effects) {
    FnAttrs.addMemoryAttr(Effects);
    return *this;
  }
  Contract &with(Attribute::AttrKind Kind) {
    FnAttrs.addAttribute(Kind);
    return *this;
  }
  void set() {
    FnAttrs.addAttribute(Attribute::NoUnwind);
    // The library never calls the program, so no caller recurses through it.
    FnAttrs.addAttribute(Attribute::NoRecurse);
    for (Argument &Arg : F.args())
      Arg.addAttr(Attribute::NoUndef);
    F.addFnAttrs(FnAttrs);
  }

private:
  Function &F;
  AttrBuilder FnAttrs;
};

} // namespace

FunctionType *makeType(LLVMContext &Ctx, StringRef Spelling) {
  SmallVector<Type *, 6> Params;
  for (char Letter : Spelling.drop_front())
    Params.push_back(makeType(Ctx, Letter));
  return FunctionType::get(makeType(Ctx, Spelling.front()), Params, false);
}

StringRef runtimeName(RuntimeFn Fn) { return row(Fn).Name; }

std::optional<unsigned> siteParam(RuntimeFn Fn) {
  if (row(Fn).Site < 0)
    return std::nullopt;
  return unsigned(row(Fn).Site);
}

RuntimeFn checkedForm(RuntimeFn Fn) {
  assert(Fn <= RuntimeFn::NewAligned && "no function of the heap");
  return RuntimeFn(unsigned(Fn) + unsigned(RuntimeFn::CheckedMalloc));
}

bool isHeap(RuntimeFn Fn) { return Fn <= RuntimeFn::CheckedNewAligned; }

bool isPanic(RuntimeFn Fn) { return Fn >= RuntimeFn::Undefined; }

Function *findRuntimeFn(const Module &M, RuntimeFn Fn) {
  Function *F = M.getFunction(runtimeName(Fn));
  if (!F || F->getFunctionType() != makeType(M.getContext(), row(Fn).Type))
    return nullptr;
  return F;
}

std::optional<RuntimeFn> asRuntimeFn(const Function &F) {
  if (!F.getName().starts_with(RuntimePrefix))
    return std::nullopt;
  for (unsigned I = 0; I < NumRuntimeFns; ++I)
    if (F.getName() == Rows[I].Name)
      return findRuntimeFn(*F.getParent(), RuntimeFn(I))
                 ? std::optional(RuntimeFn(I))
                 : std::nullopt;
  return std::nullopt;
}

FunctionCallee getRuntimeFn(Module &M, RuntimeFn Fn) {
  FunctionType *Type = makeType(M.getContext(), row(Fn).Type);
  FunctionCallee Callee = M.getOrInsertFunction(runtimeName(Fn), Type);
  if (Function *F = findRuntimeFn(M, Fn))
    setRuntimeAttributes(*F, Fn);
  return Callee;
}

void setRuntimeAttributes(Function &F, RuntimeFn Fn) {
  const MemoryEffects Heap = MemoryEffects::inaccessibleMemOnly();
  const MemoryEffects HeapAndSite =
      Heap | MemoryEffects::argMemOnly(ModRefInfo::Ref);
  const MemoryEffects HeapAndArgs = MemoryEffects::inaccessibleOrArgMemOnly();
  const AllocFnKind Fresh = AllocFnKind::Alloc | AllocFnKind::Uninitialized;
  Contract C(F);
  switch (Fn) {
  case RuntimeFn::Malloc:
    C.allocates(Fresh, 0).aligned().memory(Heap).with(Attribute::WillReturn);
    break;
  case RuntimeFn::Calloc:
    C.allocates(AllocFnKind::Alloc | AllocFnKind::Zeroed, 0, 1)
        .aligned()
        .memory(Heap)
        .with(Attribute::WillReturn);
    break;
  case RuntimeFn::Realloc:
    C.allocates(AllocFnKind::Realloc, 1)
        .aligned()
        .takesBack(0)
        .notCaptured(0)
        .notCaptured(2)
        .memory(HeapAndArgs);
    break;
  case RuntimeFn::Free:
    C.takesBack(0)
        .kind(AllocFnKind::Free)
        .notCaptured(0)
        .notCaptured(1)
        .memory(HeapAndArgs);
    break;
  case RuntimeFn::AlignedAlloc:
    C.allocates(Fresh | AllocFnKind::Aligned, 1)
        .alignParam(0)
        .memory(Heap)
        .with(Attribute::WillReturn);
    break;
  case RuntimeFn::PosixMemalign:
    C.notCaptured(0).memory(HeapAndArgs).with(Attribute::WillReturn);
    break;
  case RuntimeFn::New:
    C.allocates(Fresh, 0).aligned().nonNull().notCaptured(1).memory(
        HeapAndSite);
    break;
  case RuntimeFn::NewAligned:
    C.allocates(Fresh | AllocFnKind::Aligned, 0)
        .alignParam(1)
        .nonNull()
        .notCaptured(2)
        .memory(HeapAndSite);
    break;
  case RuntimeFn::CheckedMalloc:
  case RuntimeFn::CheckedCalloc:
  case RuntimeFn::CheckedRealloc:
    C.aligned();
    break;
  case RuntimeFn::CheckedNew:
    C.aligned().nonNull();
    break;
  case RuntimeFn::CheckedNewAligned:
    C.nonNull();
    break;
  case RuntimeFn::CheckedFree:
  case RuntimeFn::CheckedAlignedAlloc:
  case RuntimeFn::CheckedPosixMemalign:
    break;
  case RuntimeFn::UndefinedSeen:
  case RuntimeFn::Report:
    C.with(Attribute::Cold);
    break;
  case RuntimeFn::Undefined:
  case RuntimeFn::AssertFail:
  case RuntimeFn::Abort:
  case RuntimeFn::Trap:
  case RuntimeFn::UbsanTrap:
  case RuntimeFn::Terminate:
  case RuntimeFn::PureVirtual:
  case RuntimeFn::Panic:
    C.with(Attribute::NoReturn).with(Attribute::Cold);
    break;
  }
  C.set();
}

bool isOurTarget(const Module &M) {
  return M.getTargetTriple().getArch() == Triple::nvptx64;
}

} // namespace gpurt
