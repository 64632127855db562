// Policy drop: received and lost together are what was logged, and the numbers
// of a ring's entries show where some are missing. The host reads nothing while
// the kernel runs: it is held up by its callback.
// RUN: %{build} -o %t
// RUN: env GPURT_LOG_POLICY=drop GPURT_LOG_RING=128K %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: drop
#include "check.h"
#include "collect.h"

constexpr unsigned Blocks = 2, Threads = 64, Rounds = 300;

struct Large {
  char Text[240];
};

__global__ void work(Large L) {
  for (unsigned I = 0; I < Rounds; ++I)
    GPURT_LOG(info, "{} {}", I, L.Text);
}
__global__ void last() { GPURT_LOG(info, "end {}", threadIdx.x); }

int main() {
  collectOnly();
  Large L = {};
  work<<<Blocks, Threads>>>(L);
  expect(cudaDeviceSynchronize() == cudaSuccess, "kernel failed");
  // What was dropped last shows only in the number of a later entry.
  for (int I = 0; I < 40; ++I) {
    last<<<400, 1>>>();
    cudaDeviceSynchronize();
  }
  gpurt::log_statistics Stats = gpurt::log_stats();
  unsigned long long Logged = Blocks * Threads * Rounds + 40 * 400;
  expect(Stats.received + Stats.lost == Logged,
         "%llu received and %llu lost, of %llu",
         (unsigned long long)Stats.received, (unsigned long long)Stats.lost,
         Logged);
  expect(Stats.torn == 0, "torn");
  expect(Entries.size() == Stats.received, "%zu shown", Entries.size());
  return finish("drop");
}
