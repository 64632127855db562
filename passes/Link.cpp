//===- Link.cpp - Bring in the device library -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: declare ptr @__gpurt_malloc(i64)
// After:  define linkonce_odr ptr @__gpurt_malloc(i64 %n) { ... }
//         define internal ... what that needs
//
// Links from gpurt.bc (beside the plugin, or -gpurt-library=) what the module
// refers to, and nothing else. The functions that the passes call stay
// linkonce_odr until gpurt-seal: an internal function whose callers all pass
// a null Site would have the null propagated into it before
// gpurt-panic-sites writes the text. The slot is linkonce as well, so it goes
// when the last use goes, and gpurt-seal makes it weak for the host to find.
//
// Leaves alone: modules that refer to nothing of the library; what the module
// defines itself. Rejects: a missing or broken library.
// Tests: test/ir/link/
//===----------------------------------------------------------------------===//
#include "Passes.h"
#include "Runtime.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Transforms/IPO/Internalize.h"
#include "llvm/Transforms/Utils/Local.h"
#include <dlfcn.h>

#define DEBUG_TYPE "gpurt-link"

using namespace llvm;

STATISTIC(NumLinked, "Number of library symbols linked");

static cl::opt<std::string>
    LibraryPath("gpurt-library", cl::value_desc("file"),
                cl::desc("The device library that gpurt-link links "
                         "(default: gpurt.bc beside the plugin)"));

static cl::opt<bool>
    LibraryLines("gpurt-library-lines",
                 cl::desc("Keep the device library's own debug lines; for the "
                          "CPU device, whose reports and mutations name them"));

// The values are what devicelib compares __gpurt_arena_mode with.
enum class ArenaMode : unsigned { Unused, OfFastHeap, OfCheckedHeap };

// The values are what devicelib compares __gpurt_panic_mode with.
enum class PanicMode : unsigned { Thread, Warp, Block, Grid };
static cl::opt<PanicMode>
    Mode("gpurt-panic", cl::desc("What a panic on the device ends"),
         cl::values(clEnumValN(PanicMode::Thread, "thread", "the thread"),
                    clEnumValN(PanicMode::Warp, "warp", "the warp"),
                    clEnumValN(PanicMode::Block, "block", "the block"),
                    clEnumValN(PanicMode::Grid, "grid", "the grid (default)")),
         cl::init(PanicMode::Grid));

