//===- LogLimits.cu - Worker: what the machine allows a log ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   host    16-byte stores of whole warps to pinned host memory, over a ring of
//           256 KiB for each SM, as log entries go there
//   device  the same to device memory
//   read    one thread of the host reads as many bytes of pinned memory
// Counters: Gops stores (or reads of 16 bytes) a second, bytes_per_s. Median of
// 5 after one to warm up.
// Test: test/tools/bench/log-group.test
//===----------------------------------------------------------------------===//
#include "Serve.h"

#include <chrono>

namespace {

using namespace gpurt::bench;
using Clock = std::chrono::steady_clock;

constexpr size_t RingBytes = size_t(256) << 10;

__global__ void store(char *Memory, uint32_t Count) {
  char *Ring = Memory + blockIdx.x * RingBytes;
  uint64_t Value = threadIdx.x;
  for (uint32_t I = 0; I < Count; ++I) {
    size_t At = (size_t(I) * blockDim.x + threadIdx.x) * 16 % RingBytes;
    asm volatile("st.relaxed.sys.global.v2.b64 [%0], {%1, %2};" ::"l"(
                     (__attribute__((address_space(1))) void *)(Ring + At)),
                 "l"(Value), "l"(Value + I)
                 : "memory");
  }
}

class Suite {
  bool IsQuick;

  [[nodiscard]] uint32_t blocks() const { return IsQuick ? 2 : numSMs(); }

  static Answer answer(double Stores, const std::vector<double> &Seconds) {
    double Time = median(Seconds);
    return {"ok",
            {{"Gops", Stores / Time / 1e9},
             {"bytes_per_s", Stores * 16 / Time},
             {"ms", Time * 1e3}}};
  }

  Answer stores(char *Memory) const {
    uint32_t Threads = IsQuick ? 64 : 1024, Each = IsQuick ? 10 : 2000;
    Stopwatch Watch;
    std::vector<double> Seconds;
    for (int Turn = 0; Turn != 6; ++Turn) {
      double Ms =
          Watch.time([&] { store<<<blocks(), Threads>>>(Memory, Each); });
      if (Turn > 0)
        Seconds.push_back(Ms / 1e3);
    }
    return answer(double(blocks()) * Threads * Each, Seconds);
  }

  Answer reads(const char *Memory) const {
    size_t Bytes = blocks() * RingBytes;
    int Rounds = IsQuick ? 1 : 20;
    std::vector<double> Seconds;
    uint64_t Sum = 0;
    for (int Turn = 0; Turn != 6; ++Turn) {
      // The device wrote them last, as it does with entries.
      store<<<blocks(), 64>>>(const_cast<char *>(Memory),
                              uint32_t(RingBytes / 64 / 16));
      must(cudaDeviceSynchronize(), "kernel");
      auto Start = Clock::now();
      for (int Round = 0; Round != Rounds; ++Round)
        for (size_t At = 0; At != Bytes; At += 16) {
          auto *Words = reinterpret_cast<const uint64_t *>(Memory + At);
          Sum += __atomic_load_n(Words, __ATOMIC_RELAXED) ^
                 __atomic_load_n(Words + 1, __ATOMIC_RELAXED);
        }
      if (Turn > 0)
        Seconds.push_back(
            std::chrono::duration<double>(Clock::now() - Start).count());
    }
    Answer Result = answer(double(Rounds) * double(Bytes / 16), Seconds);
    if (Sum == 1) // never; the compiler cannot know
      Result.Status = "odd";
    return Result;
  }

public:
  explicit Suite(const Settings &S) : IsQuick(S.Quick) {}

  static std::vector<std::string> rows() { return {"host", "device", "read"}; }

  [[nodiscard]] Answer run(const std::string &Row) const {
    size_t Bytes = blocks() * RingBytes;
    void *Memory = nullptr;
    Answer Result{"unknown-row", {}};
    if (Row == "device") {
      must(cudaMalloc(&Memory, Bytes), "cudaMalloc");
      Result = stores(static_cast<char *>(Memory));
      must(cudaFree(Memory), "cudaFree");
      return Result;
    }
    must(cudaHostAlloc(&Memory, Bytes, cudaHostAllocMapped), "cudaHostAlloc");
    if (Row == "host")
      Result = stores(static_cast<char *>(Memory));
    else if (Row == "read")
      Result = reads(static_cast<char *>(Memory));
    must(cudaFreeHost(Memory), "cudaFreeHost");
    return Result;
  }
};

} // namespace

int main(int Argc, char **Argv) { return serve<Suite>(Argc, Argv); }
