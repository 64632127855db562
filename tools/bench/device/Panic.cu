//===- Panic.cu - Worker: what checks cost and how fast errors are told ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   asserts/memory   a gather with an assert for each index and value, against
//   asserts/compute  the same with NDEBUG: ratio. The second works in registers
//   checks/memory    the same with GPURT_CHECK_LT
//   checks/compute
//   spin             two blocks wake each other by flags, in loops that may not
//                    end: ns a turn
//   report           a panic until the host's query has told it
//   stop             a panic until the grid is gone whose other threads spin;
//                    leave_us: a grid whose threads see a flag and return
//   next             a panic until the host has the next kernel's result
//   all              a launch until the host has one report, when all threads
//                    that fit on the device panic; empty_us: none does
// report, stop and next begin when the host sees a word in pinned memory that
// the thread wrote before it panicked. Built twice: panic-gpurt, and
// panic-thread with -fgpu-rt-panic=thread, which has no points in loops at
// which a thread can be stopped. Counters: medians of many, p99 beside; ratio
// of medians of 5 measured in turns.
// Test: test/tools/bench/panic-group.test
//===----------------------------------------------------------------------===//
#include "Serve.h"

#include <gpurt/panic.h>
#include <gpurt/runtime.h>

#include <cassert>
#include <chrono>
#include <fcntl.h>

namespace {

using namespace gpurt::bench;
using Clock = std::chrono::steady_clock;

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

/// A walk of \p Steps through \p Next, and a sum of what it meets.
#define GATHER(NAME, HOLDS)                                                    \
  __global__ void NAME(const unsigned *Next, const float *Values, float *Out,  \
                       unsigned Size, int Steps) {                             \
    unsigned At = blockIdx.x * blockDim.x + threadIdx.x;                       \
    float Sum = 0;                                                             \
    for (int I = 0; I < Steps; ++I) {                                          \
      HOLDS(At < Size, At, Size);                                              \
      float Value = Values[At];                                                \
      HOLDS(Value < 1e30f, Value, 1e30f);                                      \
      Sum += Value;                                                            \
      At = Next[At];                                                           \
    }                                                                          \
    HOLDS(Sum < 1e30f, Sum, 1e30f);                                            \
    Out[blockIdx.x * blockDim.x + threadIdx.x] = Sum;                          \
  }

/// A polynomial \p Steps times; each value is to stay finite.
#define COMPUTE(NAME, HOLDS)                                                   \
  __global__ void NAME(float *Out, float Factor, int Steps) {                  \
    float X = threadIdx.x * 1e-3f;                                             \
    for (int I = 0; I < Steps; ++I) {                                          \
      float Y = X * Factor + 0.25f;                                            \
      Y = Y * X + 0.5f;                                                        \
      Y = Y * X - 0.125f;                                                      \
      Y = Y * X + 0.0625f;                                                     \
      HOLDS(Y < 1e30f, Y, 1e30f);                                              \
      X = Y * 0.5f;                                                            \
    }                                                                          \
    Out[blockIdx.x * blockDim.x + threadIdx.x] = X;                            \
  }

#define BY_ASSERT(CONDITION, A, B) assert(CONDITION)
#define BY_CHECK(CONDITION, A, B) GPURT_CHECK_LT(A, B)
#define BY_NONE(CONDITION, A, B) static_cast<void>(0) // as assert with NDEBUG

GATHER(gatherAsserted, BY_ASSERT)
GATHER(gatherChecked, BY_CHECK)
GATHER(gatherPlain, BY_NONE)
COMPUTE(computeAsserted, BY_ASSERT)
COMPUTE(computeChecked, BY_CHECK)
COMPUTE(computePlain, BY_NONE)

/// Block 0 and block 1 take turns.
__global__ void takeTurns(volatile unsigned *Turn, unsigned Rounds) {
  for (unsigned I = 0; I < Rounds; ++I) {
    while (*Turn != 2 * I + blockIdx.x)
      ;
    *Turn = *Turn + 1;
  }
}

/// What the host and a grid tell each other.
struct Shared {
  unsigned Panics; ///< pinned: 1 when the thread is about to panic
};

/// Waits until all threads of the grid came, then one says so and panics, or
/// lets the others leave.
__global__ void panicWhenAllSpin(volatile Shared *Host, unsigned *Arrived,
                                 volatile unsigned *Leave, bool Panics) {
  atomicAdd(Arrived, 1u);
  if (blockIdx.x == 0 && threadIdx.x == 0) {
    while (atomicAdd(Arrived, 0u) != gridDim.x * blockDim.x)
      ;
    Host->Panics = 1;
    __threadfence_system();
    if (Panics)
      gpurt::panic("of {} threads", gridDim.x * blockDim.x);
    *Leave = 1;
  }
  while (!*Leave)
    ;
}

__global__ void panicAlone(volatile Shared *Host) {
  Host->Panics = 1;
  __threadfence_system();
  gpurt::panic("alone");
}

__global__ void panicAll(bool Panics) { GPURT_CHECK(!Panics); }

__global__ void writeOne(unsigned *Out) { *Out = 1; }

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

double microsecondsSince(Clock::time_point Start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - Start)
      .count();
}

