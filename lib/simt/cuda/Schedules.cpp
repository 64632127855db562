//===- Schedules.cpp - Many runs of the program by one command ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Schedules.h. The words on gpurt-explore's socket, a line each:
//   we:  ready                                  the program has come here
//   it:  <seed> <policy>                        run this; end of file: enough
//   we:  <launches> <steps>                     that run was good
//        <launches> <steps> <what>\t<command>   or failed, and how to repeat it
// Test: test/tools/schedules/, test/tools/explore/
//===----------------------------------------------------------------------===//
#include "Schedules.h"
#include "Modules.h"
#include "RepeatCommand.h"
#include "RunProcess.h"
#include "Runtime.h"

#include "engine/Engine.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <iostream>
#include <new>
#include <optional>
#include <string_view>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gpurt::simt {
namespace {

constexpr const char *CountVariable = "GPURT_SCHEDULES";
constexpr const char *SocketVariable = "GPURT_EXPLORE_FD";
constexpr const char *RecordVariable = "GPURT_RUN_FD";
constexpr uint64_t DefaultLimit = 60; // seconds

/// What a run tells its parent, in memory that both see.
struct Record {
  std::atomic<uint64_t> Launches{0}, Steps{0}, Errors{0};
};
Record *Mine = nullptr; ///< set before the run's first CUDA call returns

Record *mapRecord(int File) {
  void *Memory = mmap(nullptr, sizeof(Record), PROT_READ | PROT_WRITE,
                      MAP_SHARED, File, 0);
  return Memory == MAP_FAILED ? nullptr : static_cast<Record *>(Memory);
}

struct Run {
  uint64_t Seed;
  std::string Policy;
};

struct Outcome {
  std::string What; ///< empty: good
  int Status = 0;   ///< of the program, or ours where it returned 0
  uint64_t Launches = 0, Steps = 0;
};

/// Says which run is next and hears how it was.
class Plan {
public:
  virtual ~Plan() = default;
  virtual std::optional<Run> next() = 0;
  /// \p Command repeats a run that failed, whose output is \p Output unless
  /// everybody has seen it.
  virtual void note(const Run &R, const Outcome &O, const std::string &Command,
                    const CaughtOutput *Output) = 0;
  /// False: the run's output is the program's.
  virtual bool isCaught() = 0;
  /// Called in the child.
  virtual void leave() {}
};

/// GPURT_SCHEDULES: seed after seed, up to the first failure.
class CountedPlan final : public Plan {
  uint64_t Count, Begun = 0, Launches = 0, Steps = 0;
  uint64_t First = numberFromEnvironment("GPURT_SEED", 1);
  std::string Policy;
  bool Verbose = numberFromEnvironment("GPURT_VERBOSE", 0) != 0;

public:
  CountedPlan(uint64_t Count, std::string Policy)
      : Count(Count), Policy(std::move(Policy)) {}

  std::optional<Run> next() override {
    if (Begun == Count) {
      if (Verbose)
        say(std::to_string(Count) + " runs, seeds " + std::to_string(First) +
            " to " + std::to_string(First + Count - 1) + ", " + Policy + ": " +
            std::to_string(Launches) + " launches, " + std::to_string(Steps) +
            " steps");
      return std::nullopt;
    }
    return Run{First + Begun++, Policy};
  }

  bool isCaught() override { return Begun != 1; }

  void note(const Run &R, const Outcome &O, const std::string &Command,
            const CaughtOutput *Output) override {
    Launches += O.Launches;
    Steps += O.Steps;
    if (O.What.empty())
      return;
    if (Output)
      Output->show();
    say("run " + std::to_string(Begun) + " of " + std::to_string(Count) +
        ", seed " + std::to_string(R.Seed) + ", failed: " + O.What);
    say("repeat with " + Command);
    _exit(O.Status);
  }
};

/// gpurt-explore: as it says.
class ToldPlan final : public Plan {
  int Socket;
  bool Greeted = false;
  std::string Heard; ///< behind the last line

  void tell(std::string Line) {
    Line += '\n';
    for (std::string_view Left = Line; !Left.empty();) {
      ssize_t Now = send(Socket, Left.data(), Left.size(), MSG_NOSIGNAL);
      if (Now < 0 && errno != EINTR)
        _exit(1); // it has gone
      Left.remove_prefix(size_t(std::max<ssize_t>(Now, 0)));
    }
  }

  /// \returns the next line, empty at the end
  std::string hear() {
    size_t End = 0;
    while ((End = Heard.find('\n')) == std::string::npos) {
      char Part[256];
      ssize_t Now = recv(Socket, Part, sizeof(Part), 0);
      if (Now == 0 || (Now < 0 && errno != EINTR))
        return {};
      Heard.append(Part, size_t(std::max<ssize_t>(Now, 0)));
    }
    std::string Line = Heard.substr(0, End);
    Heard.erase(0, End + 1);
    return Line;
  }

public:
  explicit ToldPlan(int Socket) : Socket(Socket) {
    fcntl(Socket, F_SETFD, FD_CLOEXEC);
  }

  std::optional<Run> next() override {
    // Not before: all that belongs to every run is written by now.
    if (!Greeted)
      tell("ready");
    Greeted = true;
    std::string Line = hear();
    size_t Space = Line.find(' ');
    if (Space == std::string::npos)
      return std::nullopt;
    return Run{std::strtoull(Line.c_str(), nullptr, 10),
               Line.substr(Space + 1)};
  }

  bool isCaught() override { return true; }
  void leave() override { close(Socket); }

