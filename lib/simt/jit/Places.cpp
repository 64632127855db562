//===- Places.cpp - What lies where in compiled device code ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Places.h. A plugin of the JIT's linker looks at each object when its
// addresses are final. Objects are never unloaded, so nothing is forgotten.
// Test: test/simt/planted/programs/stack-overflow.cu
//===----------------------------------------------------------------------===//
#include "Places.h"

#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/ExecutionEngine/JITLink/JITLink.h"
#include "llvm/ExecutionEngine/Orc/Debugging/DebugInfoSupport.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/Module.h"

#include <algorithm>
#include <map>
#include <mutex>

using namespace llvm;
using namespace llvm::orc;

namespace gpurt::simt {
namespace {

/// The line table of one object, with the sections that it reads.
struct Lines {
  std::unique_ptr<DWARFContext> Table;
  StringMap<std::unique_ptr<MemoryBuffer>> Sections;
};

struct Noted {
  std::mutex Lock;
  std::map<uintptr_t, size_t> Code; ///< guarded by Lock, as all below
  std::map<uintptr_t, size_t> Data;
  std::vector<Lines> Objects;

  static Noted &get() {
    static auto *const Only = new Noted;
    return *Only;
  }
};

Extent findIn(const std::map<uintptr_t, size_t> &All, uintptr_t Address) {
  auto Next = All.upper_bound(Address);
  if (Next == All.begin())
    return {};
  Extent Found{std::prev(Next)->first, std::prev(Next)->second};
  return Found.holds(Address, 1) ? Found : Extent();
}

/// Named variables are pieces of their own; so is each stretch between them,
/// constants that have no name.
void noteData(std::map<uintptr_t, size_t> &Into, const jitlink::Block &Block,
              const std::map<uintptr_t, size_t> &Named) {
  uintptr_t At = Block.getAddress().getValue(), End = At + Block.getSize();
  for (auto Each = Named.lower_bound(At);
       Each != Named.end() && Each->first < End; ++Each) {
    if (At < Each->first)
      Into[At] = Each->first - At;
    Into[Each->first] = Each->second;
    At = std::max(At, Each->first + Each->second);
  }
  if (At < End)
    Into[At] = End - At;
}

void noteSection(Noted &N, jitlink::Section &S) {
  if ((S.getMemProt() & MemProt::Exec) != MemProt::None) {
    for (jitlink::Block *Each : S.blocks())
      if (Each->getSize())
        N.Code[Each->getAddress().getValue()] = Each->getSize();
    return;
  }
  std::map<uintptr_t, size_t> Named;
  for (jitlink::Symbol *Each : S.symbols())
    if (Each->hasName() && Each->getSize())
      Named[Each->getAddress().getValue()] = Each->getSize();
  for (jitlink::Block *Each : S.blocks())
    noteData(N.Data, *Each, Named);
}

Error noteObject(jitlink::LinkGraph &G) {
  Noted &N = Noted::get();
  std::lock_guard Guard(N.Lock);
  for (jitlink::Section &S : G.sections())
    if (S.getMemLifetime() == MemLifetime::Standard)
      noteSection(N, S);
  auto Made = createDWARFContext(G);
  if (!Made) {
    consumeError(Made.takeError()); // code without line numbers runs too
    return Error::success();
  }
  N.Objects.push_back({std::move(Made->first), std::move(Made->second)});
  return Error::success();
}

class NotingPlugin final : public ObjectLinkingLayer::Plugin {
public:
  void modifyPassConfig(MaterializationResponsibility &, jitlink::LinkGraph &,
                        jitlink::PassConfiguration &Config) override {
    Config.PrePrunePasses.push_back(preserveDebugSections);
    Config.PostFixupPasses.push_back(noteObject);
  }
  Error notifyFailed(MaterializationResponsibility &) override {
    return Error::success();
  }
  Error notifyRemovingResources(JITDylib &, ResourceKey) override {
    return Error::success();
  }
  void notifyTransferringResources(JITDylib &, ResourceKey,
                                   ResourceKey) override {}
};

} // namespace

std::vector<SourcePlace> sourceOf(uintptr_t Instruction) {
  Noted &N = Noted::get();
  std::lock_guard Guard(N.Lock);
  std::vector<SourcePlace> All;
  if (!findIn(N.Code, Instruction).Size)
    return All;
  using Info = DILineInfoSpecifier;
  Info Wanted(Info::FileLineInfoKind::RelativeFilePath, DINameKind::ShortName);
  for (Lines &Each : N.Objects) {
    DIInliningInfo Frames = Each.Table->getInliningInfoForAddress(
        {Instruction, object::SectionedAddress::UndefSection}, Wanted);
    for (uint32_t I = 0; I != Frames.getNumberOfFrames(); ++I) {
      const DILineInfo &F = Frames.getFrame(I);
      if (F.FileName != DILineInfo::BadString)
        All.push_back({F.FileName,
                       F.FunctionName == DILineInfo::BadString
                           ? "a function of no name"
                           : F.FunctionName,
                       F.Line, F.Column});
    }
    if (!All.empty())
      break;
  }
  return All;
}

Extent imageDataAt(uintptr_t Address) {
  Noted &N = Noted::get();
  std::lock_guard Guard(N.Lock);
  return findIn(N.Data, Address);
}

void notePlaces(LLJIT &Compiler) {
  if (auto *Layer =
          dyn_cast<ObjectLinkingLayer>(&Compiler.getObjLinkingLayer()))
    Layer->addPlugin(std::make_shared<NotingPlugin>());
}

void keepLineTables(Module &M) {
  NamedMDNode *Units = M.getNamedMetadata("llvm.dbg.cu");
  if (!Units)
    return;
  DenseMap<const DICompileUnit *, DICompileUnit *> Instead;
  for (unsigned I = 0; I != Units->getNumOperands(); ++I) {
    auto *Old = cast<DICompileUnit>(Units->getOperand(I));
    if (Old->getEmissionKind() != DICompileUnit::DebugDirectivesOnly)
      continue;
    auto *New = DICompileUnit::getDistinct(
        M.getContext(), Old->getSourceLanguage(), Old->getFile(),
        Old->getProducer(), Old->isOptimized(), Old->getFlags(),
        Old->getRuntimeVersion(), Old->getSplitDebugFilename(),
        DICompileUnit::FullDebug, Old->getEnumTypes(), Old->getRetainedTypes(),
        Old->getGlobalVariables(), Old->getImportedEntities(), Old->getMacros(),
        Old->getDWOId(),
        /*SplitDebugInlining=*/true, Old->getDebugInfoForProfiling(),
        Old->getNameTableKind(), Old->getRangesBaseAddress(), Old->getSysRoot(),
        Old->getSDK());
    Units->setOperand(I, New);
    Instead[Old] = New;
  }
  DebugInfoFinder Finder;
  Finder.processModule(M);
  for (DISubprogram *Each : Finder.subprograms())
    if (DICompileUnit *New = Instead.lookup(Each->getUnit()))
      Each->replaceUnit(New);
}

} // namespace gpurt::simt
