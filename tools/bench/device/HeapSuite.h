//===- HeapSuite.h - Runs the rows of HeapRows.h on one heap ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A heap is the handle of HeapKernels.h and on the host:
//   static constexpr bool SaysNull;    false: there are no fills
//   static void prepare(size_t Bytes); before anything is allocated
//   static Heap create(size_t Bytes);  empty; once for each group of rows
//   void destroy();
// Times are of the device, between two events: the median of a few launches
// after a first that is thrown away. Cycles are those of the last launch, each
// thread counted alike. From those of `steady` the same kernel's cycles with a
// heap that does nothing are subtracted; the others are as read.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_DEVICE_HEAPSUITE_H
#define GPURT_TOOLS_BENCH_DEVICE_HEAPSUITE_H

#include "HeapResult.h"
#include "HeapRows.h"
#include "HeapSoak.h"
#include "Serve.h"
#include "Verify.h"

#include <memory>
#include <optional>

namespace gpurt::bench {

/// A "heap" whose calls do nothing: what is left of a test is its clock reads.
struct NoHeap {
  char *Base; ///< 16 bytes a thread
  __device__ void *malloc(size_t) { return Base + size_t(16) * threadNumber(); }
  __device__ void free(void *) {}
};

/// Memory that the tests write to, on the device.
class TestMemory {
  template <class T> static T *room(size_t Count) {
    T *At = nullptr;
    must(cudaMalloc(reinterpret_cast<void **>(&At), Count * sizeof(T)),
         "cudaMalloc");
    return At;
  }

public:
  explicit TestMemory(size_t Threads)
      : Lists{room<void *>(Threads), room<uint32_t>(Threads),
              room<uint32_t>(Threads), room<Tally>(1)},
        Scratch(room<char>(16 * Threads)) {}
  TestMemory(const TestMemory &) = delete;
  TestMemory &operator=(const TestMemory &) = delete;
  ~TestMemory() {
    for (void *Each :
         {static_cast<void *>(Lists.Blocks),
          static_cast<void *>(Lists.AllocCycles),
          static_cast<void *>(Lists.FreeCycles),
          static_cast<void *>(Lists.Totals), static_cast<void *>(Scratch)})
      cudaFree(Each);
  }

  void clearTotals() {
    Tally Empty{};
    Empty.Lowest = ~0ull;
    must(
        cudaMemcpy(Lists.Totals, &Empty, sizeof(Empty), cudaMemcpyHostToDevice),
        "cudaMemcpy");
  }
  Tally totals() const {
    Tally Now;
    must(cudaMemcpy(&Now, Lists.Totals, sizeof(Now), cudaMemcpyDeviceToHost),
         "cudaMemcpy");
    return Now;
  }
  static CycleCount read(const uint32_t *Cycles, size_t Threads) {
    std::vector<uint32_t> Values(Threads);
    must(cudaMemcpy(Values.data(), Cycles, Threads * sizeof(uint32_t),
                    cudaMemcpyDeviceToHost),
         "cudaMemcpy");
    return summary(std::move(Values));
  }

