// Policy overwrite: of each ring the newest entries are there; with rings in
// device memory as well.
// RUN: %{build} -o %t
// RUN: env GPURT_LOG_POLICY=overwrite GPURT_LOG_RING=128K %{run} %t 2>&1 | FileCheck %s
// RUN: env GPURT_LOG_POLICY=overwrite GPURT_LOG_RING=128K GPURT_LOG_MEMORY=device %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: overwrite
#include "check.h"
#include "collect.h"

constexpr unsigned Blocks = 2, Threads = 64, Rounds = 700;

__global__ void work() {
  for (unsigned I = 0; I < Rounds; ++I)
    GPURT_LOG(info, "{} {}", I, 2.5 * I);
}

int main() {
  collectOnly();
  work<<<Blocks, Threads>>>();
  expect(cudaDeviceSynchronize() == cudaSuccess, "kernel failed");
  expect(Entries.empty(), "a recorder shows nothing before it is asked");
  gpurt::log_flush();
  expect(!Entries.empty() && Entries.size() < Blocks * Threads * Rounds,
         "%zu entries", Entries.size());
  gpurt::log_statistics Stats = gpurt::log_stats();
  expect(Stats.received == Entries.size(), "received");
  expect(Stats.received + Stats.lost == Blocks * Threads * Rounds,
         "%llu received and %llu lost", (unsigned long long)Stats.received,
         (unsigned long long)Stats.lost);
  // The newest of each ring: what a lane wrote when its room was another's
  // again may be missing, and spoils that one's entry.
  std::map<unsigned, std::map<unsigned, const Collected *>> Rings;
  for (const Collected &E : Entries)
    Rings[E.Ring][E.Sequence] = &E;
  for (auto &[Ring, Of] : Rings)
    expect(Of.rbegin()->first - Of.begin()->first < 2 * Of.size(),
           "ring %u has %zu entries of %u", Ring, Of.size(),
           Of.rbegin()->first - Of.begin()->first + 1);
  size_t Before = Entries.size();
  gpurt::log_flush();
  expect(Entries.size() == Before, "shown twice");
  return finish("overwrite");
}
