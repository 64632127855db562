//===- PanicSites.cpp - Write the inlined call stack into panic calls -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: call void @__gpurt_trap(ptr null), !dbg !9
// After:  @__gpurt_site = private unnamed_addr constant [..]
//             c"check(int)\09k.cu\093\095\0Akernel(int)\09k.cu\0910\093\0A\00"
//         call void @__gpurt_trap(ptr @__gpurt_site), !dbg !9
//
// One line a frame, innermost first: function, file, line, column, parted by
// tabs. Runs after inlining, when a location holds the whole chain of calls,
// so naming it costs nothing at run time. Frames of Clang's own CUDA headers,
// and of functions marked artificial as those of gpurt/panic.h are, are left
// out: they are no part of the program's text.
//
// Leaves alone: calls with no location, and calls in the library, which pass
// on the Site that they were given. Equal text is stored once.
// Tests: test/ir/panic-sites/
//===----------------------------------------------------------------------===//
#include "Passes.h"
#include "Runtime.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Path.h"

#define DEBUG_TYPE "gpurt-panic-sites"

using namespace llvm;

STATISTIC(NumSites, "Number of calls given their source text");

namespace gpurt {

namespace {

/// The texts of one module.
class Sites {
public:
  explicit Sites(Module &M) : M(M) {
    for (Function &F : M)
      if (DISubprogram *Program = F.getSubprogram())
        FunctionOf[Program] = &F;
  }

  /// \returns the text of \p Loc as a constant, or null if no frame of it is
  /// the program's.
  Constant *get(const DILocation &Loc);

private:
  [[nodiscard]] std::string functionName(const DISubprogram &Program) const;

  Module &M;
  DenseMap<const DISubprogram *, const Function *> FunctionOf;
  StringMap<Constant *> Texts;
};

} // namespace

//===----------------------------------------------------------------------===//
// Match
//===----------------------------------------------------------------------===//

/// \returns the call's Site argument if it is still to be written.
static std::optional<unsigned> emptySite(const CallBase &Call) {
  const Function *Callee = Call.getCalledFunction();
  std::optional<RuntimeFn> Fn = Callee ? asRuntimeFn(*Callee) : std::nullopt;
  std::optional<unsigned> Param = Fn ? siteParam(*Fn) : std::nullopt;
  if (!Param || !Call.getDebugLoc() ||
      !isa<ConstantPointerNull>(Call.getArgOperand(*Param)))
    return std::nullopt;
  return Param;
}

static bool isClangsOwn(const DILocation &Frame) {
  StringRef File = Frame.getFilename();
  return sys::path::filename(File).starts_with("__clang_cuda_") ||
         File.contains("cuda_wrappers/");
}

//===----------------------------------------------------------------------===//
// Rewrite
//===----------------------------------------------------------------------===//

/// \returns the file as the compiler was given it. Clang cuts a path in two
/// where it leaves the compilation's folder; such a one is put together again.
static std::string fileName(const DILocation &Frame) {
  StringRef Folder = Frame.getDirectory();
  const DISubprogram *Program = Frame.getScope()->getSubprogram();
  const DICompileUnit *Unit = Program ? Program->getUnit() : nullptr;
  if (Folder.empty() || sys::path::is_absolute(Frame.getFilename()) ||
      (Unit && Unit->getDirectory() == Folder))
    return Frame.getFilename().str();
  SmallString<128> Path(Folder);
  sys::path::append(Path, Frame.getFilename());
  return Path.str().str();
}

/// With line tables alone a subprogram has no linkage name, so take that of
/// the function if it still exists: it tells class and overload.
std::string Sites::functionName(const DISubprogram &Program) const {
  if (!Program.getLinkageName().empty())
    return demangle(Program.getLinkageName());
  if (const Function *F = FunctionOf.lookup(&Program))
    return demangle(F->getName());
  return Program.getName().str();
}

Constant *Sites::get(const DILocation &Loc) {
  std::string Text;
  raw_string_ostream Out(Text);
  for (const DILocation *Frame = &Loc; Frame; Frame = Frame->getInlinedAt()) {
    const DISubprogram *Program = Frame->getScope()->getSubprogram();
    if (Program && !Program->isArtificial() && !isClangsOwn(*Frame))
      Out << functionName(*Program) << '\t' << fileName(*Frame) << '\t'
          << Frame->getLine() << '\t' << Frame->getColumn() << '\n';
  }
  if (Text.empty())
    return nullptr;

  Constant *&Known = Texts[Text];
  if (!Known) {
    Constant *Bytes = ConstantDataArray::getString(M.getContext(), Text);
    auto *Global = new GlobalVariable(M, Bytes->getType(), /*isConstant=*/true,
                                      GlobalValue::PrivateLinkage, Bytes,
                                      RuntimePrefix + "site");
    Global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
    Global->setAlignment(Align(1));
    Known = Global;
  }
  return Known;
}

PreservedAnalyses PanicSitesPass::run(Module &M, ModuleAnalysisManager &) {
  if (!isOurTarget(M))
    return PreservedAnalyses::all();
  bool Changed = false;
  std::optional<Sites> Texts; // made for modules that need it
  for (unsigned I = 0; I < NumRuntimeFns; ++I) {
    Function *F = findRuntimeFn(M, RuntimeFn(I));
    if (!F)
      continue;
    for (User *U : F->users()) {
      auto *Call = dyn_cast<CallBase>(U);
      std::optional<unsigned> Param = Call ? emptySite(*Call) : std::nullopt;
      if (!Param)
        continue;
      if (!Texts)
        Texts.emplace(M);
      if (Constant *Text = Texts->get(*Call->getDebugLoc())) {
        Call->setArgOperand(*Param, Text);
        ++NumSites;
        Changed = true;
      }
    }
  }
  if (!Changed)
    return PreservedAnalyses::all();
  PreservedAnalyses Preserved;
  Preserved.preserveSet<CFGAnalyses>();
  return Preserved;
}

} // namespace gpurt
