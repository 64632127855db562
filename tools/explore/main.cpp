//===- main.cpp - gpurt-explore: a program under many schedules -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses, looks whether the program is there, explores, reports.
// Test: test/tools/explore/
//===----------------------------------------------------------------------===//
#include "Exploration.h"
#include "Options.h"
#include "Report.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

using namespace gpurt::explore;

namespace {

constexpr int StatusError = 2;

/// A name without a path is looked for here first, then in PATH.
/// \returns empty, or why the program cannot be run
std::string findProgram(std::string &Name) {
  if (Name.find('/') == std::string::npos) {
    std::string Here = "./" + Name;
    if (access(Here.c_str(), F_OK))
      return {}; // execvp looks on
    Name = Here;
  }
  struct stat Kind{};
  if (stat(Name.c_str(), &Kind))
    return "cannot execute '" + Name + "': " + strerror(errno);
  if (S_ISDIR(Kind.st_mode))
    return "'" + Name + "' is a folder, not a program";
  if (access(Name.c_str(), X_OK))
    return "'" + Name + "' is not executable: " + strerror(errno);
  return {};
}

int fail(const std::string &Text) {
  complain(Text);
  return StatusError;
}

} // namespace

int main(int Argc, char **Argv) {
  Options O;
  Parsed Command = parse({Argv + 1, Argv + Argc}, O);
  if (!Command.Error.empty())
    return fail(Command.Error);
  if (Command.Help) {
    std::fputs(Usage, stdout);
    return 0;
  }
  if (std::string Why = findProgram(O.Program[0]); !Why.empty())
    return fail(Why);
  Progress Bar(O);
  Results R = Exploration(O, Bar).run();
  Bar.clear();
  int Status = conclude(O, R);
  if (!O.Json.empty() && R.Error.empty())
    if (std::string Why = writeJson(O, R); !Why.empty())
      return fail(Why);
  return Status;
}
