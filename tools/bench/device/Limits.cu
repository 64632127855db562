//===- Limits.cu - Worker: what the machine allows a heap -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   latency/<op>          one thread, each operation waits for the one before;
//                         best of 8 runs of 256. Memory is hot in L2. For an
//                         operation without result: the interval of issue.
//   latency/<op>/near, median, far  the same over 64 addresses, which lie in
//                         different slices of L2
//   throughput/<op>/<addresses>/<threads>  median of 5 times 4 launches
//   tickets/<threads>     one atomic a warp gives each lane a number
// Counters: cycles an operation (of one thread, or of the whole chip), Gops a
// second (likewise), the SM clock of this run in GHz, kernel_ms of one launch.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#include "Clock.h"
#include "LimitOps.h"
#include "Serve.h"

#include <algorithm>
#include <functional>

namespace {

using namespace gpurt::bench;

constexpr size_t GlobalBytes = size_t(32) << 20;
constexpr uint32_t SharedBytes = 4096, BestOf = 8, InARun = 256;

//===--- Kernels ----------------------------------------------------------===//

/// \p Zero is 0, which the compiler does not know.
template <class Op>
__device__ void measureLatency(char *At, uint32_t Zero,
                               unsigned long long *Best) {
  uint32_t Last = 0;
  for (int Left = 64; Left; --Left)
    Last = Op::apply(At + (Last & Zero), Last & Zero);
  uint64_t Least = ~0ull;
  for (uint32_t Run = 0; Run != BestOf; ++Run) {
    uint64_t Start = cycles();
#pragma unroll 16
    for (uint32_t Left = InARun; Left; --Left)
      Last = Op::apply(At + (Last & Zero), Last & Zero);
    uint64_t Took = cycles() + (Last & Zero) - Start;
    Least = Took < Least ? Took : Least;
  }
  *Best = Least;
}

template <class Op>
__global__ void globalLatency(char *At, uint32_t Zero,
                              unsigned long long *Best) {
  measureLatency<Op>(At, Zero, Best);
}

/// The address of \p Memory in its own space, as shared instructions want it.
__device__ char *inShared(void *Memory) {
  return reinterpret_cast<char *>(__cvta_generic_to_shared(Memory));
}

template <class Op>
__global__ void sharedLatency(char *, uint32_t Zero, unsigned long long *Best) {
  __shared__ alignas(16) uint32_t Words[64];
  for (uint32_t &Each : Words)
    Each = 0;
  measureLatency<Op>(inShared(Words), Zero, Best);
}

enum class Addresses { Same, PerWarp, PerBlock, Distinct, DistinctLines };

__device__ uint64_t offsetOf(Addresses Mode) {
  uint64_t Thread = blockIdx.x * uint64_t(blockDim.x) + threadIdx.x;
  switch (Mode) {
  case Addresses::Same:
    return 0;
  case Addresses::PerWarp:
    return Thread / 32 * 256;
  case Addresses::PerBlock:
    return uint64_t(blockIdx.x) * 256;
  case Addresses::Distinct:
    return Thread * 8;
  case Addresses::DistinctLines:
    return Thread * 32;
  }
  return 0;
}

template <class Op>
__global__ void globalThroughput(char *Memory, uint32_t Count, Addresses Mode,
                                 uint32_t Zero, uint32_t *Sink) {
  char *At = Memory + offsetOf(Mode) % GlobalBytes;
  uint32_t Sum = 0;
  for (uint32_t I = 0; I != Count; ++I)
    Sum ^= Op::apply(At, threadIdx.x + I);
  if (Sum & Zero)
    *Sink = Sum;
}

template <class Op>
__global__ void sharedThroughput(char *, uint32_t Count, Addresses Mode,
                                 uint32_t Zero, uint32_t *Sink) {
  __shared__ uint32_t Words[SharedBytes / 4];
  Words[threadIdx.x] = 0;
  __syncthreads();
  char *At = inShared(Words + (Mode == Addresses::Same ? 0 : threadIdx.x));
  uint32_t Sum = 0;
  for (uint32_t I = 0; I != Count; ++I)
    Sum ^= Op::apply(At, threadIdx.x);
  if (Sum & Zero)
    *Sink = Sum;
}

__global__ void takeTickets(char *Memory, uint32_t Count, Addresses,
                            uint32_t Zero, uint32_t *Sink) {
  uint32_t Sum = 0, Lane = threadIdx.x % 32;
  for (uint32_t I = 0; I != Count; ++I) {
    uint32_t First = 0;
    if (Lane == 0)
      First = atomicAdd(reinterpret_cast<uint32_t *>(Memory), 32u);
    Sum ^= __shfl_sync(~0u, First, 0) + Lane;
  }
  if (Sum & Zero)
    *Sink = Sum;
}

/// Cycles and nanoseconds of a while, for the clock's rate.
__global__ void watchClock(unsigned long long *Out) {
  constexpr uint64_t While = 20'000'000;
  uint64_t Start = nanoseconds(), StartCycles = cycles(), Now = Start;
  while ((Now = nanoseconds()) - Start < While)
    ;
  Out[0] = cycles() - StartCycles;
  Out[1] = Now - Start;
}

//===--- The rows ---------------------------------------------------------===//

using LatencyKernel = void (*)(char *, uint32_t, unsigned long long *);
using ThroughputKernel = void (*)(char *, uint32_t, Addresses, uint32_t,
                                  uint32_t *);

struct Launch {
  const char *Name;
  Addresses Mode;
  int BlocksASm; ///< 0: one block in all
  uint32_t Block, Count;
};

constexpr Launch GlobalLaunches[] = {
    {"same/32", Addresses::Same, 0, 32, 256},
    {"same/1024", Addresses::Same, 0, 1024, 256},
    {"same/sms:1024", Addresses::Same, 1, 1024, 64},
    {"same/sms:2048", Addresses::Same, 2, 1024, 64},
    {"per-warp/sms:2048", Addresses::PerWarp, 2, 1024, 256},
    {"per-block/sms:2048", Addresses::PerBlock, 2, 1024, 256},
    {"distinct/sms:2048", Addresses::Distinct, 2, 1024, 256},
    {"distinct-lines/sms:2048", Addresses::DistinctLines, 2, 1024, 256}};
constexpr Launch SharedLaunches[] = {
    {"same/sms:1024", Addresses::Same, 1, 1024, 1024},
    {"distinct/sms:1024", Addresses::Distinct, 1, 1024, 1024}};
constexpr Launch TicketLaunches[] = {
    {"1024", Addresses::Same, 0, 1024, 256},
    {"sms:1024", Addresses::Same, 1, 1024, 256},
    {"sms:2048", Addresses::Same, 2, 1024, 256}};
constexpr Launch QuickLaunches[] = {
    {"same/32", Addresses::Same, 0, 32, 8},
    {"distinct/64", Addresses::Distinct, 0, 64, 8}};

class LimitSuite {
  struct Row {
    std::string Name;
    std::function<Answer()> Measure;
  };
  bool IsQuick;
  std::vector<Row> Rows;
  char *Memory = nullptr;
  unsigned long long *Result = nullptr;
  uint32_t *Sink = nullptr;
  double ClockGHz = 0;
  int Sms = 0;

