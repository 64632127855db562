//===- RetargetPass.cpp - gpurt-retarget for opt --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes a pass of retarget(), so that IR tests can look at what it does. The
// host is always x86-64 Linux here: tests must not depend on where they run.
// Each line of what is unsupported becomes an error of the compiler.
// Tests: test/ir/retarget/
//===----------------------------------------------------------------------===//
#include "Retarget.h"

#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace gpurt;

static constexpr StringLiteral HostTriple = "x86_64-unknown-linux-gnu";
static constexpr StringLiteral HostLayout =
    "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-"
    "n8:16:32:64-S128";

PreservedAnalyses RetargetPass::run(Module &M, ModuleAnalysisManager &) {
  if (M.getTargetTriple().getArch() != Triple::nvptx64)
    return PreservedAnalyses::all();
  std::vector<std::string> Unsupported;
  if (!retarget(M, DataLayout(HostLayout), HostTriple, Unsupported, Options))
    for (const std::string &Line : Unsupported)
      M.getContext().diagnose(DiagnosticInfoGeneric(
          "no CPU translation of " + Line + " [gpurt-retarget]", DS_Error));
  return PreservedAnalyses::none();
}
