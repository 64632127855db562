//===- Log.cu - Worker: entries of GPURT_LOG ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   entries/<bytes>/<lanes>  entries with <bytes> of values, logged by so many
//                            lanes of each warp, 1024 threads on each SM
//   loop/<every>             a loop of 100,000 steps on 1024 threads of each
//                            SM; one lane a warp logs each <every> steps
// Built twice: log-host has policy block, so each entry comes to the host,
// whose four threads take it and show it to nobody; log-device has policy
// overwrite and rings in device memory. Counters: Gops entries a second, for
// the host until the last is there; lost; bytes_per_s of the cells; or, of the
// loop, ratio to the same loop with an addition in place of the entry,
// ratio_to_call: with a call of an empty function, ratio_to_bare: to the loop
// that divides for no entry; measured in turns. Median of 5 after one to warm
// up. What they come near to: LogLimits.cu.
// Test: test/tools/bench/log-group.test
//===----------------------------------------------------------------------===//
#include "Serve.h"

#include <gpurt/log.h>
#include <gpurt/log_abi.h>

#include <algorithm>
#include <chrono>

namespace {

using namespace gpurt::bench;
using Clock = std::chrono::steady_clock;

#ifdef GPURT_BENCH_DEVICE_RINGS
constexpr bool ToHost = false;
#else
constexpr bool ToHost = true;
#endif

constexpr uint32_t Threads = 1024;

template <int Words>
__global__ void logEntries(uint32_t Count, uint32_t Lanes) {
  if (threadIdx.x % 32 >= Lanes)
    return;
  for (uint32_t I = 0; I < Count; ++I) {
    if constexpr (Words == 1)
      GPURT_LOG(info, "{}", I);
    else if constexpr (Words == 4)
      GPURT_LOG(info, "{} {} {} {}", I, threadIdx.x, blockIdx.x, I);
    else
      GPURT_LOG(info, "{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}", I, I,
                I, I, I, I, I, I, I, I, I, I, I, I, I, I);
  }
}

/// What the loop does each so many steps.
enum class Step { Adds, Calls, Logs };

/// What cannot be inlined and does nothing.
[[gnu::noinline]] __device__ void doNothing(float Value) {
  asm volatile("" ::"f"(Value) : "memory");
}

/// The loop of FACTS.md. \p Every is no constant, so all divide.
template <Step Does> __global__ void work(float *Out, int Steps, int Every) {
  float S = threadIdx.x;
  for (int I = 0; I < Steps; ++I) {
    S = S * 1.0001f + 0.5f;
    if (Every && I % Every == 0 && threadIdx.x % 32 == 0) {
      if constexpr (Does == Step::Logs)
        GPURT_LOG(info, "s {}", S);
      else if constexpr (Does == Step::Calls)
        doNothing(S);
      else
        S += 1e-30f;
    }
  }
  Out[blockIdx.x * blockDim.x + threadIdx.x] = S;
}

class Suite {
  bool IsQuick;

  [[nodiscard]] uint32_t blocks() const { return IsQuick ? 2 : numSMs(); }
  [[nodiscard]] uint32_t threads() const { return IsQuick ? 64 : Threads; }

  template <int Words> Answer entries(uint32_t Lanes) const {
    uint32_t Blocks = blocks(), Each = IsQuick ? 10 : 1000;
    double Entries = double(Blocks) * (threads() / 32) * Lanes * Each;
    gpurt::log_statistics Before{}, After{};
    std::vector<double> Seconds;
    for (int Turn = 0; Turn != 6; ++Turn) {
      Before = gpurt::log_stats();
      auto Start = Clock::now();
      logEntries<Words><<<Blocks, threads()>>>(Each, Lanes);
      // Of the host's rings it reads all that was logged.
      must(cudaDeviceSynchronize(), "kernel");
      if (Turn > 0)
        Seconds.push_back(
            std::chrono::duration<double>(Clock::now() - Start).count());
      After = gpurt::log_stats();
    }
    double Lost = double(After.lost - Before.lost);
    bool IsRight =
        !ToHost ||
        (Lost == 0 && double(After.received - Before.received) == Entries);
    double Records = Entries / Lanes, Time = median(Seconds);
    double Bytes = Records * 16 * gpurt::abi::logRecordUnits(Lanes, Words);
    return {IsRight ? "ok" : "LOST",
            {{"Gops", Entries / Time / 1e9},
             {"bytes_per_s", Bytes / Time},
             {"entries", Entries},
             {"lost", ToHost ? Lost : 0},
             {"ms", Time * 1e3}}};
  }

  Answer loop(int Every) const {
    uint32_t Blocks = blocks();
    int Steps = IsQuick ? 2000 : 100000;
    if (IsQuick)
      Every = std::min(Every, 1000);
    float *Out = nullptr;
    must(cudaMalloc(&Out, sizeof(float) * Blocks * threads()), "cudaMalloc");
    Stopwatch Watch;
    std::vector<double> Bare, Plain, Called, Logged;
    auto Time = [&](auto Kernel, int Often) {
      return Watch.time(
          [&] { Kernel<<<Blocks, threads()>>>(Out, Steps, Often); });
    };
    for (int Turn = 0; Turn != 6; ++Turn) {
      Bare.push_back(Time(work<Step::Adds>, 0));
      Plain.push_back(Time(work<Step::Adds>, Every));
      Called.push_back(Time(work<Step::Calls>, Every));
      Logged.push_back(Time(work<Step::Logs>, Every));
      must(cudaDeviceSynchronize(), "kernel");
    }
    must(cudaFree(Out), "cudaFree");
    for (std::vector<double> *Each : {&Bare, &Plain, &Called, &Logged})
      Each->erase(Each->begin()); // to warm up
    return {"ok",
            {{"ratio", median(Logged) / median(Plain)},
             {"ratio_to_call", median(Logged) / median(Called)},
             {"ratio_to_bare", median(Logged) / median(Bare)},
             {"kernel_ms", median(Logged)},
             {"plain_ms", median(Plain)}}};
  }

public:
  explicit Suite(const Settings &S) : IsQuick(S.Quick) {}

  static std::vector<std::string> rows() {
    return {"entries/4/32", "entries/16/32", "entries/64/32",
            "entries/16/1", "loop/10000",    "loop/1000"};
  }

  [[nodiscard]] Answer run(const std::string &Row) const {
    if (Row == "entries/4/32")
      return entries<1>(32);
    if (Row == "entries/16/32")
      return entries<4>(32);
    if (Row == "entries/64/32")
      return entries<16>(32);
    if (Row == "entries/16/1")
      return entries<4>(1);
    if (Row == "loop/10000")
      return loop(10000);
    if (Row == "loop/1000")
      return loop(1000);
    return {"unknown-row", {}};
  }
};

} // namespace

int main(int Argc, char **Argv) {
  setenv("GPURT_LOG_STDERR", "0", 1);
  if (ToHost) {
    setenv("GPURT_LOG_THREADS", "4", /*overwrite=*/0);
  } else {
    setenv("GPURT_LOG_POLICY", "overwrite", 1);
    setenv("GPURT_LOG_MEMORY", "device", 1);
  }
  return serve<Suite>(Argc, Argv);
}
