//===- Bench.cpp - How many steps and switches a second -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints million hook steps, switches and collectives a second on one core.
// Not a test: figures depend on the machine. Run by hand.
//===----------------------------------------------------------------------===//
#include "Target.h"
#include "engine/Fiber.h"

#include <cstdio>
#include <ctime>

using namespace gpurt::simt;
using namespace target;

static uint32_t Words[1024];

/// Of this process alone: a busy machine does not change it much.
static double cpuSeconds() {
  timespec T;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &T);
  return double(T.tv_sec) + double(T.tv_nsec) * 1e-9;
}

static void bench(const char *What, Policy P, uint32_t Distance, Dim3 Grid,
                  Dim3 Block, void (*Kernel)()) {
  Config C;
  C.Order = P;
  C.SwitchDistance = Distance;
  C.StallLimit = 1'000'000'000; // kernels that only call hooks change nothing
  Engine Sim(C);
  auto Call = [Kernel] { Kernel(); };
  Launch L = launchOf(Call, Grid, Block);
  Sim.run(L); // maps the stacks
  double Start = cpuSeconds();
  uint64_t Steps = 0, Switches = 0, Collectives = 0, Lanes = 0;
  double Seconds = 0;
  while (Seconds < 0.5) {
    Result R = Sim.run(L);
    if (!R) {
      std::printf("%s: %s\n", What, R.Message.c_str());
      return;
    }
    Steps += R.Steps;
    Switches += R.Switches;
    Collectives += R.Collectives;
    Lanes += R.Lanes;
    Seconds = cpuSeconds() - Start;
  }
  double Million = 1e6 * Seconds;
  std::printf("%-28s %-12s %8.1f Msteps/s %7.2f Mswitches/s (%5.1f ns each) "
              "%6.2f Mcollectives/s %6.2f Mlanes/s\n",
              What, name(P), Steps / Million, Switches / Million,
              Switches ? Seconds * 1e9 / Switches : 0, Collectives / Million,
              Lanes / Million);
}

static void atomics() {
  for (int I = 0; I != 200; ++I)
    fetchAdd(&Words[gtid() % 1024], 1u);
}
static void hooksOnly() {
  for (int I = 0; I != 1000; ++I)
    __gpurt_simt_preempt(nullptr, nullptr);
}
static void shuffles() {
  uint32_t Sum = lane();
  for (int I = 0; I != 50; ++I)
    Sum += shflXor(Full, Sum, 1u << I % 5);
}
static void barriers() {
  for (int I = 0; I != 50; ++I)
    syncthreads();
}
static void nothing() {}

/// The bare switch, there and back.
static Fiber Host, Guest;
static void bounce() {
  enteredFiber();
  for (;;)
    resumeFiber(Guest, Host);
}
static void rawSwitch() {
  constexpr int Rounds = 10'000'000;
  StackPool Pool(65536);
  adoptThread(Host);
  if (!Pool.take(Guest.Memory))
    return;
  startFiber(Host, Guest, bounce);
  double Start = cpuSeconds();
  for (int I = 0; I != Rounds; ++I)
    resumeFiber(Host, Guest);
  std::printf("bare switch of stacks: %.1f ns\n",
              (cpuSeconds() - Start) * 1e9 / (2.0 * Rounds));
}

int main(int Argc, char **) {
  rawSwitch();
  if (Argc > 1) { // for a profiler
    bench("shuffles", Policy::RunToBlock, 0, {16}, {128}, shuffles);
    return 0;
  }
  bench("preempt alone", Policy::RunToBlock, 0, {16}, {128}, hooksOnly);
  bench("atomics", Policy::RunToBlock, 0, {16}, {128}, atomics);
  bench("shuffles", Policy::RunToBlock, 0, {16}, {128}, shuffles);
  bench("barriers", Policy::RunToBlock, 0, {16}, {128}, barriers);
  bench("empty kernel, 1024 blocks", Policy::RunToBlock, 0, {1024}, {128},
        nothing);
  bench("switch each step, 1 warp", Policy::Fair, 1, {1}, {32}, hooksOnly);
  bench("switch each step, 2048 lanes", Policy::Fair, 1, {16}, {128},
        hooksOnly);
  for (Policy P : {Policy::Fair, Policy::WarpUnfair, Policy::Pct}) {
    bench("atomics", P, 8, {16}, {128}, atomics);
    bench("shuffles", P, 8, {16}, {128}, shuffles);
    bench("barriers", P, 8, {16}, {128}, barriers);
  }
}
