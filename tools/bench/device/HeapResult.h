//===- HeapResult.h - What a heap's row shows -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counters: alloc_* and free_* in cycles, *_raw before the subtraction, clock_*
// what was subtracted; kernel_ms and Gops of malloc, or of malloc and free
// where one kernel does both (free_ms and free_Gops are then 0); pairs count
// once, churn and soak count each call; efficiency is requested bytes by span
// (split, mixed) or by the heap's size (eff), second_fill the same of the
// second fill, in refill of the last. Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_DEVICE_HEAPRESULT_H
#define GPURT_TOOLS_BENCH_DEVICE_HEAPRESULT_H

#include "Serve.h"

#include <algorithm>

namespace gpurt::bench {

/// Of one kind of call: cycles over all threads.
struct CycleCount {
  double Mean = 0, Median = 0, P99 = 0;
};

inline CycleCount summary(std::vector<uint32_t> Cycles) {
  CycleCount Result;
  if (Cycles.empty())
    return Result;
  for (uint32_t Each : Cycles)
    Result.Mean += Each;
  Result.Mean /= double(Cycles.size());
  auto At = [&](double Part) {
    size_t K =
        std::min(Cycles.size() - 1, size_t(Part * double(Cycles.size())));
    std::nth_element(Cycles.begin(), Cycles.begin() + ptrdiff_t(K),
                     Cycles.end());
    return double(Cycles[K]);
  };
  Result.Median = At(0.5);
  Result.P99 = At(0.99);
  return Result;
}

/// All that a row can show; every answer has all of it, so that the rows are
/// one table.
struct HeapResult {
  std::string Status = "ok";
  double Threads = 0;
  CycleCount Alloc, Free, Clock, FreeClock;
  double Milliseconds = 0, FreeMilliseconds = 0, Operations = 0,
         FreeOperations = 0;
  double Efficiency = 0, SecondFill = 0, SecondMilliseconds = 0, SpanMiB = 0;
  double Nulls = 0, Errors = 0;

  Answer answer() const {
    auto Rate = [](double Count, double Ms) {
      return Ms > 0 ? Count / (Ms * 1e6) : 0;
    };
    std::string Word = Status;
    if (Errors > 0)
      Word = "CORRUPT";
    else if (Nulls > 0 && Word == "ok")
      Word = "nulls";
    return {Word,
            {{"gpu_threads", Threads},
             {"alloc_mean", Alloc.Mean - Clock.Mean},
             {"alloc_median", Alloc.Median - Clock.Mean},
             {"alloc_p99", Alloc.P99 - Clock.Mean},
             {"free_mean", Free.Mean - FreeClock.Mean},
             {"free_median", Free.Median - FreeClock.Mean},
             {"free_p99", Free.P99 - FreeClock.Mean},
             {"alloc_raw", Alloc.Mean},
             {"free_raw", Free.Mean},
             {"clock_alloc", Clock.Mean},
             {"clock_free", FreeClock.Mean},
             {"kernel_ms", Milliseconds},
             {"free_ms", FreeMilliseconds},
             {"operations", Operations},
             {"Gops", Rate(Operations, Milliseconds)},
             {"free_Gops", Rate(FreeOperations, FreeMilliseconds)},
             {"efficiency", Efficiency},
             {"second_fill", SecondFill},
             {"second_ms", SecondMilliseconds},
             {"span_MiB", SpanMiB},
             {"nulls", Nulls},
             {"errors", Errors}}};
  }
};

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_DEVICE_HEAPRESULT_H