namespace gpurt {

bool panicsStopOthers() { return Mode != PanicMode::Thread; }

//===----------------------------------------------------------------------===//
// Match
//===----------------------------------------------------------------------===//

/// \returns true if \p M may refer to the library: `gpurt_` is what users
/// call, `__gpurt_` what the passes insert. Parsing the library is saved for
/// modules that do.
static bool mayNeedLibrary(const Module &M) {
  return any_of(M.global_values(), [](const GlobalValue &Value) {
    StringRef Name = Value.getName();
    return Value.isDeclaration() && !Value.use_empty() &&
           (Name.starts_with(RuntimePrefix) || Name.starts_with("gpurt_"));
  });
}

static bool needs(const Module &M, const Module &Library) {
  return any_of(M.global_values(), [&](const GlobalValue &Value) {
    const GlobalValue *Found = Library.getNamedValue(Value.getName());
    return Value.isDeclaration() && !Value.use_empty() && Found &&
           !Found->isDeclaration();
  });
}

//===----------------------------------------------------------------------===//
// Report
//===----------------------------------------------------------------------===//

static void reportLibrary(LLVMContext &Ctx, const Twine &Problem) {
  std::string Text = (Problem + " [" DEBUG_TYPE "]").str();
  Ctx.diagnose(DiagnosticInfoGeneric(Text));
}

//===----------------------------------------------------------------------===//
// Rewrite
//===----------------------------------------------------------------------===//

static std::string libraryPath() {
  if (!LibraryPath.empty())
    return LibraryPath;
  Dl_info Here;
  if (!dladdr(reinterpret_cast<const void *>(&libraryPath), &Here))
    return "gpurt.bc";
  SmallString<128> Path(sys::path::parent_path(Here.dli_fname));
  sys::path::append(Path, "gpurt.bc");
  return Path.str().str();
}

static std::unique_ptr<Module> loadLibrary(LLVMContext &Ctx) {
  std::string Path = libraryPath();
  SMDiagnostic Problem;
  std::unique_ptr<Module> Library = parseIRFile(Path, Problem, Ctx);
  if (!Library)
    reportLibrary(Ctx, "cannot read the device library '" + Path +
                           "': " + Problem.getMessage() +
                           "; build gpurt-devicelib or give its place with "
                           "-mllvm -gpurt-library=FILE");
  return Library;
}

/// \returns what inlining compares, as the functions of \p M have it.
static AttrBuilder targetAttributes(const Module &M) {
  AttrBuilder Attrs(M.getContext());
  for (const Function &F : M)
    if (F.hasFnAttribute("target-cpu")) {
      for (StringRef Kind : {"target-cpu", "target-features"})
        if (F.hasFnAttribute(Kind))
          Attrs.addAttribute(F.getFnAttribute(Kind));
      break;
    }
  return Attrs;
}

/// The flags, idents and debug information of another compilation would meet
/// the module's own with warnings at best. The GPU's code needs none.
static void adaptMetadata(Module &Library, Module &M) {
  if (!LibraryLines)
    StripDebugInfo(Library);
  else if (!M.getModuleFlag("Debug Info Version")) // else no one reads them
    M.addModuleFlag(Module::Warning, "Debug Info Version",
                    DEBUG_METADATA_VERSION);
  for (NamedMDNode &Node : make_early_inc_range(Library.named_metadata()))
    if (Node.getName() != "llvm.dbg.cu")
      Node.eraseFromParent();
}

/// The address space of constant memory.
static constexpr unsigned ConstantSpace = 4;

/// Removes the code for other values of \p Variable. At -O0 no one else would,
/// and the shared memory that it names counts against the kernels' limit.
static void foldConstant(GlobalVariable &Variable) {
  SmallSetVector<Function *, 8> Readers;
  for (User *U : make_early_inc_range(Variable.users()))
    if (auto *Load = dyn_cast<LoadInst>(U);
        Load && Load->getType() == Variable.getValueType()) {
      Readers.insert(Load->getFunction());
      Load->replaceAllUsesWith(Variable.getInitializer());
      Load->eraseFromParent();
    }
  for (Function *F : Readers) {
    for (BasicBlock &Block : *F) {
      SimplifyInstructionsInBlock(&Block);
      ConstantFoldTerminator(&Block, /*DeleteDeadConditions=*/true);
    }
    removeUnreachableBlocks(*F);
  }
}

/// Arenas are listed in magazines.
static ArenaMode arenaMode(const Module &M) {
  if (!M.getFunction(MagazineEnterName) || !M.getFunction(ArenaEnterName))
    return ArenaMode::Unused;
  return findRuntimeFn(M, RuntimeFn::CheckedMalloc) ? ArenaMode::OfCheckedHeap
                                                    : ArenaMode::OfFastHeap;
}

/// Defines what the library leaves to each module.
static void setConstant(Module &Library, StringRef Name, unsigned Value) {
  GlobalVariable *Variable = Library.getGlobalVariable(Name);
  if (!Variable || !Variable->isDeclaration())
    return;
  Variable->setInitializer(ConstantInt::get(Variable->getValueType(), Value));
  Variable->setConstant(true);
  Variable->setLinkage(GlobalValue::InternalLinkage);
}

/// A log entry is right whichever lanes make it together, so its calls need no
/// meeting, and a loop that has one can be unrolled.
static void dropConvergence(Function &F) {
  F.removeFnAttr(Attribute::Convergent);
  for (Instruction &I : instructions(F))
    if (auto *Call = dyn_cast<CallBase>(&I))
      Call->removeFnAttr(Attribute::Convergent);
}

/// Makes \p Library look as if compiled along with \p M.
static void adapt(Module &Library, Module &M) {
  Library.setTargetTriple(M.getTargetTriple());
  Library.setDataLayout(M.getDataLayout());
  adaptMetadata(Library, M);

  AttrBuilder Target = targetAttributes(M);
  AttributeMask OldTarget;
  OldTarget.addAttribute("target-cpu");
  OldTarget.addAttribute("target-features");
  for (Function &F : Library) {
    F.removeFnAttrs(OldTarget);
    F.addFnAttrs(Target);
    F.addFnAttr(LibraryAttribute);
    if (F.getName().starts_with(LogPrefix))
      dropConvergence(F);
  }

  // Constant memory is the host's to write: the slot, and what target/Apart.h
  // keeps there, which nobody may look through.
  for (GlobalVariable &Variable : Library.globals())
    if (Variable.getAddressSpace() == ConstantSpace && !Variable.isConstant())
      Variable.setExternallyInitialized(true);
  setConstant(Library, PanicModeName, unsigned(Mode.getValue()));
  bool HasMagazines = M.getFunction(MagazineEnterName);
  setConstant(Library, MagazineModeName, HasMagazines);
  if (GlobalVariable *Mode = Library.getGlobalVariable(MagazineModeName, true);
      Mode && !HasMagazines)
    foldConstant(*Mode);
  setConstant(Library, ArenaModeName, unsigned(arenaMode(M)));
  // Folded, so that what only the other modes need is not linked.
  if (GlobalVariable *Mode = Library.getGlobalVariable(ArenaModeName, true))
    foldConstant(*Mode);
}

/// \returns true if the host looks for a variable of this name.
static bool isSlot(StringRef Name) {
  return Name == SlotName || Name == LogSlotName;
}

/// Gives the symbols \p Names, which came from the library, the linkage that
/// lets the optimizer do right.
static void setLinkage(Module &M, const StringSet<> &Names) {
  internalizeModule(M, [&](const GlobalValue &Value) {
    if (!Names.contains(Value.getName()))
      return true;
    const auto *F = dyn_cast<Function>(&Value);
    return isSlot(Value.getName()) || (F && asRuntimeFn(*F));
  });
  for (StringRef Name : Names.keys()) {
    ++NumLinked;
    GlobalValue *Value = M.getNamedValue(Name);
    if (auto *F = dyn_cast_or_null<Function>(Value)) {
      if (std::optional<RuntimeFn> Fn = asRuntimeFn(*F)) {
        F->setLinkage(GlobalValue::LinkOnceODRLinkage);
        // The definition's attributes replaced those of our declaration.
        setRuntimeAttributes(*F, *Fn);
      }
    } else if (Value && isSlot(Name)) {
      Value->setLinkage(GlobalValue::LinkOnceAnyLinkage);
    }
  }
}

PreservedAnalyses LinkPass::run(Module &M, ModuleAnalysisManager &) {
  if (!isOurTarget(M) || !mayNeedLibrary(M))
    return PreservedAnalyses::all();
  std::unique_ptr<Module> Library = loadLibrary(M.getContext());
  if (!Library || !needs(M, *Library))
    return PreservedAnalyses::all();
  // The linker fills every declaration it can, used or not.
  for (Function &F : make_early_inc_range(M))
    if (F.isDeclaration() && F.use_empty() && asRuntimeFn(F))
      F.eraseFromParent();
  adapt(*Library, M);
  if (Linker::linkModules(M, std::move(Library), Linker::LinkOnlyNeeded,
                          setLinkage))
    reportLibrary(M.getContext(), "cannot link the device library '" +
                                      libraryPath() +
                                      "'; the reason stands above");
  return PreservedAnalyses::none();
}

} // namespace gpurt
