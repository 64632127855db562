// Whole warps, one lane, odd lanes, and lanes with another place each log what
// they have, once, under their own thread.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: shapes
#include "check.h"
#include "collect.h"

__global__ void all(int Base) { GPURT_LOG(info, "a {}", Base + int(threadIdx.x)); }
__global__ void one() {
  if (threadIdx.x == 17)
    GPURT_LOG(warn, "b {} {:.2f}", threadIdx.x, 2.5);
}
__global__ void odd() {
  if (threadIdx.x & 1)
    GPURT_LOG(error, "c {} {} {}", threadIdx.x, 1ull << threadIdx.x % 64, 'x');
}
__global__ void places() {
  switch (threadIdx.x % 4) {
  case 0:
    GPURT_LOG(info, "d0 {}", threadIdx.x);
    break;
  case 1:
    GPURT_LOG(info, "d1 {}", threadIdx.x);
    break;
  case 2:
    GPURT_LOG(info, "d2");
    break;
  }
}
__global__ void shaped() { GPURT_LOG(info, "e {},{}", threadIdx.y, threadIdx.z); }

static void expectEach(const char *What, unsigned Threads, bool (*Logs)(unsigned),
                       std::string (*Text)(unsigned)) {
  std::map<unsigned, std::string> Of;
  for (const Collected &E : Entries) {
    expect(!Of.count(E.Thread), "%s: thread %u twice", What, E.Thread);
    expect(E.Lane == E.Thread % 32, "%s: lane %u of thread %u", What, E.Lane,
           E.Thread);
    Of[E.Thread] = E.Text;
  }
  for (unsigned T = 0; T < Threads; ++T)
    expect(Logs(T) ? Of.count(T) && Of[T] == Text(T) : !Of.count(T),
           "%s: thread %u has '%s'", What, T, Of[T].c_str());
  Entries.clear();
}

int main() {
  collectOnly();
  all<<<1, 96>>>(1000);
  cudaDeviceSynchronize();
  expectEach("all", 96, [](unsigned) { return true; },
             [](unsigned T) { return "a " + std::to_string(1000 + T); });
  one<<<1, 64>>>();
  cudaDeviceSynchronize();
  expect(Entries.size() == 1 && Entries[0].Level == 2 && Entries[0].Line == 12,
         "place of one");
  expectEach("one", 64, [](unsigned T) { return T == 17; },
             [](unsigned) { return std::string("b 17 2.50"); });
  odd<<<1, 45>>>();
  cudaDeviceSynchronize();
  expectEach("odd", 45, [](unsigned T) { return T % 2 == 1; }, [](unsigned T) {
    return "c " + std::to_string(T) + " " + std::to_string(1ull << T) + " x";
  });
  places<<<1, 64>>>();
  cudaDeviceSynchronize();
  expectEach("places", 64, [](unsigned T) { return T % 4 != 3; },
             [](unsigned T) {
               std::string Text = "d" + std::to_string(T % 4);
               return T % 4 == 2 ? Text : Text + " " + std::to_string(T);
             });
  shaped<<<1, dim3(4, 3, 5)>>>();
  cudaDeviceSynchronize();
  expect(Entries.size() == 60, "shaped: %zu entries", Entries.size());
  gpurt::log_statistics Stats = gpurt::log_stats();
  expect(Stats.lost == 0 && Stats.torn == 0, "%llu lost",
         (unsigned long long)Stats.lost);
  return finish("shapes");
}