Clock::time_point waitFor(volatile Shared *Host) {
  while (!Host->Panics)
    ;
  return Clock::now();
}

/// \returns the first that is not cudaErrorNotReady
cudaError_t spinOnQuery() {
  cudaError_t Error;
  while ((Error = cudaStreamQuery(nullptr)) == cudaErrorNotReady)
    ;
  return Error;
}

struct Buffers {
  Shared *Host = nullptr;
  unsigned *Words = nullptr; ///< device: Arrived, Leave, result

  Buffers() {
    must(cudaHostAlloc(&Host, sizeof(Shared), cudaHostAllocMapped),
         "cudaHostAlloc");
    must(cudaMalloc(&Words, 3 * sizeof(unsigned)), "cudaMalloc");
  }
  Buffers(const Buffers &) = delete;
  Buffers &operator=(const Buffers &) = delete;
  ~Buffers() {
    cudaFree(Words);
    cudaFreeHost(Host);
  }
  void clear() const {
    Host->Panics = 0;
    must(cudaMemset(Words, 0, 3 * sizeof(unsigned)), "cudaMemset");
    must(cudaDeviceSynchronize(), "cudaMemset");
  }
};

/// Reports go nowhere while it lives.
class Silence {
  int Kept = dup(STDERR_FILENO);

public:
  Silence() {
    int Nowhere = open("/dev/null", O_WRONLY);
    dup2(Nowhere, STDERR_FILENO);
    close(Nowhere);
  }
  Silence(const Silence &) = delete;
  Silence &operator=(const Silence &) = delete;
  ~Silence() {
    dup2(Kept, STDERR_FILENO);
    close(Kept);
  }
};

class Suite {
  bool IsQuick;

  [[nodiscard]] uint32_t blocks() const { return IsQuick ? 2 : numSMs(); }
  [[nodiscard]] uint32_t threads() const { return IsQuick ? 64 : 1024; }
  [[nodiscard]] int turns() const { return IsQuick ? 3 : 1000; }

  template <typename Checked, typename Plain>
  static Answer compare(Checked RunChecked, Plain RunPlain) {
    Stopwatch Watch;
    std::vector<double> With, Without;
    for (int Turn = 0; Turn != 6; ++Turn) {
      double First = Watch.time(RunPlain);
      double Second = Watch.time(RunChecked);
      if (Turn > 0) {
        Without.push_back(First);
        With.push_back(Second);
      }
    }
    double Ratio = median(With) / median(Without);
    return {"ok",
            {{"ratio", Ratio},
             {"kernel_ms", median(With)},
             {"plain_ms", median(Without)}}};
  }