  Records Lists;
  char *Scratch;
};

template <class Heap> class HeapSuite {
  // A launch that takes longer is not repeated, in milliseconds.
  static constexpr double LongKernel = 300, LongSplit = 500, LongChurn = 1500;

  Settings S;
  std::vector<Row> Rows;
  std::unique_ptr<TestMemory> Memory;
  std::unique_ptr<Stopwatch> Watch;
  std::optional<Heap> Now;
  uint32_t Group = 0;

  struct Shape {
    uint32_t Threads, Grid, Block;
  };

  Shape shapeOf(const Row &R) const {
    cudaDeviceProp Device;
    must(cudaGetDeviceProperties(&Device, 0), "cudaGetDeviceProperties");
    uint32_t Threads = uint32_t(
        R.Threads > 0 ? R.Threads : -R.Threads * Device.multiProcessorCount);
    uint32_t Block = std::min(Threads, 256u);
    return {Threads, (Threads + Block - 1) / Block, Block};
  }

  void prepare(const Row &R) {
    if (!Memory) {
      Heap::prepare(S.HeapBytes);
      Memory = std::make_unique<TestMemory>(1u << 20);
      Watch = std::make_unique<Stopwatch>();
    }
    if (Now && R.Group == Group)
      return;
    if (Now)
      Now->destroy();
    must(cudaDeviceSynchronize(), "between groups");
    Now = Heap::create(S.HeapBytes);
    Group = R.Group;
    must(cudaDeviceSynchronize(), "new heap");
  }

  /// Launches up to six times. \returns the median in milliseconds without the
  /// first, which loads code and warms up
  template <class Work> double repeated(Work &&Launch) {
    std::vector<double> Times;
    for (int Turn = 0; Turn != 6; ++Turn) {
      Memory->clearTotals();
      double Ms = Watch->time(Launch);
      if (Turn > 0 || Ms > LongKernel)
        Times.push_back(Ms);
      if (Ms > LongKernel)
        break;
    }
    return median(std::move(Times));
  }

  void readCycles(const Shape &At, CycleCount &Alloc, CycleCount &Free) const {
    Alloc = TestMemory::read(Memory->Lists.AllocCycles, At.Threads);
    Free = TestMemory::read(Memory->Lists.FreeCycles, At.Threads);
  }

  void steady(const Row &R, const Shape &At, HeapResult &Out) {
    Records &Lists = Memory->Lists;
    NoHeap Nothing{Memory->Scratch};
    repeated([&] {
      steadyPairs<<<At.Grid, At.Block>>>(Nothing, At.Threads, R.Size, Lists);
    });
    readCycles(At, Out.Clock, Out.FreeClock);
    Out.Milliseconds = repeated([&] {
      steadyPairs<<<At.Grid, At.Block>>>(*Now, At.Threads, R.Size, Lists);
    });
    readCycles(At, Out.Alloc, Out.Free);
    Out.Operations = double(At.Threads) * SteadyPairs;
    Out.Nulls = Memory->totals().Nulls;
  }

  /// So many pairs a thread that they take much longer than a launch.
  void pairs(const Row &R, const Shape &At, HeapResult &Out) {
    constexpr double LongEnough = 2, Most = 256;
    uint32_t Pairs = SteadyPairs;
    auto Launch = [&] {
      plainPairs<<<At.Grid, At.Block>>>(*Now, At.Threads, R.Size, Pairs,
                                        Memory->Lists);
    };
    if (!S.Quick)
      Pairs *= uint32_t(std::clamp(LongEnough / repeated(Launch), 1.0, Most));
    Out.Milliseconds = repeated(Launch);
    Out.Operations = double(At.Threads) * Pairs;
    Out.Nulls = Memory->totals().Nulls;
  }

  void fused(const Row &R, const Shape &At, HeapResult &Out) {
    Out.Milliseconds = repeated([&] {
      allocTouchFree<<<At.Grid, At.Block>>>(*Now, At.Threads, R.Size,
                                            Memory->Lists);
    });
    readCycles(At, Out.Alloc, Out.Free);
    Out.Operations = At.Threads;
    Out.Nulls = Memory->totals().Nulls;
  }

  /// Kernels for malloc, the check, and free; Turns times.
  void split(const Row &R, const Shape &At, int Turns, HeapResult &Out) {
    std::vector<double> Times, FreeTimes;
    // CUDA loads a kernel when it is first launched, which takes milliseconds.
    allocOnce<<<1, 1>>>(*Now, 0, R.Size, 0, Memory->Lists);
    freeOnce<<<1, 1>>>(*Now, 0, Memory->Lists);
    Tally Seen{};
    uint32_t RowNumber = uint32_t(&R - Rows.data());
    for (int Turn = 0; Turn != Turns; ++Turn) {
      uint32_t Seed = 1234 + RowNumber * 17 + uint32_t(Turn);
      Memory->clearTotals();
      double Ms = Watch->time([&] {
        allocOnce<<<At.Grid, At.Block>>>(*Now, At.Threads, R.Size, Seed,
                                         Memory->Lists);
      });
      verifyBlocks(At.Threads, R.Size, Seed, Memory->Lists);
      double FreeMs = Watch->time([&] {
        freeOnce<<<At.Grid, At.Block>>>(*Now, At.Threads, Memory->Lists);
      });
      Seen = Memory->totals();
      Out.Errors += Seen.Errors;
      Out.Nulls += Seen.Nulls;
      bool IsLong = Ms + FreeMs > LongSplit;
      if (Turn > 0 || Turns == 1 || IsLong) {
        Times.push_back(Ms);
        FreeTimes.push_back(FreeMs);
      }
      if (IsLong)
        break;
    }
    readCycles(At, Out.Alloc, Out.Free);
    Out.Milliseconds = median(std::move(Times));
    Out.FreeMilliseconds = median(std::move(FreeTimes));
    Out.Operations = Out.FreeOperations = At.Threads;
    if (Seen.Highest > Seen.Lowest) {
      double Span = double(Seen.Highest - Seen.Lowest);
      Out.Efficiency = double(Seen.Requested) / Span;
      Out.SpanMiB = Span / (1 << 20);
    }
  }

  void churnTwice(const Row &R, const Shape &At, HeapResult &Out) {
    for (int Turn = 0; Turn != 2; ++Turn) {
      Memory->clearTotals();
      Out.Milliseconds = Watch->time([&] {
        churn<<<At.Grid, At.Block>>>(*Now, At.Threads, R.Size, Memory->Lists);
      });
      Tally Seen = Memory->totals();
      Out.Operations = double(Seen.Operations);
      Out.Nulls += Seen.Nulls;
      Out.Errors += Seen.Errors;
      if (Out.Milliseconds > LongChurn)
        break;
    }
  }

  /// Launches until the operations are done that the user asked for.
  void soakLong(const Shape &At, HeapResult &Out) {
    const Records &Lists = Memory->Lists;
    must(cudaMemset(Lists.Blocks, 0, At.Threads * sizeof(void *)),
         "cudaMemset");
    Memory->clearTotals();
    for (uint32_t Turn = 0; Out.Operations < double(S.ChurnOperations);
         ++Turn) {
      Out.Milliseconds += Watch->time(
          [&] { soak<<<At.Grid, At.Block>>>(*Now, At.Threads, Turn, Lists); });
      Out.Operations = double(Memory->totals().Operations);
    }
    freeHandedOver<<<At.Grid, At.Block>>>(*Now, At.Threads, Lists);
    Tally Seen = Memory->totals();
    Out.Nulls = Seen.Nulls;
    Out.Errors = Seen.Errors;
  }

  /// Fills and frees \p Turns times, and shows the first and the last.
  void fill(const Row &R, const Shape &At, uint32_t LaterSize, uint32_t Turns,
            HeapResult &Out) {
    for (uint32_t Turn = 0; Turn != Turns; ++Turn) {
      uint32_t Size = Turn == 0 ? R.Size : LaterSize;
      Memory->clearTotals();
      double Ms = Watch->time([&] {
        fillUp<<<At.Grid, At.Block>>>(*Now, Size, S.FillLimit, Memory->Lists);
      });
      Tally Seen = Memory->totals();
      double FreeMs = Watch->time(
          [&] { freeLists<<<At.Grid, At.Block>>>(*Now, Memory->Lists); });
      if (Seen.Deadlines)
        Out.Status = "deadline";
      double Filled = double(Seen.Requested) / double(S.HeapBytes);
      Out.SecondFill = Filled;
      Out.SecondMilliseconds = Ms;
      if (Turn > 0)
        continue;
      Out.Efficiency = Filled;
      Out.Milliseconds = Ms;
      Out.FreeMilliseconds = FreeMs;
      Out.Operations = Out.FreeOperations = double(Seen.Operations);
    }
  }

public:
  explicit HeapSuite(const Settings &S) : S(S) {
    RowList List(S);
    if (!Heap::SaysNull)
      List.dropFills();
    Rows = List.rows();
  }

  std::vector<std::string> rows() const {
    std::vector<std::string> Names;
    for (const Row &Each : Rows)
      Names.push_back(Each.Name);
    return Names;
  }

  Answer run(const std::string &Name) {
    auto Found = std::find_if(Rows.begin(), Rows.end(), [&](const Row &Each) {
      return Each.Name == Name;
    });
    if (Found == Rows.end())
      return {"unknown-row", {}};
    const Row &R = *Found;
    prepare(R);
    Shape At = shapeOf(R);
    HeapResult Out;
    Out.Threads = At.Threads;
    switch (R.What) {
    case Kind::Steady:
      steady(R, At, Out);
      break;
    case Kind::Pairs:
      pairs(R, At, Out);
      break;
    case Kind::Fused:
      fused(R, At, Out);
      break;
    case Kind::Split:
      split(R, At, /*Turns=*/4, Out);
      break;
    case Kind::Mixed:
      split(R, At, /*Turns=*/1, Out);
      break;
    case Kind::Churn:
      churnTwice(R, At, Out);
      break;
    case Kind::Fill:
      fill(R, At, R.Size, /*Turns=*/2, Out);
      break;
    case Kind::FillSwitch:
      fill(R, At, /*LaterSize=*/1024, /*Turns=*/2, Out);
      break;
    case Kind::Refill:
      fill(R, At, R.Size, S.Refills, Out);
      break;
    case Kind::Soak:
      soakLong(At, Out);
      break;
    }
    return Out.answer();
  }
};

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_DEVICE_HEAPSUITE_H
