//===- Worker.cpp - The process that measures rows on the device ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Worker.h.
// Test: test/unit/bench/WorkerTest.cpp
//===----------------------------------------------------------------------===//
#include "Worker.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gpurt::bench {
namespace {

constexpr int StatusOfNoStart = 127;

pid_t waitFor(pid_t Process, int &Status) {
  pid_t Ended = 0;
  do
    Ended = waitpid(Process, &Status, 0);
  while (Ended < 0 && errno == EINTR);
  return Ended;
}

/// \returns what exec wants; valid as long as \p Command
std::vector<char *> argumentsOf(const std::vector<std::string> &Command) {
  std::vector<char *> Words;
  Words.reserve(Command.size() + 1);
  for (const std::string &Each : Command)
    Words.push_back(const_cast<char *>(Each.c_str()));
  Words.push_back(nullptr);
  return Words;
}

Measured failure(std::string Status) {
  Measured Result;
  Result.Status = std::move(Status);
  return Result;
}

} // namespace

double Measured::counter(const std::string &Name) const {
  auto Found =
      std::find_if(Counters.begin(), Counters.end(),
                   [&](const auto &Each) { return Each.first == Name; });
  return Found == Counters.end() ? 0 : Found->second;
}

Measured parseAnswer(const std::string &Line) {
  Measured Result;
  std::istringstream Words(Line);
  Result.IsAnswer = bool(Words >> Result.Status);
  for (std::string Word; Words >> Word;) {
    size_t Equals = Word.find('=');
    char *End = nullptr;
    double Value =
        Equals == Word.npos ? 0 : std::strtod(Word.c_str() + Equals + 1, &End);
    if (!End || *End || End == Word.c_str() + Equals + 1)
      return failure("CRASH (no answer but '" + Line + "')");
    Result.Counters.emplace_back(Word.substr(0, Equals), Value);
  }
  return Result;
}

Worker::Worker(std::vector<std::string> Command,
               std::vector<std::pair<std::string, std::string>> Environment,
               Limits Allowed)
    : Command(std::move(Command)), Environment(std::move(Environment)),
      Allowed(Allowed) {}

Worker::~Worker() { stop(/*Kill=*/true); }

bool Worker::start() {
  int Pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Pair))
    return false;
  std::vector<char *> Words = argumentsOf(Command);
  pid_t Parent = getpid();
  Process = fork();
  if (Process == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != Parent)
      _exit(StatusOfNoStart);
    dup2(Pair[1], 0);
    dup2(Pair[1], 1);
    for (const auto &[Name, Value] : Environment)
      setenv(Name.c_str(), Value.c_str(), 1);
    execv(Words[0], Words.data());
    _exit(StatusOfNoStart);
  }
  close(Pair[1]);
  Socket = Pair[0];
  if (Process < 0) {
    close(std::exchange(Socket, -1));
    return false;
  }
  Heard.clear();
  return true;
}

std::string Worker::stop(bool Kill) {
  if (Process <= 0)
    return "not started";
  if (Kill)
    kill(Process, SIGKILL);
  int Status = 0;
  waitFor(std::exchange(Process, -1), Status);
  close(std::exchange(Socket, -1));
  if (WIFSIGNALED(Status))
    return std::string("signal ") + std::to_string(WTERMSIG(Status));
  return "exit code " + std::to_string(WEXITSTATUS(Status));
}

Measured Worker::wait(Clock::time_point Until) {
  for (;;) {
    size_t End = Heard.find('\n');
    if (End != Heard.npos) {
      std::string Line = Heard.substr(0, End);
      Heard.erase(0, End + 1);
      return parseAnswer(Line);
    }
    auto Left =
        std::chrono::ceil<std::chrono::milliseconds>(Until - Clock::now());
    if (Left.count() <= 0) {
      stop(/*Kill=*/true);
      return failure("HANG");
    }
    pollfd Watched{.fd = Socket, .events = POLLIN, .revents = 0};
    if (poll(&Watched, 1, int(std::min<long long>(Left.count(), 1000))) <= 0)
      continue;
    char Part[4096];
    ssize_t Count = recv(Socket, Part, sizeof(Part), 0);
    if (Count > 0)
      Heard.append(Part, size_t(Count));
    else if (Count == 0 || errno != EINTR)
      // Its end of the socket is closed: it has ended, or ends at once.
      return failure("CRASH (" + stop(/*Kill=*/false) + ")");
  }
}

Measured Worker::run(const std::string &Row) {
  if (Used >= Allowed.SecondsInAll)
    return failure("BUDGET");
  Clock::time_point Start = Clock::now();
  if (Process <= 0 && !start())
    return failure(std::string("CRASH (") + strerror(errno) + ")");
  double Seconds = std::min(Allowed.SecondsARow, Allowed.SecondsInAll - Used);
  std::string Line = Row + "\n";
  // A process that is gone shows itself by its closed socket.
  [[maybe_unused]] ssize_t Sent =
      send(Socket, Line.data(), Line.size(), MSG_NOSIGNAL);
  Measured Result = wait(Start + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(Seconds)));
  Result.Seconds = std::chrono::duration<double>(Clock::now() - Start).count();
  Used += Result.Seconds;
  if (Result.Status == "HANG" && Seconds < Allowed.SecondsARow)
    Result.Status = "BUDGET";
  return Result;
}

int Worker::ask(const std::string &Option, std::string &Output) const {
  int Pipe[2];
  if (pipe2(Pipe, O_CLOEXEC))
    return -1;
  std::vector<std::string> Whole = Command;
  Whole.push_back(Option);
  std::vector<char *> Words = argumentsOf(Whole);
  pid_t Child = fork();
  if (Child == 0) {
    dup2(Pipe[1], 1);
    execv(Words[0], Words.data());
    _exit(StatusOfNoStart);
  }
  close(Pipe[1]);
  Output.clear();
  char Part[4096];
  ssize_t Count = 0;
  while (Child > 0 && ((Count = read(Pipe[0], Part, sizeof(Part))) > 0 ||
                       (Count < 0 && errno == EINTR)))
    Output.append(Part, size_t(std::max<ssize_t>(Count, 0)));
  close(Pipe[0]);
  int Status = 0;
  if (Child < 0 || waitFor(Child, Status) != Child || !WIFEXITED(Status))
    return -1;
  return WEXITSTATUS(Status);
}

} // namespace gpurt::bench
