// Entries of a thread come in the order logged, all by their time, and each
// ring's numbers have no gap.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: order
#include "check.h"
#include "collect.h"

constexpr unsigned Rounds = 5, Blocks = 4, Threads = 64;

__global__ void work() {
  for (unsigned I = 0; I < Rounds; ++I)
    if ((threadIdx.x + I) % 3)
      GPURT_LOG(info, "{}", I);
}

int main() {
  collectOnly();
  work<<<Blocks, Threads>>>();
  expect(cudaDeviceSynchronize() == cudaSuccess, "kernel failed");
  unsigned Wanted = 0;
  for (unsigned I = 0; I < Rounds; ++I)
    for (unsigned T = 0; T < Threads; ++T)
      Wanted += Blocks * ((T + I) % 3 != 0);
  expect(Entries.size() == Wanted, "%zu entries, not %u", Entries.size(),
         Wanted);
  expect(areSorted(), "times fall");
  std::map<std::pair<unsigned, unsigned>, int> Last;
  std::map<unsigned, std::vector<bool>> Numbers;
  for (const Collected &E : Entries) {
    int Round = atoi(E.Text.c_str());
    auto [At, IsNew] = Last.try_emplace({E.Block, E.Thread}, -1);
    expect(Round > At->second, "block %u thread %u: %d after %d", E.Block,
           E.Thread, Round, At->second);
    At->second = Round;
    std::vector<bool> &Seen = Numbers[E.Ring];
    if (Seen.size() <= E.Sequence)
      Seen.resize(E.Sequence + 1);
    expect(!Seen[E.Sequence], "ring %u has %u twice", E.Ring, E.Sequence);
    Seen[E.Sequence] = true;
  }
  for (auto &[Ring, Seen] : Numbers)
    for (size_t I = 0; I < Seen.size(); ++I)
      expect(Seen[I], "ring %u lacks %zu", Ring, I);
  return finish("order");
}
