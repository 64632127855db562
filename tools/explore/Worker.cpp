//===- Worker.cpp - A process that runs the program again and again -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Worker.h.
// Test: test/tools/explore/
//===----------------------------------------------------------------------===//
#include "Worker.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace gpurt::explore {
namespace {

constexpr int StatusOfNoStart = 127;

/// Each worker has a place of its own in an input file; nobody shares a pipe
/// or a terminal.
void giveInput() {
  struct stat Kind{};
  bool IsFile = !fstat(0, &Kind) && S_ISREG(Kind.st_mode);
  int File = open(IsFile ? "/proc/self/fd/0" : "/dev/null", O_RDONLY);
  if (File >= 0)
    dup2(File, 0);
  if (File > 0)
    close(File);
}

void setVariables(const Options &O, int Socket) {
  for (const char *Name : {"GPURT_SCHEDULES", "GPURT_SEED", "GPURT_POLICY"})
    unsetenv(Name);
  setenv("GPURT_EXPLORE_FD", std::to_string(Socket).c_str(), 1);
  setenv("GPURT_TIMEOUT", std::to_string(O.Timeout).c_str(), 1);
  if (!O.Memory.empty())
    setenv("GPURT_MEMORY", O.Memory.c_str(), 1);
  if (O.AllowDeviceErrors)
    setenv("GPURT_DEVICE_ERRORS", "allow", 1);
}

} // namespace

Worker::Worker(Worker &&Other) noexcept
    : Process(std::exchange(Other.Process, -1)),
      Socket(std::exchange(Other.Socket, -1)),
      Output(std::exchange(Other.Output, -1)), StartEnd(Other.StartEnd),
      Shown(Other.Shown), Heard(std::move(Other.Heard)) {}

Worker::~Worker() {
  kill();
  if (Process > 0)
    while (waitpid(Process, nullptr, 0) < 0 && errno == EINTR)
      ;
  if (Socket >= 0)
    close(Socket);
  if (Output >= 0)
    close(Output);
}

std::string Worker::start(const Options &O, const sigset_t &Mask) {
  int Pair[2];
  Output = memfd_create("gpurt-explore-output", MFD_CLOEXEC);
  if (Output < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Pair))
    return std::string("cannot make a worker: ") + strerror(errno);
  Socket = Pair[0];
  std::vector<char *> Words;
  for (const std::string &Each : O.Program)
    Words.push_back(const_cast<char *>(Each.c_str()));
  Words.push_back(nullptr);
  pid_t Parent = getpid();
  Process = fork();
  if (Process < 0)
    return std::string("cannot make a worker: ") + strerror(errno);
  if (Process == 0) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != Parent)
      _exit(StatusOfNoStart);
    giveInput();
    dup2(Output, 1);
    dup2(Output, 2);
    setVariables(O, Pair[1]);
    fcntl(Pair[1], F_SETFD, 0);
    sigprocmask(SIG_SETMASK, &Mask, nullptr);
    execvp(Words[0], Words.data());
    const char *Why = strerror(errno);
    dprintf(Pair[1], "cannot execute: %s\n", Why);
    _exit(StatusOfNoStart);
  }
  // Both sides say it, so that it is so whoever comes first.
  setpgid(Process, Process);
  close(Pair[1]);
  return {};
}

void Worker::kill() {
  if (Process > 0)
    ::kill(-Process, SIGKILL);
}

std::optional<int> Worker::ended() {
  int Status = 0;
  if (Process <= 0 || waitpid(Process, &Status, WNOHANG) != Process)
    return std::nullopt;
  Process = -1; // the number may soon be another's
  return Status;
}

void Worker::tell(uint64_t Seed, const std::string &Policy) {
  std::string Line = std::to_string(Seed) + " " + Policy + "\n";
  // A worker that is gone shows itself by its end.
  [[maybe_unused]] ssize_t Sent =
      send(Socket, Line.data(), Line.size(), MSG_NOSIGNAL);
}

void Worker::listen() {
  char Part[4096];
  ssize_t Count = 0;
  while ((Count = recv(Socket, Part, sizeof(Part), MSG_DONTWAIT)) > 0)
    Heard.append(Part, size_t(Count));
}

std::optional<std::string> Worker::line() {
  size_t End = Heard.find('\n');
  if (End == std::string::npos)
    return std::nullopt;
  std::string Line = Heard.substr(0, End);
  Heard.erase(0, End + 1);
  return Line;
}

void Worker::markStart() { StartEnd = Shown = lseek(Output, 0, SEEK_END); }

std::string Worker::output() {
  std::string Text;
  auto Add = [&](off_t From, off_t To) {
    size_t Had = Text.size();
    Text.resize(Had + size_t(To - From));
    ssize_t Count = pread(Output, Text.data() + Had, size_t(To - From), From);
    Text.resize(Had + size_t(Count > 0 ? Count : 0));
  };
  struct stat Now{};
  fstat(Output, &Now);
  Add(0, StartEnd);
  Add(Shown, Now.st_size);
  Shown = Now.st_size;
  return Text;
}

} // namespace gpurt::explore
