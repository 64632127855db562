//===- Simt.cpp - gpurt-bench, group simt: the CPU engine -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Engine steps a second on one core, by kind of kernel: in smoke mode
// (run-to-block), and under fair beside it. A kernel here calls the hooks as
// retargeted code does. simt/limit is what bounds kernels whose lanes wait at
// each step: bare switches a second of 32 and of 128 fibers in a ring, as many
// as the lanes of a warp and of a block here.
// CPU time of this process, so that a busy machine changes it little.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#include "engine/Engine.h"
#include "engine/Fiber.h"
#include "engine/Hooks.h"

#include <benchmark/benchmark.h>

#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace gpurt::simt;

constexpr uint32_t Threads = 128, Grid = 16, FullMask = ~0u, AllLanes = 31;
constexpr uint32_t Loops = 50;
uint32_t Words[1024];
uint32_t Sums[Grid];

uint32_t thread() { return __gpurt_simt_tid(0); }
void syncthreads() { __gpurt_simt_bar_sync(0, 0, 1, nullptr); }
uint32_t addTo(uint32_t *Word, uint32_t Value) {
  __gpurt_simt_preempt(Word, nullptr);
  __gpurt_simt_progress(Word, nullptr);
  return __atomic_fetch_add(Word, Value, __ATOMIC_SEQ_CST);
}
uint32_t shuffleXor(uint32_t Value, uint32_t By) {
  return uint32_t(__gpurt_simt_shfl32(SIMT_SHFL_BFLY, FullMask, Value, By,
                                      AllLanes, nullptr));
}
uint32_t *shared(uint32_t I) {
  return static_cast<uint32_t *>(__gpurt_simt_shared()) + I;
}
uint32_t loadShared(uint32_t I) {
  __gpurt_simt_shared_access(shared(I), sizeof(uint32_t), 0, nullptr);
  return *shared(I);
}
void storeShared(uint32_t I, uint32_t Value) {
  __gpurt_simt_shared_access(shared(I), sizeof(uint32_t), 1, nullptr);
  __gpurt_simt_progress(shared(I), nullptr);
  *shared(I) = Value;
}

void atomics(void *) {
  uint32_t I = __gpurt_simt_ctaid(0) * Threads + thread();
  for (uint32_t Left = Loops; Left; --Left)
    addTo(&Words[I % std::size(Words)], 1);
}

void barriers(void *) {
  for (uint32_t Left = Loops; Left; --Left)
    syncthreads();
}

void shuffles(void *) {
  uint32_t Sum = thread();
  for (uint32_t I = 0; I != Loops; ++I)
    Sum += shuffleXor(Sum, 1u << I % 5);
  benchmark::DoNotOptimize(Sum);
}

void sharedMemory(void *) {
  uint32_t I = thread();
  storeShared(I, 0);
  for (uint32_t Left = Loops; Left; --Left)
    storeShared(I, loadShared(I) + 1);
}

/// The usual sum of a block: shared memory, barriers, shuffles, one atomic.
void reduction(void *) {
  constexpr uint32_t WarpThreads = 32;
  uint32_t I = thread();
  storeShared(I, I);
  syncthreads();
  for (uint32_t Half = Threads / 2; Half >= WarpThreads; Half /= 2) {
    if (I < Half)
      storeShared(I, loadShared(I) + loadShared(I + Half));
    syncthreads();
  }
  if (I >= WarpThreads)
    return;
  uint32_t Sum = loadShared(I);
  for (uint32_t By = WarpThreads / 2; By; By /= 2)
    Sum += shuffleXor(Sum, By);
  if (I == 0)
    addTo(&Sums[__gpurt_simt_ctaid(0)], Sum);
}

void measure(benchmark::State &State, void (*Kernel)(void *), Policy Order) {
  Config C;
  C.Order = Order;
  C.StallLimit = 1'000'000'000; // kernels of hooks alone change nothing
  Engine Sim(C);
  Launch L;
  L.Entry = Kernel;
  L.Grid = {Grid, 1, 1};
  L.Block = {Threads, 1, 1};
  L.StaticShared = Threads * sizeof(uint32_t);
  Sim.run(L); // maps the stacks
  uint64_t Steps = 0, Switches = 0;
  for (auto _ : State) {
    Result R = Sim.run(L);
    if (!R) {
      State.SkipWithError(R.Message.c_str());
      return;
    }
    Steps += R.Steps;
    Switches += R.Switches;
  }
  using benchmark::Counter;
  State.counters["steps"] = Counter(double(Steps), Counter::kIsRate);
  State.counters["switches"] = Counter(double(Switches), Counter::kIsRate);
}

//===--- The limit --------------------------------------------------------===//

/// Fibers that do nothing but go to the next one; the last goes to the host.
struct Ring {
  Fiber Host;
  std::vector<Fiber> Members;
  size_t Now = 0;
  StackPool Stacks{64 * 1024};
};
Ring *Current = nullptr;

void goOn(Fiber &From) {
  Ring &R = *Current;
  bool IsLast = ++R.Now == R.Members.size();
  resumeFiber(From, IsLast ? R.Host : R.Members[R.Now]);
}

void member() {
  enteredFiber();
  Fiber &Self = Current->Members[Current->Now];
  resumeFiber(Self, Current->Host); // it only gets ready at first
  for (;;)
    goOn(Self);
}

void switches(benchmark::State &State) {
  auto R = std::make_unique<Ring>();
  Current = R.get();
  adoptThread(R->Host);
  R->Members.resize(size_t(State.range(0)));
  for (Fiber &Each : R->Members)
    if (!R->Stacks.take(Each.Memory)) {
      State.SkipWithError("no memory for stacks");
      return;
    }
  for (R->Now = 0; R->Now != R->Members.size(); ++R->Now)
    startFiber(R->Host, R->Members[R->Now], member);
  for (auto _ : State) {
    R->Now = 0;
    resumeFiber(R->Host, R->Members[0]);
  }
  double Count = double(State.iterations()) * double(R->Members.size() + 1);
  State.counters["switches"] =
      benchmark::Counter(Count, benchmark::Counter::kIsRate);
}

//===----------------------------------------------------------------------===//

struct Kind {
  const char *Name;
  void (*Kernel)(void *);
};
constexpr Kind Kinds[] = {{"atomics", atomics},
                          {"barriers", barriers},
                          {"shuffles", shuffles},
                          {"shared", sharedMemory},
                          {"reduction", reduction}};

[[maybe_unused]] const bool Registered = [] {
  for (auto [Mode, Order] : {std::pair("smoke", Policy::RunToBlock),
                             std::pair("fair", Policy::Fair)})
    for (const Kind &Each : Kinds)
      benchmark::RegisterBenchmark(
          (std::string("simt/") + Mode + "/" + Each.Name).c_str(),
          [Each, Order = Order](benchmark::State &State) {
            measure(State, Each.Kernel, Order);
          })
          ->Unit(benchmark::kMicrosecond);
  benchmark::RegisterBenchmark("simt/limit/switches", switches)
      ->Arg(32)
      ->Arg(Threads)
      ->Unit(benchmark::kMicrosecond);
  return true;
}();

} // namespace