  template <typename Kernel> Answer gather(Kernel Checked) const {
    uint32_t Blocks = blocks() * 2, Size = IsQuick ? 4096 : 1u << 24;
    int Steps = IsQuick ? 16 : 256;
    std::vector<unsigned> Order(Size);
    for (uint32_t I = 0; I != Size; ++I) // odd factor: a permutation
      Order[I] = (I * 2654435761u + 12345u) % Size;
    unsigned *Next = nullptr;
    float *Values = nullptr, *Out = nullptr;
    must(cudaMalloc(&Next, Size * sizeof(unsigned)), "cudaMalloc");
    must(cudaMalloc(&Values, Size * sizeof(float)), "cudaMalloc");
    must(cudaMalloc(&Out, Blocks * threads() * sizeof(float)), "cudaMalloc");
    must(cudaMemcpy(Next, Order.data(), Size * sizeof(unsigned),
                    cudaMemcpyHostToDevice),
         "cudaMemcpy");
    must(cudaMemset(Values, 0, Size * sizeof(float)), "cudaMemset");
    Answer Result = compare(
        [&] { Checked<<<Blocks, threads()>>>(Next, Values, Out, Size, Steps); },
        [&] {
          gatherPlain<<<Blocks, threads()>>>(Next, Values, Out, Size, Steps);
        });
    must(cudaFree(Out), "cudaFree");
    must(cudaFree(Values), "cudaFree");
    must(cudaFree(Next), "cudaFree");
    return Result;
  }

  template <typename Kernel> Answer compute(Kernel Checked) const {
    uint32_t Blocks = blocks() * 2;
    int Steps = IsQuick ? 100 : 50000;
    float *Out = nullptr;
    must(cudaMalloc(&Out, Blocks * threads() * sizeof(float)), "cudaMalloc");
    Answer Result =
        compare([&] { Checked<<<Blocks, threads()>>>(Out, 0.3f, Steps); },
                [&] { computePlain<<<Blocks, threads()>>>(Out, 0.3f, Steps); });
    must(cudaFree(Out), "cudaFree");
    return Result;
  }

  Answer spin() const {
    Buffers Memory;
    uint32_t Rounds = IsQuick ? 20 : 100000;
    Stopwatch Watch;
    std::vector<double> Times;
    for (int Turn = 0; Turn != 6; ++Turn) {
      Memory.clear();
      double Ms =
          Watch.time([&] { takeTurns<<<2, 1>>>(Memory.Words, Rounds); });
      if (Turn > 0)
        Times.push_back(Ms * 1e6 / (2.0 * Rounds));
    }
    return {"ok", {{"turn_ns", median(Times)}}};
  }

  static Answer samples(std::vector<double> Times) {
    std::sort(Times.begin(), Times.end());
    return {"ok",
            {{"p50_us", Times[Times.size() / 2]},
             {"p99_us", Times[Times.size() * 99 / 100]}}};
  }

  Answer report() const {
    Buffers Memory;
    std::vector<double> Times;
    for (int Turn = 0; Turn != turns(); ++Turn) {
      Memory.clear();
      panicAlone<<<1, 1>>>(Memory.Host);
      auto Start = waitFor(Memory.Host);
      if (spinOnQuery() != cudaErrorAssert)
        return {"NO-PANIC", {}};
      Times.push_back(microsecondsSince(Start));
    }
    return samples(Times);
  }

  /// \returns the times from the word on until the grid is gone
  std::vector<double> grids(const Buffers &Memory, bool Panics) const {
    std::vector<double> Times;
    cudaError_t Wanted = Panics ? cudaErrorAssert : cudaSuccess;
    for (int Turn = 0; Turn != std::min(turns(), 200); ++Turn) {
      Memory.clear();
      panicWhenAllSpin<<<blocks(), threads()>>>(Memory.Host, Memory.Words,
                                                Memory.Words + 1, Panics);
      auto Start = waitFor(Memory.Host);
      if (spinOnQuery() != Wanted)
        return {};
      // The error comes first; the stream is done when the grid is.
      if (spinOnQuery() != cudaSuccess)
        return {};
      Times.push_back(microsecondsSince(Start));
    }
    return Times;
  }

