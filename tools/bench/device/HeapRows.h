//===- HeapRows.h - The rows of a heap's benchmark --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   steady/<size>/<threads>  pairs of malloc and free, cycles of each
//   pairs/<size>/grid        the same without clock reads, for throughput
//   fused/<size>/<threads>   one pair a thread
//   split/<size>/<threads>   malloc and free in kernels of their own; patterns
//   mixed/<threads>/<round>  the same with 16..8192 bytes, twice on one heap
//   churn/<size>/<threads>   up to 4 live blocks a thread; patterns
//   eff/<size>               fill until null, free all, fill again
//   effswitch/64-1024        the second fill with another size
//   refill/<size>            fill and free all, --refills times
//   soak/<threads>           churn with blocks that change hands, of 16..8192
//                            bytes, until --churn-ops calls; patterns
// A size is in bytes or `mixed`; `grid` is 256 threads for each SM.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_DEVICE_HEAPROWS_H
#define GPURT_TOOLS_BENCH_DEVICE_HEAPROWS_H

#include "HeapKernels.h"
#include "Serve.h"

#include <string>
#include <vector>

namespace gpurt::bench {

enum class Kind {
  Steady,
  Pairs,
  Fused,
  Split,
  Mixed,
  Churn,
  Fill,
  FillSwitch,
  Refill,
  Soak
};

/// Threads stands for so many a SM where it is negative.
struct Row {
  std::string Name;
  Kind What;
  uint32_t Size; ///< bytes, or MixedSizes
  int64_t Threads;
  uint32_t Group; ///< rows of one group share a heap
};

constexpr int64_t ThreadsOfGrid = -256, ThreadsOfFill = -512;

class RowList {
  std::vector<Row> Rows;
  uint32_t Group = 0;

  void add(std::string Test, Kind What, uint32_t Size, int64_t Threads,
           std::string Suffix) {
    Rows.push_back({Test + "/" + Suffix, What, Size, Threads, Group});
  }
  void addSized(const char *Test, Kind What, uint32_t Size, int64_t Threads) {
    std::string Bytes = Size == MixedSizes ? "mixed" : std::to_string(Size);
    add(Test, What, Size, Threads,
        Bytes + "/" +
            (Threads == ThreadsOfGrid ? "grid" : std::to_string(Threads)));
  }
  void addFull() {
    constexpr uint32_t Sizes[] = {16, 32, 64, 256, 1024, 4096, 8192};
    for (uint32_t Size : Sizes) {
      ++Group;
      for (int64_t Threads :
           {int64_t(1), int64_t(32), int64_t(1024), ThreadsOfGrid})
        addSized("steady", Kind::Steady, Size, Threads);
      for (int64_t Threads : {1, 32, 1024, 65536, 1048576})
        addSized("fused", Kind::Fused, Size, Threads);
    }
    ++Group;
    addSized("pairs", Kind::Pairs, 16, ThreadsOfGrid);
    for (uint32_t Size : Sizes) {
      ++Group;
      for (int64_t Threads : {65536, 1048576})
        if (Size * Threads <= int64_t(4) << 30)
          addSized("split", Kind::Split, Size, Threads);
    }
    ++Group;
    for (const char *Round : {"first", "second"})
      add("mixed", Kind::Mixed, MixedSizes, 1048576,
          std::string("1048576/") + Round);
    for (uint32_t Size : {64u, MixedSizes})
      for (int64_t Threads : {1024, 65536, 262144}) {
        ++Group;
        addSized("churn", Kind::Churn, Size, Threads);
      }
    for (uint32_t Size : {8192u, 1024u, MixedSizes, 64u, 16u}) {
      ++Group;
      add("eff", Kind::Fill, Size, ThreadsOfFill,
          Size == MixedSizes ? "mixed" : std::to_string(Size));
    }
    ++Group;
    add("effswitch", Kind::FillSwitch, 64, ThreadsOfFill, "64-1024");
  }
  /// Each kind once or twice, with few threads.
  void addQuick() {
    constexpr int64_t Few = 96; // three warps
    addSized("steady", Kind::Steady, 16, 32);
    addSized("pairs", Kind::Pairs, 16, Few);
    addSized("fused", Kind::Fused, 16, 1);
    addSized("fused", Kind::Fused, 1024, Few);
    ++Group;
    addSized("split", Kind::Split, 64, Few);
    ++Group;
    for (const char *Round : {"first", "second"})
      add("mixed", Kind::Mixed, MixedSizes, Few, std::string("96/") + Round);
    ++Group;
    addSized("churn", Kind::Churn, MixedSizes, Few);
    ++Group;
    add("eff", Kind::Fill, 8192, Few, "8192");
    ++Group;
    add("effswitch", Kind::FillSwitch, 4096, Few, "4096-1024");
  }

  /// What takes as long as the user says.
  void addAsked(const Settings &S) {
    for (uint32_t Size : {64u, 1024u, MixedSizes}) {
      if (!S.Refills || (S.Quick && Size != 1024))
        continue;
      ++Group;
      add("refill", Kind::Refill, Size, S.Quick ? 96 : ThreadsOfFill,
          Size == MixedSizes ? "mixed" : std::to_string(Size));
    }
    if (!S.ChurnOperations)
      return;
    ++Group;
    uint32_t Threads = S.Quick ? 96 : 262144;
    add("soak", Kind::Soak, MixedSizes, Threads, std::to_string(Threads));
  }

public:
  explicit RowList(const Settings &S) {
    S.Quick ? addQuick() : addFull();
    addAsked(S);
  }
  /// For a heap that never says null: those that may ask for more than it has.
  void dropFills() {
    std::erase_if(Rows, [](const Row &R) { return R.What >= Kind::Fill; });
  }
  const std::vector<Row> &rows() const { return Rows; }
};

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_DEVICE_HEAPROWS_H
