//===- Exploration.h - All runs, in order, by several workers ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs are numbered by seed, then by policy, and are given out in this order;
// so when one fails all earlier ones are done or under way. Those are waited
// for, later ones are not: the first failure is the same for any number of
// workers.
// Test: test/tools/explore/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_EXPLORE_EXPLORATION_H
#define GPURT_TOOLS_EXPLORE_EXPLORATION_H

#include "Options.h"
#include "Worker.h"

#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

namespace gpurt::explore {

struct Failure {
  uint64_t Number;
  uint64_t Seed;
  std::string Policy;
  std::string What;
  std::string Command; ///< repeats it
  std::string Output;  ///< of the first failure only
};

struct Results {
  uint64_t Runs = 0, Launches = 0, Steps = 0;
  double Seconds = 0;
  std::vector<Failure> Failures; ///< by number; one without --keep-going
  bool Interrupted = false;
  /// Why nothing could be explored; then the rest means nothing.
  std::string Error;
  std::string ErrorOutput; ///< what the program wrote in that case
};

/// Hears how it goes.
class Watcher {
public:
  virtual ~Watcher() = default;
  virtual void onRun(uint64_t Seed, const std::string &Policy,
                     const std::string &What) = 0;
  /// Several times a second.
  virtual void onTick(uint64_t Done) = 0;
};

class Exploration {
public:
  Exploration(const Options &O, Watcher &W);
  ~Exploration();
  Exploration(const Exploration &) = delete;
  Exploration &operator=(const Exploration &) = delete;

  Results run();

private:
  struct Slot {
    Worker Process;
    std::optional<uint64_t> Number; ///< of its run, while it has one
    bool Ready = false;             ///< it came to its first CUDA call
  };

  bool startWorkers();
  void giveRun(Slot &S);
  void hear(Slot &S);
  void hearResult(Slot &S, const std::string &Line);
  void noteEnd(Slot &S, int Status);
  void addFailure(Slot &S, std::string What, std::string Command);
  void dropLate();
  void waitForNews();
  [[nodiscard]] uint64_t seedOf(uint64_t Number) const {
    return O.FirstSeed + Number / O.Policies.size();
  }
  [[nodiscard]] const std::string &policyOf(uint64_t Number) const {
    return O.Policies[Number % O.Policies.size()];
  }

  const Options &O;
  Watcher &Watch;
  Results Out;
  std::list<Slot> Slots;
  uint64_t Next = 0, End; ///< runs in [Next, End) are to be given out
  int Signals = -1;
  sigset_t MaskBefore;
};

} // namespace gpurt::explore

#endif // GPURT_TOOLS_EXPLORE_EXPLORATION_H