  void note(const Run &, const Outcome &O, const std::string &Command,
            const CaughtOutput *Output) override {
    std::string Line =
        std::to_string(O.Launches) + " " + std::to_string(O.Steps);
    if (!O.What.empty()) {
      Output->show();
      Line += " " + O.What + "\t" + Command;
    }
    tell(std::move(Line));
  }
};

//===----------------------------------------------------------------------===//

unsigned countThreads() {
  DIR *Tasks = opendir("/proc/self/task");
  if (!Tasks)
    return 2; // unknown; the careful way works for any number
  unsigned Count = 0;
  while (const dirent *Each = readdir(Tasks))
    Count += Each->d_name[0] != '.';
  closedir(Tasks);
  return Count;
}

void flushAll() {
  std::cout.flush();
  std::clog.flush();
  std::fflush(nullptr);
}

std::vector<std::string> environmentOf(const Run &R, int RecordFile) {
  std::vector<std::string> All;
  auto IsOurs = [](const std::string &Each) {
    for (const char *Name : {"GPURT_SEED", "GPURT_POLICY", CountVariable,
                             SocketVariable, RecordVariable})
      if (Each.starts_with(std::string(Name) + "="))
        return true;
    return false;
  };
  for (std::string &Each : ownEnvironment())
    if (!IsOurs(Each))
      All.push_back(std::move(Each));
  All.push_back("GPURT_SEED=" + std::to_string(R.Seed));
  All.push_back("GPURT_POLICY=" + R.Policy);
  All.push_back(std::string(RecordVariable) + "=" + std::to_string(RecordFile));
  return All;
}

/// The child becomes the run: from here on the environment is that of a run
/// alone.
void becomeRun(const Run &R) {
  unsetenv(CountVariable);
  unsetenv(SocketVariable);
  setenv("GPURT_SEED", std::to_string(R.Seed).c_str(), 1);
  setenv("GPURT_POLICY", R.Policy.c_str(), 1);
}

Outcome outcomeOf(const Ending &End, const Record &Told, bool MayFail) {
  Outcome O{{}, End.status(), Told.Launches, Told.Steps};
  if (!End.isSuccess()) {
    O.What = End.text();
  } else if (Told.Errors && !MayFail) {
    O.What = "the device reported an error, and the program returned 0";
    O.Status = 1;
  }
  return O;
}

/// Returns in the children.
void runAll(Plan &P) {
  // The parent holds nothing that the program's exit would free.
  int RecordFile = memfd_create("gpurt-run", 0);
  if (RecordFile < 0 || ftruncate(RecordFile, sizeof(Record)) ||
      !(Mine = mapRecord(RecordFile))) {
    say(std::string(CountVariable) + ": no memory for a run's record: " +
        std::strerror(errno) + "; the program runs once");
    return;
  }
  const bool MayFork = countThreads() == 1;
  if (MayFork)
    loadAllImages();
  const std::chrono::seconds Limit(
      numberFromEnvironment("GPURT_TIMEOUT", DefaultLimit));
  const char *Errors = std::getenv("GPURT_DEVICE_ERRORS");
  const bool MayFail = Errors && std::strcmp(Errors, "allow") == 0;
  const std::vector<std::string> Arguments = ownArguments();
  const std::vector<std::string> Variables = ownEnvironment();
  flushAll();
  CaughtOutput Output;
  RunProcess Process;
  while (std::optional<Run> R = P.next()) {
    const CaughtOutput *Caught = P.isCaught() ? &Output : nullptr;
    new (Mine) Record;
    if (!MayFork) {
      Process.restart(Caught, Arguments, environmentOf(*R, RecordFile));
    } else if (Process.fork(Caught)) {
      P.leave();
      becomeRun(*R);
      return;
    }
    Outcome O = outcomeOf(Process.wait(Limit), *Mine, MayFail);
    P.note(*R, O, repeatCommand(R->Seed, R->Policy, Variables, Arguments),
           Caught);
  }
  _exit(0);
}

std::string policyOfEnvironment() {
  const char *Text = std::getenv("GPURT_POLICY");
  // A wrong one is complained about by whoever uses it.
  return Text && parsePolicy(Text) ? Text : name(Policy::Fair);
}

void divide() {
  if (uint64_t File = numberFromEnvironment(RecordVariable, 0)) {
    Mine = mapRecord(int(File));
    unsetenv(RecordVariable);
  } else if (uint64_t Socket = numberFromEnvironment(SocketVariable, 0)) {
    ToldPlan Plan{int(Socket)};
    runAll(Plan);
  } else if (uint64_t Count = numberFromEnvironment(CountVariable, 0)) {
    CountedPlan Plan(Count, policyOfEnvironment());
    runAll(Plan);
  }
}

} // namespace

namespace detail {

std::atomic<bool> MayDivide{true};

void divideIntoRuns() {
  // Other threads of a parent wait here until it ends.
  static const bool Done = [] {
    divide();
    MayDivide.store(false, std::memory_order_relaxed);
    return true;
  }();
  (void)Done;
}

} // namespace detail

// Relaxed: the parent reads when we have ended.

void noteLaunch(uint64_t Steps) {
  if (!Mine)
    return;
  Mine->Launches.fetch_add(1, std::memory_order_relaxed);
  Mine->Steps.fetch_add(Steps, std::memory_order_relaxed);
}

void noteError() {
  if (Mine)
    Mine->Errors.fetch_add(1, std::memory_order_relaxed);
}

} // namespace gpurt::simt
