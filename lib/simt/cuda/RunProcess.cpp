//===- RunProcess.cpp - One run of the program in a child -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See RunProcess.h. The parent waits with sigtimedwait: SIGCHLD is blocked
// before the first child exists, so that the end of a run is seen at once.
// Test: test/tools/schedules/
//===----------------------------------------------------------------------===//
#include "RunProcess.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gpurt::simt {
namespace {

constexpr int StatusOfSignal = 128, StatusOfTimeout = 124;
constexpr int StatusOfNoStart = 126;

bool areOneFile(int A, int B) {
  struct stat OfA{}, OfB{};
  return !fstat(A, &OfA) && !fstat(B, &OfB) && OfA.st_dev == OfB.st_dev &&
         OfA.st_ino == OfB.st_ino;
}

void copyTo(int To, int From) {
  char Part[1 << 16];
  ssize_t Count = 0;
  for (off_t At = 0; (Count = pread(From, Part, sizeof(Part), At)) > 0;
       At += Count)
    for (ssize_t Done = 0; Done != Count;) {
      ssize_t Now = write(To, Part + Done, size_t(Count - Done));
      if (Now < 0 && errno != EINTR)
        return; // nobody reads us any more
      Done += Now > 0 ? Now : 0;
    }
}

std::vector<char *> pointers(const std::vector<std::string> &Words) {
  std::vector<char *> Out;
  for (const std::string &Each : Words)
    Out.push_back(const_cast<char *>(Each.c_str()));
  Out.push_back(nullptr);
  return Out;
}

} // namespace

int Ending::status() const {
  switch (How) {
  case Exited:
    return Value;
  case Killed:
    return StatusOfSignal + Value;
  case TimedOut:
    return StatusOfTimeout;
  case NotStarted:
    break;
  }
  return StatusOfNoStart;
}

std::string Ending::text() const {
  switch (How) {
  case Exited:
    return "exit status " + std::to_string(Value);
  case Killed:
    return "signal " + std::to_string(Value) + " (" + strsignal(Value) + ")";
  case TimedOut:
    return "did not end in " + std::to_string(Value) +
           " s (GPURT_TIMEOUT sets the limit)";
  case NotStarted:
    break;
  }
  return std::string("the process could not be started: ") + strerror(Value);
}

CaughtOutput::CaughtOutput()
    : Out(memfd_create("gpurt-stdout", MFD_CLOEXEC)),
      Err(areOneFile(1, 2) ? Out : memfd_create("gpurt-stderr", MFD_CLOEXEC)) {}

void CaughtOutput::clear() const {
  for (int File : {Out, Err}) {
    // Without room for it the output is lost, not the run.
    [[maybe_unused]] int Failed = ftruncate(File, 0);
    lseek(File, 0, SEEK_SET);
  }
}

void CaughtOutput::divert() const {
  dup2(Out, 1);
  dup2(Err, 2);
}

void CaughtOutput::show() const {
  copyTo(1, Out);
  if (Err != Out)
    copyTo(2, Err);
}

RunProcess::RunProcess() : Self(getpid()) {
  struct sigaction Default{};
  Default.sa_handler = SIG_DFL;
  sigset_t Blocked;
  sigemptyset(&Blocked);
  sigaddset(&Blocked, SIGCHLD);
  sigprocmask(SIG_BLOCK, &Blocked, &MaskOfProgram);
  // A program that ignores SIGCHLD has no children to wait for.
  sigaction(SIGCHLD, &Default, &ChildSignal);
  // Its handlers are for itself, not for us who only wait.
  sigaction(SIGINT, &Default, &Interrupt);
  sigaction(SIGTERM, &Default, &Terminate);
  Input = lseek(0, 0, SEEK_CUR);
}

void RunProcess::giveSignalsBack() const {
  sigaction(SIGCHLD, &ChildSignal, nullptr);
  sigaction(SIGINT, &Interrupt, nullptr);
  sigaction(SIGTERM, &Terminate, nullptr);
  sigprocmask(SIG_SETMASK, &MaskOfProgram, nullptr);
}

/// Async-signal-safe in the child.
pid_t RunProcess::start(const CaughtOutput *Output) {
  if (Output)
    Output->clear();
  // Each run reads the same input, if it can be read twice.
  if (Input >= 0)
    lseek(0, Input, SEEK_SET);
  Child = ::fork();
  Error = Child < 0 ? errno : 0;
  if (Child)
    return Child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != Self)
    _exit(StatusOfNoStart); // the parent ended before that
  giveSignalsBack();
  if (Output)
    Output->divert();
  return 0;
}

bool RunProcess::fork(const CaughtOutput *Output) { return start(Output) == 0; }

void RunProcess::restart(const CaughtOutput *Output,
                         const std::vector<std::string> &Arguments,
                         const std::vector<std::string> &Environment) {
  // Before the fork: another thread may hold the heap's lock in the child.
  std::vector<char *> Words = pointers(Arguments);
  std::vector<char *> Variables = pointers(Environment);
  if (start(Output))
    return;
  execve("/proc/self/exe", Words.data(), Variables.data());
  _exit(StatusOfNoStart);
}

Ending RunProcess::wait(std::chrono::seconds Limit) {
  if (Child < 0)
    return {Ending::NotStarted, Error};
  using Clock = std::chrono::steady_clock;
  const auto End = Clock::now() + Limit;
  sigset_t Waited;
  sigemptyset(&Waited);
  sigaddset(&Waited, SIGCHLD);
  int Status = 0;
  bool Late = false;
  while (waitpid(Child, &Status, WNOHANG) != Child) {
    auto Left = std::chrono::nanoseconds(End - Clock::now());
    if (Limit.count() && Left.count() <= 0) {
      Late = true;
      kill(Child, SIGKILL);
      waitpid(Child, &Status, 0);
      break;
    }
    // Not longer, for another thread of the program may take the signal.
    constexpr long MostPause = 20'000'000;
    timespec Pause{0, MostPause};
    if (Limit.count())
      Pause.tv_nsec = std::min<long>(MostPause, Left.count());
    sigtimedwait(&Waited, nullptr, &Pause);
  }
  if (Late)
    return {Ending::TimedOut, int(Limit.count())};
  if (WIFSIGNALED(Status))
    return {Ending::Killed, WTERMSIG(Status)};
  return {Ending::Exited, WEXITSTATUS(Status)};
}

} // namespace gpurt::simt
