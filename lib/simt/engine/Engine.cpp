//===- Engine.cpp - The public face, and exploration ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names, the engine's handle, and the loop over seeds.
// Test: test/unit/simt/ReplayTest.cpp, PlantedTest.cpp
//===----------------------------------------------------------------------===//
#include "Engine.h"

#include "Machine.h"

namespace gpurt::simt {

const char *name(Policy P) {
  switch (P) {
  case Policy::Fair:
    return "fair";
  case Policy::WarpUnfair:
    return "warp-unfair";
  case Policy::RunToBlock:
    return "run-to-block";
  case Policy::Pct:
    return "pct";
  }
  return "unknown";
}

std::optional<Policy> parsePolicy(std::string_view Text) {
  for (Policy P :
       {Policy::Fair, Policy::WarpUnfair, Policy::RunToBlock, Policy::Pct})
    if (Text == name(P))
      return P;
  return std::nullopt;
}

const char *name(Status S) {
  static const char *const Names[] = {"ok",
                                      "rejected",
                                      "deadlock",
                                      "livelock",
                                      "step limit",
                                      "trap",
                                      "assert",
                                      "mismatch",
                                      "divergent barrier",
                                      "shared memory",
                                      "illegal address",
                                      "misaligned address",
                                      "out of stacks",
                                      "reported",
                                      "wrong result"};
  return Names[unsigned(S)];
}

std::string repeatLine(uint64_t Seed, Policy P, std::string_view More) {
  std::string Line = "repeat with GPURT_SEED=" + std::to_string(Seed) +
                     " GPURT_POLICY=" + name(P);
  if (!More.empty())
    Line.append(" ").append(More);
  return Line;
}

Engine::Engine(Config C) : Impl(std::make_unique<Machine>(std::move(C))) {}
Engine::~Engine() = default;

Result Engine::run(const Launch &L) { return Impl->run(L); }
void Engine::reset(uint64_t Seed, Policy P) { Impl->reset(Seed, P); }
const Config &Engine::config() const { return Impl->config(); }

bool isStackGuard(const void *Address) {
  return CurrentLane && CurrentLane->Owner->isStackGuard(Address);
}

ExplorationResult explore(const Exploration &E) {
  ExplorationResult All;
  Engine Sim(E.Base);
  for (uint64_t I = 0; I != E.Seeds; ++I)
    for (Policy P : E.Policies) {
      uint64_t Seed = E.FirstSeed + I;
      Sim.reset(Seed, P);
      if (E.Before)
        E.Before();
      Result R = Sim.run(E.Kernel);
      ++All.Runs;
      All.Steps += R.Steps;
      std::string Wrong = R && E.Check ? E.Check() : std::string();
      if (!Wrong.empty()) {
        R.Outcome = Status::WrongResult;
        R.Message = "wrong result: " + Wrong + "\n" +
                    repeatLine(Seed, P, E.Base.RepeatWith);
      }
      if (!R) {
        All.Failure = std::move(R);
        return All;
      }
    }
  return All;
}

} // namespace gpurt::simt
