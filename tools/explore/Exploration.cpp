//===- Exploration.cpp - All runs, in order, by several workers -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Exploration.h. One thread, one poll: the workers' sockets and our
// signals.
// Test: test/tools/explore/
//===----------------------------------------------------------------------===//
#include "Exploration.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gpurt::explore {
namespace {

constexpr int TickMilliseconds = 100;

std::string textOfEnd(int Status) {
  if (WIFSIGNALED(Status))
    return "signal " + std::to_string(WTERMSIG(Status)) + " (" +
           strsignal(WTERMSIG(Status)) + ")";
  return "exit status " + std::to_string(WEXITSTATUS(Status));
}

} // namespace

Exploration::Exploration(const Options &O, Watcher &W)
    : O(O), Watch(W), End(O.runs()) {
  sigset_t Ours;
  sigemptyset(&Ours);
  for (int Each : {SIGINT, SIGTERM, SIGHUP, SIGCHLD})
    sigaddset(&Ours, Each);
  sigprocmask(SIG_BLOCK, &Ours, &MaskBefore);
  Signals = signalfd(-1, &Ours, SFD_CLOEXEC | SFD_NONBLOCK);
}

Exploration::~Exploration() {
  Slots.clear();
  close(Signals);
  sigprocmask(SIG_SETMASK, &MaskBefore, nullptr);
}

bool Exploration::startWorkers() {
  uint64_t Count = std::min<uint64_t>(O.Jobs, O.runs());
  for (uint64_t I = 0; I != Count; ++I) {
    Out.Error = Slots.emplace_back().Process.start(O, MaskBefore);
    if (!Out.Error.empty())
      return false;
  }
  return true;
}

void Exploration::giveRun(Slot &S) {
  if (Next >= End)
    return;
  S.Number = Next++;
  S.Process.tell(seedOf(*S.Number), policyOf(*S.Number));
}

void Exploration::addFailure(Slot &S, std::string What, std::string Command) {
  Failure New{*S.Number,       seedOf(*S.Number),  policyOf(*S.Number),
              std::move(What), std::move(Command), S.Process.output()};
  auto At = std::upper_bound(
      Out.Failures.begin(), Out.Failures.end(), New.Number,
      [](uint64_t N, const Failure &Each) { return N < Each.Number; });
  At = Out.Failures.insert(At, std::move(New));
  // Only the first one's output is shown.
  for (auto Each = Out.Failures.begin() + 1; Each < Out.Failures.end(); ++Each)
    Each->Output.clear();
  if (!O.KeepGoing) {
    End = std::min(End, Out.Failures.front().Number);
    Out.Failures.resize(1);
  }
}

void Exploration::hearResult(Slot &S, const std::string &Line) {
  unsigned long long Launches = 0, Steps = 0;
  int Used = 0;
  if (std::sscanf(Line.c_str(), "%llu %llu%n", &Launches, &Steps, &Used) != 2) {
    Out.Error = "a worker says '" + Line +
                "'; gpurt-explore and libgpurt-cpu.so are of different builds";
    return;
  }
  ++Out.Runs;
  Out.Launches += Launches;
  Out.Steps += Steps;
  std::string What = Line.substr(size_t(Used)), Command;
  if (!What.empty()) {
    size_t Tab = std::min(What.find('\t'), What.size());
    if (Tab != What.size())
      Command = What.substr(Tab + 1);
    What = What.substr(1, Tab - 1);
    addFailure(S, What, std::move(Command));
  }
  Watch.onRun(seedOf(*S.Number), policyOf(*S.Number), What);
  S.Number.reset();
}

void Exploration::hear(Slot &S) {
  S.Process.listen();
  while (std::optional<std::string> Line = S.Process.line()) {
    if (S.Number) {
      hearResult(S, *Line);
    } else if (*Line == "ready") {
      S.Ready = true;
      S.Process.markStart();
    } else {
      Out.Error = O.Program[0] + ": " + *Line;
    }
    if (!Out.Error.empty())
      return;
    giveRun(S);
  }
}

/// The worker's own end, not that of a run: it is never good.
void Exploration::noteEnd(Slot &S, int Status) {
  hear(S);
  if (!Out.Error.empty())
    return;
  if (S.Number) {
    addFailure(
        S, "the process that starts the runs ended: " + textOfEnd(Status), {});
    S.Number.reset();
  } else if (!S.Ready) {
    Out.Error = "no kernel was launched on the CPU device in any run: '" +
                O.Program[0] + "' ended before its first CUDA call there (" +
                textOfEnd(Status) +
                "); is it built with -fgpu-rt -fgpu-rt-device=cpu?";
    Out.ErrorOutput = S.Process.output();
  }
}

/// Ends those whose run does not matter any more.
void Exploration::dropLate() {
  for (auto S = Slots.begin(); S != Slots.end();) {
    bool Late = S->Number ? *S->Number >= End : Next >= End;
    S = Late ? Slots.erase(S) : std::next(S);
  }
}

void Exploration::waitForNews() {
  std::vector<pollfd> Files{{Signals, POLLIN, 0}};
  for (const Slot &Each : Slots)
    Files.push_back({Each.Process.socket(), POLLIN, 0});
  poll(Files.data(), Files.size(), TickMilliseconds);
  bool MayHaveEnded = false;
  signalfd_siginfo Info;
  while (read(Signals, &Info, sizeof(Info)) == sizeof(Info)) {
    MayHaveEnded |= Info.ssi_signo == SIGCHLD;
    Out.Interrupted |= Info.ssi_signo != SIGCHLD;
  }
  auto File = Files.begin();
  for (auto S = Slots.begin(); S != Slots.end() && Out.Error.empty();) {
    bool HasNews = (++File)->revents != 0;
    std::optional<int> Status;
    if (MayHaveEnded)
      Status = S->Process.ended();
    if (Status)
      noteEnd(*S, *Status);
    else if (HasNews)
      hear(*S);
    S = Status ? Slots.erase(S) : std::next(S);
  }
}

Results Exploration::run() {
  using Clock = std::chrono::steady_clock;
  auto Start = Clock::now(), Ticked = Start;
  if (!startWorkers())
    return std::move(Out);
  while (!Slots.empty() && Out.Error.empty() && !Out.Interrupted) {
    waitForNews();
    dropLate();
    if (Clock::now() - Ticked >= std::chrono::milliseconds(TickMilliseconds)) {
      Ticked = Clock::now();
      Watch.onTick(Out.Runs);
    }
  }
  Slots.clear();
  Out.Seconds = std::chrono::duration<double>(Clock::now() - Start).count();
  if (Out.Error.empty() && !Out.Interrupted && Out.Failures.empty() &&
      !Out.Launches)
    Out.Error = "no kernel was launched on the CPU device in any run";
  return std::move(Out);
}

} // namespace gpurt::explore
