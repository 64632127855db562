//===- Main.cpp - gpurt-litmus --------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   gpurt-litmus [--as=gpu|strong|weak] [--only=TEXT] [--family=NAME]
//                [--launches=N] [--patience=N] [--seconds=S] [--json=FILE]
//                [--list]
//
// --as says what is expected of the device. Always: no forbidden outcome.
//   gpu     runs for --seconds in all (20), many instances a launch
//   strong  the CPU engine: only sequentially consistent outcomes
//   weak    the CPU engine with GPURT_MEMORY=weak: each claimed outcome is seen
//           within --patience (40) times --launches (200), and a test that
//           races is reported. A test ends when all is seen, but not before
//           --launches; the count depends on seed and policy alone. With
//           --patience=0 no outcome is waited for.
// One line for each test: name, verdict, "outcome:count"; ! marks a forbidden
// outcome, ~ one that PTX allows and the engine does not claim.
// Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#include "Families.h"
#include "Json.h"
#include "Oracle.h"
#include "Outcomes.h"
#include "Session.h"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

using namespace gpurt::litmus;

namespace {

enum class Expect { Gpu, Strong, Weak };

struct Options {
  Expect As = Expect::Gpu;
  std::string Only, Family, Json;
  uint64_t Launches = 0, Patience = 40;
  double Seconds = 20;
  bool List = false;
};

[[noreturn]] void usage(const char *Wrong) {
  std::fprintf(stderr, "gpurt-litmus: '%s' is no option; see Main.cpp\n",
               Wrong);
  std::exit(2);
}

Options parseOptions(int Count, char **Arguments) {
  Options O;
  for (int I = 1; I != Count; ++I) {
    std::string_view Text = Arguments[I];
    auto is = [&](std::string_view Name) {
      if (!Text.starts_with(Name))
        return false;
      Text.remove_prefix(Name.size());
      return true;
    };
    if (is("--as=")) {
      if (Text != "gpu" && Text != "strong" && Text != "weak")
        usage(Arguments[I]);
      O.As = Text == "gpu"      ? Expect::Gpu
             : Text == "strong" ? Expect::Strong
                                : Expect::Weak;
    } else if (is("--only="))
      O.Only = Text;
    else if (is("--family="))
      O.Family = Text;
    else if (is("--json="))
      O.Json = Text;
    else if (is("--launches="))
      O.Launches = std::strtoull(Text.data(), nullptr, 10);
    else if (is("--patience="))
      O.Patience = std::strtoull(Text.data(), nullptr, 10);
    else if (is("--seconds="))
      O.Seconds = std::strtod(Text.data(), nullptr);
    else if (Text == "--list")
      O.List = true;
    else
      usage(Arguments[I]);
  }
  if (O.As != Expect::Gpu) {
    O.Seconds = 0;
    O.Launches = O.Launches ? O.Launches : 200;
  } else if (!(O.Seconds > 0)) {
    usage("--seconds=0");
  }
  return O;
}

std::vector<Test> chooseTests(const Options &O) {
  const std::map<std::string_view, std::span<const ShapeKernels>> Kernels = {
      {"message-passing", messagePassingKernels()},
      {"buffering", bufferingKernels()},
      {"coherence", coherenceKernels()},
      {"chains", chainsKernels()},
      {"scopes", scopesKernels()},
      {"barriers", barriersKernels()}};
  std::vector<Test> Tests;
  eachTest([&](const Family &F, const Shape &S, const Variant &V) {
    std::string Name = fullName(S, V);
    if ((!O.Family.empty() && O.Family != F.Name) ||
        Name.find(O.Only) == Name.npos)
      return;
    size_t Index = size_t(&S - F.Shapes.data());
    Tests.push_back({F.Name, &S, &V, parse(S, V),
                     Kernels.at(F.Name)[Index][size_t(V.S)], Name});
  });
  return Tests;
}

//===--- Judging ----------------------------------------------------------===//

/// What the engine claims to show and has not shown yet.
std::vector<Outcome> missing(const Test &T, const Histogram &H) {
  std::vector<Outcome> Missing;
  for (Outcome Each : judge(T.P).Candidates)
    if (classify(*T.S, T.P, Each) == Class::Allowed && !H.Counts.count(Each))
      Missing.push_back(Each);
  return Missing;
}

Histogram runTest(const Options &O, Session &S, const Test &T, double Seconds) {
  Histogram H;
  S.run(T, O.Launches, Seconds, H);
  for (uint64_t N = 2; O.As == Expect::Weak && N <= O.Patience; ++N) {
    if (!H.Error.empty() || missing(T, H).empty())
      break;
    S.run(T, N * O.Launches, 0, H);
  }
  return H;
}

std::string judgeOutcomes(const Options &O, const Test &T, const Histogram &H) {
  std::string Wrong = H.Error;
  auto add = [&](const char *What, Outcome Of) {
    Wrong += (Wrong.empty() ? "" : ", ") + std::string(What) + " '" +
             text(T.P, Of) + "'";
  };
  if (Wrong.empty() && H.Counts.empty())
    Wrong = "nothing ran";
  if (H.Strange)
    Wrong += "values out of thin air";
  std::set<Outcome> Strong;
  if (O.As == Expect::Strong)
    Strong = interleavings(T.P);
  for (auto [Each, Count] : H.Counts)
    if (classify(*T.S, T.P, Each) == Class::Forbidden)
      add("forbidden", Each);
    else if (O.As == Expect::Strong && !Strong.count(Each))
      add("not sequentially consistent", Each);
  if (O.As == Expect::Weak && O.Patience)
    for (Outcome Each : missing(T, H))
      add("never seen", Each);
  return Wrong;
}

std::string histogramText(const Test &T, const Histogram &H) {
  std::string Text;
  for (auto [Each, Count] : H.Counts) {
    Class C = classify(*T.S, T.P, Each);
    Text += std::string(" ") + (C == Class::Forbidden   ? "!"
                                : C == Class::Unclaimed ? "~"
                                                        : "");
    Text += "'" + text(T.P, Each) + "':" + std::to_string(Count);
  }
  return Text;
}

void print(const Test &T, const std::string &Wrong, const std::string &Seen) {
  std::printf("%-40s %s%s%s\n", T.Name.c_str(),
              Wrong.empty() ? "ok" : "FAIL: ", Wrong.c_str(), Seen.c_str());
}

/// A race ends the launch and the process's device, so the test runs in a
/// process of its own, whose stderr must name it.
std::string expectRace(const Options &O, Session &S, const Test &T) {
  int Pipe[2];
  if (pipe(Pipe) != 0)
    return "pipe: " + std::string(std::strerror(errno));
  std::fflush(nullptr);
  pid_t Child = fork();
  if (Child < 0)
    return "fork: " + std::string(std::strerror(errno));
  if (Child == 0) {
    dup2(Pipe[1], STDERR_FILENO);
    close(Pipe[0]);
    close(Pipe[1]);
    Histogram H;
    S.run(T, O.Launches, 0, H);
    std::fflush(nullptr);
    _exit(H.Error.empty() ? 0 : 1);
  }
  close(Pipe[1]);
  std::string Told;
  char Part[4096];
  for (ssize_t N; (N = read(Pipe[0], Part, sizeof(Part))) > 0;)
    Told.append(Part, size_t(N));
  close(Pipe[0]);
  int Status = 0;
  waitpid(Child, &Status, 0);
  if (WIFEXITED(Status) && WEXITSTATUS(Status) == 0)
    return "no race was reported";
  if (Told.find("data race") == Told.npos &&
      Told.find("scope too narrow") == Told.npos)
    return "ended, but not by a race: " + Told;
  return "";
}

} // namespace

int main(int Count, char **Arguments) {
  Options O = parseOptions(Count, Arguments);
  std::vector<Test> Tests = chooseTests(O);
  if (O.List) {
    for (const Test &T : Tests)
      std::printf("%s\n", T.Name.c_str());
    return 0;
  }
  Session S(O.As == Expect::Gpu ? Session::Device::Gpu
                                : Session::Device::Engine);
  JsonWriter Json(O.Json, S.deviceName());
  size_t Failures = 0;
  for (const Test &T : Tests) {
    std::string Wrong;
    if (O.As == Expect::Weak && T.S->Race) {
      Wrong = expectRace(O, S, T);
      print(T, Wrong, Wrong.empty() ? " race reported" : "");
    } else {
      Histogram H = runTest(O, S, T, O.Seconds / double(Tests.size()));
      Wrong = judgeOutcomes(O, T, H);
      print(T, Wrong, histogramText(T, H));
      Json.add(T, H);
      if (!H.Error.empty()) {
        std::printf("the device is lost; the rest did not run\n");
        return 1;
      }
    }
    Failures += !Wrong.empty();
  }
  Json.close();
  std::printf("%zu tests, %zu failed\n", Tests.size(), Failures);
  return Failures != 0;
}