  Answer stop() const {
    Buffers Memory;
    std::vector<double> Left = grids(Memory, false),
                        Stopped = grids(Memory, true);
    if (Left.empty() || Stopped.empty())
      return {"NO-PANIC", {}};
    Answer Result = samples(Stopped);
    Result.Counters.emplace_back("leave_us", median(Left));
    return Result;
  }

  Answer next() const {
    Buffers Memory;
    std::vector<double> Times;
    for (int Turn = 0; Turn != turns(); ++Turn) {
      Memory.clear();
      panicAlone<<<1, 1>>>(Memory.Host);
      auto Start = waitFor(Memory.Host);
      if (cudaDeviceSynchronize() != cudaErrorAssert)
        return {"NO-PANIC", {}};
      unsigned Result = 0;
      writeOne<<<1, 1>>>(Memory.Words + 2);
      must(cudaMemcpy(&Result, Memory.Words + 2, sizeof(Result),
                      cudaMemcpyDeviceToHost),
           "cudaMemcpy");
      if (Result != 1)
        return {"WRONG", {}};
      Times.push_back(microsecondsSince(Start));
    }
    return samples(Times);
  }

  Answer all() const {
    uint32_t Blocks = blocks() * 2;
    std::vector<double> Empty, Times;
    for (int Turn = 0; Turn != (IsQuick ? 2 : 21); ++Turn) {
      auto Start = Clock::now();
      panicAll<<<Blocks, threads()>>>(false);
      must(cudaDeviceSynchronize(), "kernel");
      double First = microsecondsSince(Start);
      Start = Clock::now();
      panicAll<<<Blocks, threads()>>>(true);
      if (cudaDeviceSynchronize() != cudaErrorAssert)
        return {"NO-PANIC", {}};
      double Second = microsecondsSince(Start);
      uint64_t Count = 0;
      for (const gpurt::panic_site &Each : gpurt::last_panic_sites())
        Count += Each.threads;
      if (Count != uint64_t(Blocks) * threads())
        return {"MISCOUNTED", {{"counted", double(Count)}}};
      if (Turn > 0) {
        Empty.push_back(First);
        Times.push_back(Second);
      }
    }
    Answer Result = samples(Times);
    Result.Counters.emplace_back("empty_us", median(Empty));
    Result.Counters.emplace_back("gpu_threads", double(Blocks) * threads());
    return Result;
  }

public:
  explicit Suite(const Settings &S) : IsQuick(S.Quick) {}

  static std::vector<std::string> rows() {
#ifdef GPURT_BENCH_THREAD_ALONE
    return {"spin"};
#else
    return {"asserts/memory",
            "asserts/compute",
            "checks/memory",
            "checks/compute",
            "spin",
            "report",
            "stop",
            "next",
            "all"};
#endif
  }

  [[nodiscard]] Answer run(const std::string &Row) const {
    if (Row == "asserts/memory")
      return gather(gatherAsserted);
    if (Row == "asserts/compute")
      return compute(computeAsserted);
    if (Row == "checks/memory")
      return gather(gatherChecked);
    if (Row == "checks/compute")
      return compute(computeChecked);
    if (Row == "spin")
      return spin();
    Silence During; // what follows panics
    if (Row == "report")
      return report();
    if (Row == "stop")
      return stop();
    if (Row == "next")
      return next();
    if (Row == "all")
      return all();
    return {"unknown-row", {}};
  }
};

} // namespace

int main(int Argc, char **Argv) { return serve<Suite>(Argc, Argv); }
