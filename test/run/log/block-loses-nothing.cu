// Policy block: with far more entries than the rings hold, each one arrives.
// RUN: %{build} -o %t
// RUN: env GPURT_LOG_RING=128K %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: block
#include "check.h"
#include "collect.h"

// 62 words: a record of one lane has 37 units, of a whole warp 998, and a ring
// 8192.
struct Large {
  char Text[240];
};

__global__ void work(Large L, unsigned Rounds, unsigned Lanes) {
  if (threadIdx.x % 32 < Lanes)
    for (unsigned I = 0; I < Rounds; ++I)
      GPURT_LOG(info, "{} {} {}", I, threadIdx.x, L.Text);
}

static void run(unsigned Rounds, unsigned Lanes) {
  constexpr unsigned Blocks = 8, Warps = 4;
  Large L = {};
  for (char &C : L.Text)
    C = 'x';
  gpurt::log_statistics Before = gpurt::log_stats();
  work<<<Blocks, 32 * Warps>>>(L, Rounds, Lanes);
  expect(cudaDeviceSynchronize() == cudaSuccess, "kernel failed");
  gpurt::log_statistics Stats = gpurt::log_stats();
  expect(Stats.received - Before.received == Blocks * Warps * Rounds * Lanes &&
             !Stats.lost,
         "%llu received, %llu lost", (unsigned long long)Stats.received,
         (unsigned long long)Stats.lost);
  expect(Entries.size() == Stats.received - Before.received, "%zu shown",
         Entries.size());
  std::map<std::pair<unsigned, unsigned>, unsigned> Next;
  for (const Collected &E : Entries) {
    unsigned &Round = Next[{E.Block, E.Thread}];
    std::string Want = std::to_string(Round) + " " + std::to_string(E.Thread) +
                       " " + std::string(L.Text, sizeof(L.Text));
    expect(E.Text == Want, "block %u thread %u: '%s'", E.Block, E.Thread,
           E.Text.c_str());
    ++Round;
  }
  Entries.clear();
}

int main() {
  collectOnly();
  run(/*Rounds=*/100, /*Lanes=*/1);
  // A lane that waits for room may wait for what its sibling is writing; GPUs
  // from Volta on let that one go on.
  const char *Policy = getenv("GPURT_POLICY");
  if (!Policy || std::string(Policy) != "warp-unfair")
    run(/*Rounds=*/16, /*Lanes=*/32);
  return finish("block");
}
