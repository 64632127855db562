// While a kernel runs that holds blocks and waits, the host sees each of them
// in the statistics of its size, and in the map; neither call waits for it.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: stats of a running kernel
#include "check.h"
#include "gpurt/runtime.h"
#include <thread>

constexpr unsigned Grid = 3, Threads = 96;

struct Signals {
  unsigned Holding; // blocks of threads that have their memory
  unsigned Go;
};

__global__ void hold(Signals *S) {
  void *Small = malloc(100);
  void *Middle = threadIdx.x < 10 ? malloc(5000) : nullptr;
  void *Large = threadIdx.x == 0 ? malloc(100000) : nullptr;
  keep(Small), keep(Middle), keep(Large);
  __syncthreads();
  if (threadIdx.x == 0) {
    __threadfence_system();
    atomicAdd_system(&S->Holding, 1u);
    while (!*(volatile unsigned *)&S->Go)
      __nanosleep(1000);
  }
  __syncthreads();
  free(Small), free(Middle), free(Large);
}

// Each number of a size, and its sum in the map.
static void expectSize(size_t Bytes, unsigned Used) {
  gpurt::heap_statistics Stats = gpurt::heap_stats();
  const gpurt_heap_class *Class = Stats.classes;
  while (Class->slot_bytes < Bytes)
    ++Class;
  expect(Class->used_slots == Used, "%zu bytes: %llu slots in use, want %u",
         Bytes, (unsigned long long)Class->used_slots, Used);
  expect(Class->slab_bytes >=
             (Class->used_slots + Class->free_slots) * Class->slot_bytes,
         "%zu bytes: more slots than room", Bytes);
  expect(!Used || Class->slabs, "%zu bytes: no slab", Bytes);
  static gpurt_heap_span Spans[1000];
  size_t Count = 0;
  expect(gpurt_heap_map(Spans, 1000, &Count) == GPURT_OK && Count <= 1000,
         "gpurt_heap_map: %zu spans", Count);
  unsigned long long InMap = 0;
  for (size_t I = 0; I < Count && I < 1000; ++I)
    if (Spans[I].slot_bytes == Class->slot_bytes)
      InMap += Spans[I].used_slots;
  expect(InMap == Used, "%zu bytes: %llu slots in the map, want %u", Bytes,
         InMap, Used);
}

static void expectUse(unsigned Blocks) {
  expectSize(100, Blocks * Threads);
  expectSize(5000, Blocks * 10);
  gpurt::heap_statistics Stats = gpurt::heap_stats();
  expect(Stats.large_blocks == Blocks && Stats.large_bytes == Blocks * 131072u,
         "%llu large blocks, %llu bytes", (unsigned long long)Stats.large_blocks,
         (unsigned long long)Stats.large_bytes);
  expect(Stats.used_blocks == Blocks * (Threads + 11), "%llu blocks in all",
         (unsigned long long)Stats.used_blocks);
}

int main() {
  Signals *S = nullptr;
  MUST(cudaHostAlloc(&S, sizeof *S, cudaHostAllocMapped));
  *S = {};
  // The CPU device runs a kernel inside of its launch.
  std::thread Launcher([&] {
    hold<<<Grid, Threads>>>(S);
    MUST(cudaDeviceSynchronize());
  });
  while (*(volatile unsigned *)&S->Holding != Grid)
    std::this_thread::yield();
  expectUse(Grid);
  *(volatile unsigned *)&S->Go = 1;
  Launcher.join();
  expectUse(0);
  MUST(cudaFreeHost(S));
  return finish("stats of a running kernel");
}
