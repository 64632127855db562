//===- main.cpp - clang and clang++ with -fgpu-rt -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expands @files, translates, and becomes the stock Clang by exec: signals,
// exit status and terminal are then Clang's own. A command line that needs no
// change goes through as it came, @files and all. An expanded one that the
// kernel would refuse as too long goes through an anonymous file, which
// vanishes with the process.
// Tests: test/driver/
//===----------------------------------------------------------------------===//
#include "Driver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

using namespace llvm;
using namespace gpurt::driver;

static int fail(bool Cxx, const Twine &Text) {
  errs() << (Cxx ? "clang++" : "clang") << ": ";
  WithColor(errs(), raw_ostream::RED, /*Bold=*/true) << "error: ";
  errs() << Text << '\n';
  return 1;
}

/// Moves \p Args into an anonymous file; \returns the one argument for it.
static Expected<std::string> spill(const StringList &Args) {
  // Not closed on exec: Clang opens it through /proc.
  int File = memfd_create("gpurt-driver-arguments", 0);
  if (File < 0)
    return createStringError("cannot make a file for the arguments: " +
                             Twine(strerror(errno)));
  raw_fd_ostream Out(File, /*shouldClose=*/false);
  for (StringRef Text : Args) {
    Out << '"';
    for (char C : Text) {
      if (C == '"' || C == '\\')
        Out << '\\';
      Out << C;
    }
    Out << "\"\n";
  }
  return "@/proc/self/fd/" + std::to_string(File);
}

static Error becomeClang(Command Do) {
  SmallVector<StringRef, 64> Sizes(Do.Args.begin(), Do.Args.end());
  if (!sys::commandLineFitsWithinSystemLimits(Do.Program, Sizes)) {
    Expected<std::string> File = spill(Do.Args);
    if (!File)
      return File.takeError();
    Do.Args = {*File};
  }
  SmallVector<char *, 64> Argv{Do.Program.data()};
  for (std::string &Text : Do.Args)
    Argv.push_back(Text.data());
  Argv.push_back(nullptr);
  execv(Do.Program.c_str(), Argv.data());
  return createStringError("cannot run '" + Do.Program +
                           "': " + strerror(errno));
}

/// \returns the exit status if Clang could not be started.
static int run(Expected<Command> Do, bool Cxx) {
  if (!Do)
    return fail(Cxx, toString(Do.takeError()));
  return fail(Cxx, toString(becomeClang(std::move(*Do))));
}

int main(int Argc, char **Argv) {
  // A link to us may also be called clang++-22 or gpurt-clang++.
  bool Cxx = sys::path::filename(Argv[0]).contains("++");
  StringList Given(Argv + 1, Argv + Argc);
  SmallVector<const char *, 64> Expanded(Argv + 1, Argv + Argc);
  std::string Self =
      sys::fs::getMainExecutable(Argv[0], reinterpret_cast<void *>(&main));
  Places Where =
      builtInPlaces(sys::path::parent_path(sys::path::parent_path(Self)));

  // Clang's own second stage: not a driver's command line at all.
  if (!Given.empty() && StringRef(Given.front()).starts_with("-cc1"))
    return run(passThrough(Given, Cxx, Where, thisMachine()), Cxx);

  BumpPtrAllocator Memory;
  cl::ExpansionContext Files(Memory, cl::TokenizeGNUCommandLine);
  if (Error E = Files.expandResponseFiles(Expanded))
    return fail(Cxx, toString(std::move(E)));
  StringList Args(Expanded.begin(), Expanded.end());
  Expected<Command> Do = translate(Args, Cxx, Where, thisMachine());
  if (Do && Do->Args == Args)
    Do->Args = Given;
  return run(std::move(Do), Cxx);
}