  void prepare() {
    if (Memory)
      return;
    cudaDeviceProp Device;
    must(cudaGetDeviceProperties(&Device, 0), "cudaGetDeviceProperties");
    Sms = Device.multiProcessorCount;
    must(cudaMalloc(&Memory, GlobalBytes), "cudaMalloc");
    must(cudaMalloc(&Result, 64), "cudaMalloc");
    must(cudaMalloc(&Sink, 64), "cudaMalloc");
    for (int Turn = 0; Turn != 2; ++Turn) // the first raises the clock
      watchClock<<<1, 1>>>(Result);
    unsigned long long Watched[2];
    must(cudaMemcpy(Watched, Result, sizeof(Watched), cudaMemcpyDeviceToHost),
         "clock");
    ClockGHz = double(Watched[0]) / double(Watched[1]);
  }

  Answer answer(double Cycles, double Gops, double Threads,
                double Milliseconds) const {
    return {"ok",
            {{"cycles", Cycles},
             {"Gops", Gops},
             {"clock_GHz", ClockGHz},
             {"kernel_ms", Milliseconds},
             {"gpu_threads", Threads}}};
  }
  /// \p Cycles: of each of the operations of one thread.
  Answer answerOfLatency(double Cycles) const {
    return answer(Cycles, ClockGHz / Cycles, 1,
                  Cycles * InARun / (ClockGHz * 1e6));
  }

  double latencyAt(LatencyKernel Kernel, char *At) {
    Kernel<<<1, 1>>>(At, 0, Result);
    unsigned long long Best = 0;
    must(cudaMemcpy(&Best, Result, sizeof(Best), cudaMemcpyDeviceToHost),
         "latency");
    return double(Best) / InARun;
  }

  Answer latency(LatencyKernel Kernel) {
    must(cudaMemset(Memory, 0, 4096), "cudaMemset");
    return answerOfLatency(latencyAt(Kernel, Memory));
  }

