//===- main.cpp - ptxas, fatbinary and clang-nvlink-wrapper, by name ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One program under three names; see Tools.h.
// Tests: test/driver/cpu-*.test
//===----------------------------------------------------------------------===//
#include "Tools.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace gpurt::cputools;

static Error run(StringRef Name, ArrayRef<StringRef> Args) {
  if (Name == "ptxas")
    return runPtxas(Args);
  if (Name == "fatbinary")
    return runFatbinary(Args);
  if (Name == "clang-nvlink-wrapper")
    return runNvlink(Args);
  return createStringError("is called as none of ptxas, fatbinary, "
                           "clang-nvlink-wrapper");
}

int main(int Argc, char **Argv) {
  StringRef Name = sys::path::filename(Argv[0]);
  SmallVector<const char *, 32> Expanded(Argv + 1, Argv + Argc);
  BumpPtrAllocator Memory;
  cl::ExpansionContext Files(Memory, cl::TokenizeGNUCommandLine);
  Error Failed = Files.expandResponseFiles(Expanded);
  if (!Failed)
    Failed =
        run(Name, SmallVector<StringRef, 32>(Expanded.begin(), Expanded.end()));
  if (!Failed)
    return 0;
  errs() << "gpurt " << Name << ": ";
  WithColor(errs(), raw_ostream::RED, /*Bold=*/true) << "error: ";
  errs() << toString(std::move(Failed)) << '\n';
  return 1;
}
