//===- MutatePass.cpp - gpurt-mutate for opt ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes a pass of mutateOrder(), so that IR tests can look at what it does.
// Tests: test/ir/mutate/
//===----------------------------------------------------------------------===//
#include "Mutate.h"

#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace gpurt;

static cl::opt<std::string>
    Mutation("gpurt-mutate", cl::value_desc("site:what"),
             cl::desc("Weaken this memory order of the device library; "
                      "'list' prints all"));

PreservedAnalyses MutatePass::run(Module &M, ModuleAnalysisManager &) {
  if (Mutation == "list") {
    printOrderSites(orderSites(M), outs());
    return PreservedAnalyses::all();
  }
  std::string Error = mutateOrder(M, Mutation);
  if (Error.empty())
    return PreservedAnalyses::none();
  Error += " [gpurt-mutate]";
  M.getContext().diagnose(DiagnosticInfoGeneric(Error, DS_Error));
  return PreservedAnalyses::all();
}
