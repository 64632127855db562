//===- Engine.h - Run a kernel's lanes on one host thread -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A deterministic SIMT machine. Each lane is a fiber; a seeded scheduler
// decides at every hook (Hooks.h) who runs next; a launch that cannot end is
// ended with a dump of who waits where for whom. What happens depends on the
// program, the seed and the policy, and on nothing else: no wall clock, no
// threads, no address decides anything.
// One lane runs at a time and each access takes effect at once: bad
// interleavings are found, missing fences only with a MemoryModel.
// Engines share no state: one per host thread, or several in turn.
// Tests: test/unit/simt/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_ENGINE_ENGINE_H
#define GPURT_LIB_SIMT_ENGINE_ENGINE_H

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpurt::simt {

class Bounds;
class Machine;
class MemoryModel;

enum class Policy : uint8_t {
  /// Every lane progresses: what the H100 promises. Random lane, random switch.
  Fair,
  /// Only warps progress: a lane that spins is kept running in its warp, so a
  /// lane that waits for a sibling waits for ever.
  WarpUnfair,
  /// A lane runs until it waits or has spun for a while. Fast, few schedules.
  RunToBlock,
  /// Random priorities with few change points (Burckhardt et al., ASPLOS
  /// 2010): finds a bug of depth d with a probability that has a lower bound.
  Pct,
};

/// "fair", "warp-unfair", "run-to-block", "pct": as in GPURT_POLICY.
const char *name(Policy P);
std::optional<Policy> parsePolicy(std::string_view Text);

struct Dim3 {
  uint32_t X = 1, Y = 1, Z = 1;
  [[nodiscard]] uint64_t count() const { return uint64_t(X) * Y * Z; }
};

struct Config {
  uint64_t Seed = 1;
  Policy Order = Policy::Fair;
  /// Mean number of steps between switches (fair, warp-unfair). 0: the seed
  /// picks 1 to 32, so that many seeds cover short and long turns.
  uint32_t SwitchDistance = 0;
  /// pct: number of priority change points.
  uint32_t PctDepth = 3;
  /// pct: steps among which the change points fall. 0: the seed picks.
  uint64_t PctLength = 0;
  /// How many blocks are on the machine at once.
  uint32_t ResidentBlocks = 16;
  uint32_t Multiprocessors = 8;
  /// Blocks start in an order that the seed picks; CUDA promises none.
  bool ShuffleBlocks = false;
  /// activemask may leave out lanes that are there. run-to-block never does.
  bool SplitActive = true;
  /// Reads of shared memory that nobody wrote end the launch.
  bool CheckSharedInit = true;
  /// A barrier that says .aligned and meets a warp in pieces ends the launch.
  bool CheckAligned = true;
  /// Steps without progress (no memory changed, no lane ended) until the
  /// launch may be a livelock. It is one if each lane that ran lately came back
  /// to an earlier state of its own; else they are asked again after twice the
  /// steps. 0: from the number of lanes.
  uint64_t StallLimit = 0;
  uint64_t MaxSteps = 2'000'000'000;
  uint32_t SharedLimit = 227 * 1024;
  /// Of one lane; a guard page lies below it.
  uint32_t StackBytes = 64 * 1024;
  /// Device printf. Null: stdout.
  std::function<void(std::string_view)> Print;
  /// Called, on the caller's own stack, when no lane has made progress for a
  /// while: the host's chance to answer a device that waits for it. Returns
  /// true if memory changed. Null: nobody answers.
  std::function<bool()> OnStall;
  /// What device code may touch; not owned. Null: bounds are not checked.
  const Bounds *Limits = nullptr;
  /// Sees every access made through the memory hooks; not owned.
  MemoryModel *Memory = nullptr;
  /// What the line that repeats a run must say beside seed and policy:
  /// "NAME=value NAME=value".
  std::string RepeatWith;
};

struct Launch {
  void (*Entry)(void *) = nullptr; ///< every lane calls it
  void *Argument = nullptr;
  Dim3 Grid, Block;
  /// Blocks of a cluster; all 1 and !ExplicitCluster: launched without.
  Dim3 Cluster;
  bool ExplicitCluster = false;
  uint32_t StaticShared = 0, DynamicShared = 0;
  /// All blocks must be resident, else Status::Rejected.
  bool Cooperative = false;
  const char *Name = nullptr; ///< for messages
};

enum class Status : uint8_t {
  Ok,
  Rejected,         ///< the launch's sizes; nothing ran
  Deadlock,         ///< no lane can run
  Livelock,         ///< lanes run, nothing changes
  StepLimit,        ///< Config::MaxSteps
  Trap,             ///< the program asked for it
  Assert,           ///< __assertfail
  Mismatch,         ///< warp operations or barriers that cannot meet
  DivergentBarrier, ///< an aligned barrier in divergent code
  SharedMemory,     ///< uninitialised, or out of the buffer
  IllegalAddress,   ///< not in Config::Limits
  MisalignedAddress,
  OutOfStacks, ///< the system gave no memory for a lane
  Reported,    ///< a MemoryModel found something
  WrongResult, ///< explore: the check said so
};
const char *name(Status S);

struct Result {
  Status Outcome = Status::Ok;
  /// Empty when Ok; else what, who, where, and how to repeat it.
  std::string Message;
  /// Undefined behaviour that did not end the launch, one line a place.
  std::vector<std::string> Warnings;
  uint64_t Seed = 0;
  Policy Order = Policy::Fair;
  uint64_t Steps = 0, Switches = 0, Collectives = 0;
  uint64_t Lanes = 0; ///< lanes that were started
  /// Of all scheduling decisions: equal hashes, equal runs.
  uint64_t TraceHash = 0;
  explicit operator bool() const { return Outcome == Status::Ok; }
};

/// "repeat with GPURT_SEED=17 GPURT_POLICY=fair", and \p More behind it.
std::string repeatLine(uint64_t Seed, Policy P, std::string_view More = {});

class Engine {
public:
  explicit Engine(Config C);
  Engine(const Engine &) = delete;
  Engine &operator=(const Engine &) = delete;
  ~Engine();

  /// Runs one launch to its end. The n-th launch of an engine draws from
  /// (seed, n), so a program of several launches repeats as a whole.
  Result run(const Launch &L);

  /// Starts again as a new engine with this seed and policy would; keeps the
  /// lanes' stacks, which makes many short runs cheap.
  void reset(uint64_t Seed, Policy P);

  [[nodiscard]] const Config &config() const;

private:
  std::unique_ptr<Machine> Impl;
};

/// True if \p Address is a guard page below some lane's stack of the engine
/// that runs on this host thread: a signal handler's test for stack overflow.
bool isStackGuard(const void *Address);

//===--- Exploration ------------------------------------------------------===//

struct Exploration {
  Config Base; ///< its Seed and Order are replaced
  uint64_t FirstSeed = 1, Seeds = 100;
  std::vector<Policy> Policies = {Policy::Fair};
  Launch Kernel;
  /// Puts memory into its first state before each run.
  std::function<void()> Before;
  /// After a run that ended Ok: empty if the answer is right, else what is
  /// wrong.
  std::function<std::string()> Check;
};

struct ExplorationResult {
  uint64_t Runs = 0, Steps = 0;
  /// The first run that failed, of the lowest seed.
  std::optional<Result> Failure;
};

/// Runs seeds in order, each under all policies, up to the first failure.
ExplorationResult explore(const Exploration &E);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_ENGINE_ENGINE_H
