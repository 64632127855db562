//===- CarryBitcode.cpp - Send the module itself where PTX would go -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before: define ptx_kernel void @k() { ... }, and all of the module
// After:  an empty module with
//           module asm "// gpurt-bitcode QkPA3g..."
//
// For the CPU device, which runs device code as LLVM IR. Clang's own jobs lead
// from PTX over ptxas and fatbinary into the host object; we keep them all and
// give them bitcode, as the one comment of an empty PTX file. tools/cpu-tools
// stands in for ptxas and takes it out again. So temporary files, dependencies
// and -save-temps remain Clang's concern.
//
// The very last pass: what it writes is what the GPU's code would have been
// made from. With -gpurt-carry-bitcode only. Leaves other targets alone.
// Tests: test/ir/carry-bitcode/, test/driver/cpu-*.test
//===----------------------------------------------------------------------===//
#include "CarryBitcode.h"
#include "Passes.h"
#include "Runtime.h"

#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

#define DEBUG_TYPE "gpurt-carry-bitcode"

using namespace llvm;

static cl::opt<bool>
    CarryBitcode("gpurt-carry-bitcode",
                 cl::desc("Write the device code as bitcode inside PTX"));

namespace gpurt {

static std::string encoded(const Module &M) {
  std::string Bytes;
  raw_string_ostream Out(Bytes);
  WriteBitcodeToFile(M, Out);
  return encodeBase64(Bytes);
}

/// Removes everything but the target.
static void clear(Module &M, ModuleAnalysisManager &AM) {
  auto &Functions =
      AM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager();
  for (Function &F : M)
    Functions.clear(F, F.getName());
  // First nobody may refer to anybody: the order of removal is then free.
  M.dropAllReferences();
  for (auto *Alias : make_early_inc_range(make_pointer_range(M.aliases())))
    Alias->eraseFromParent();
  while (!M.ifunc_empty())
    M.ifunc_begin()->eraseFromParent();
  while (!M.empty())
    M.begin()->eraseFromParent();
  while (!M.global_empty())
    M.global_begin()->eraseFromParent();
  while (!M.named_metadata_empty())
    M.eraseNamedMetadata(&*M.named_metadata_begin());
}

PreservedAnalyses CarryBitcodePass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!isOurTarget(M) || !CarryBitcode)
    return PreservedAnalyses::all();
  std::string Line = (BitcodeMark + encoded(M)).str();
  clear(M, AM);
  M.setModuleInlineAsm(Line);
  return PreservedAnalyses::none();
}

} // namespace gpurt