  /// The one at \p Part of 64 addresses in the order of their latency.
  Answer latencyOfSlices(LatencyKernel Kernel, double Part) {
    std::vector<double> All;
    for (size_t I = 0; I != 64; ++I)
      All.push_back(latencyAt(Kernel, Memory + I * 4096 * 5));
    std::sort(All.begin(), All.end());
    return answerOfLatency(All[size_t(Part * 63)]);
  }

  Answer throughput(ThroughputKernel Kernel, const Launch &L) {
    unsigned Grid = L.BlocksASm ? unsigned(L.BlocksASm * Sms) : 1;
    must(cudaMemset(Memory, 0, GlobalBytes), "cudaMemset");
    auto Start = [&] {
      Kernel<<<Grid, L.Block>>>(Memory, L.Count, L.Mode, 0, Sink);
    };
    Stopwatch Watch;
    Watch.time([&] { Start(), Start(); });
    std::vector<double> Times;
    constexpr int Launches = 4;
    for (int Turn = 0; Turn != 5; ++Turn)
      Times.push_back(Watch.time([&] {
        for (int Left = Launches; Left; --Left)
          Start();
      }));
    std::sort(Times.begin(), Times.end());
    double Threads = double(Grid) * L.Block;
    double Gops = Threads * L.Count * Launches / (Times[2] * 1e6);
    return answer(ClockGHz / Gops, Gops, Threads, Times[2] / Launches);
  }

  template <class Op> void addLatency(LatencyKernel Kernel) {
    Rows.push_back({std::string("latency/") + Op::Name,
                    [this, Kernel] { return latency(Kernel); }});
  }
  template <class... Op> void addGlobalLatencies() {
    (addLatency<Op>(globalLatency<Op>), ...);
  }
  template <class... Op> void addSharedLatencies() {
    (addLatency<Op>(sharedLatency<Op>), ...);
  }
  void addSlices() {
    constexpr std::pair<const char *, double> Places[] = {
        {"near", 0}, {"median", 0.5}, {"far", 1}};
    for (auto [Place, Part] : Places)
      Rows.push_back({std::string("latency/") + ops::Add32::Name + "/" + Place,
                      [this, Part = Part] {
                        return latencyOfSlices(globalLatency<ops::Add32>, Part);
                      }});
  }
  template <size_t N>
  void addLaunches(const std::string &Prefix, ThroughputKernel Kernel,
                   const Launch (&Launches)[N]) {
    for (const Launch &L : Launches)
      Rows.push_back({Prefix + L.Name,
                      [this, Kernel, &L] { return throughput(Kernel, L); }});
  }
  template <class Op>
  void addThroughput(ThroughputKernel Kernel, bool IsShared) {
    std::string Prefix = std::string("throughput/") + Op::Name + "/";
    if (IsQuick)
      addLaunches(Prefix, Kernel, QuickLaunches);
    else if (IsShared)
      addLaunches(Prefix, Kernel, SharedLaunches);
    else
      addLaunches(Prefix, Kernel, GlobalLaunches);
  }
  template <class... Op> void addThroughputs() {
    (addThroughput<Op>(globalThroughput<Op>, false), ...);
  }

public:
  explicit LimitSuite(const Settings &S) : IsQuick(S.Quick) {
    using namespace ops;
    addGlobalLatencies<Add32, Add32AcqRel, Add64, Or64, Exchange64, Cas32,
                       Cas64, Red32, Red64Or, LoadL1, LoadRelaxed, LoadAcquire,
                       StoreRelease, Fence, Shuffle>();
    addSlices();
    addSharedLatencies<SharedLoad, SharedStore, SharedAdd32, SharedAdd64,
                       SharedCas32, SharedCas64, SharedRed32>();
    addThroughputs<Add32, Red32, Add64, Or64, Red64Or, Exchange64, Cas32,
                   Cas64>();
    addThroughput<SharedAdd32>(sharedThroughput<SharedAdd32>, true);
    addThroughput<SharedRed32>(sharedThroughput<SharedRed32>, true);
    if (!IsQuick)
      addLaunches("tickets/", takeTickets, TicketLaunches);
  }

  std::vector<std::string> rows() const {
    std::vector<std::string> Names;
    for (const Row &Each : Rows)
      Names.push_back(Each.Name);
    return Names;
  }

  Answer run(const std::string &Name) {
    for (const Row &Each : Rows)
      if (Each.Name == Name) {
        prepare();
        return Each.Measure();
      }
    return {"unknown-row", {}};
  }
};

} // namespace

int main(int Argc, char **Argv) { return serve<LimitSuite>(Argc, Argv); }
