//===- ArenaSuite.h - Pieces of arenas, by who shares them ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   <scope>/<size>/<threads>  pieces of <size> bytes from an arena of each
//                             lane, warp or block, or one of the grid; threads
//                             are 32, or `grid`: 256 for each SM
// Each arena starts in memory that is enough for a round, and is reset after
// it. Counters: cycles a piece as a thread sees it, clock reads and resets
// included; Gops pieces a second of all; errors: arenas whose last piece does
// not lie in their memory. Median of 5 launches after one to warm up.
//
// A family is what is measured: types Lane, Warp, Block and Grid with
//   template <uint32_t Size> __device__ void *take();  all lanes of a warp
//   __device__ void reset();                           one thread
// Lane(char *Memory, size_t Bytes) is a constructor; the others have none but
//   __device__ void start(char *Memory, size_t Bytes); one thread
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_DEVICE_ARENASUITE_H
#define GPURT_TOOLS_BENCH_DEVICE_ARENASUITE_H

#include "Clock.h"
#include "Serve.h"

#include <algorithm>
#include <functional>

namespace gpurt::bench {

constexpr uint32_t ArenaBlock = 256, ArenaWarp = 32, Unrolled = 8;

/// What a launch works on.
struct ArenaWork {
  char *Memory;
  size_t BytesAThread;
  uint32_t Pieces; ///< of each thread and round, a multiple of Unrolled
  uint32_t Rounds;
  unsigned long long *Cycles;
  uint32_t *Errors;
};

/// What a thread got. All addresses go into Sum: of a piece that nothing uses
/// ptxas leaves out the shuffle, the comparison, and the add's result.
struct Taken {
  const void *Last = nullptr;
  uintptr_t Sum = 0;
};

/// Takes the pieces of a round.
template <uint32_t Size, class Arena>
__device__ void takeRound(Arena &From, uint32_t Pieces, Taken &Got) {
  for (uint32_t Left = Pieces; Left; Left -= Unrolled)
#pragma unroll
    for (uint32_t I = 0; I != Unrolled; ++I) {
      Got.Last = From.template take<Size>();
      Got.Sum ^= reinterpret_cast<uintptr_t>(Got.Last);
    }
}

/// Ends a thread's measurement. The last piece should lie in \p Memory. Sums of
/// addresses at multiples of 16 are never 1, which ptxas cannot know.
__device__ inline void leave(const ArenaWork &W, uint64_t Start,
                             const Taken &Got, const char *Memory,
                             size_t Bytes) {
  atomicAdd(W.Cycles, (unsigned long long)(cycles() - Start));
  if (Got.Last < Memory || Got.Last >= Memory + Bytes || Got.Sum == 1)
    atomicAdd(W.Errors, 1u);
}

template <class Arena, uint32_t Size>
__global__ void piecesOfLanes(ArenaWork W) {
  uint32_t Thread = blockIdx.x * blockDim.x + threadIdx.x;
  char *Memory = W.Memory + Thread * W.BytesAThread;
  Arena Mine(Memory, W.BytesAThread);
  Taken Got;
  uint64_t Start = cycles();
  for (uint32_t Round = 0; Round != W.Rounds; ++Round) {
    takeRound<Size>(Mine, W.Pieces, Got);
    Mine.reset();
  }
  leave(W, Start, Got, Memory, W.BytesAThread);
}

/// \p Sharing threads have an arena together: a warp, or all of a block.
template <class Arena, uint32_t Size, uint32_t Sharing>
__global__ void piecesOfGroups(ArenaWork W) {
  __shared__ Arena All[ArenaBlock / Sharing];
  auto Together = [] {
    if constexpr (Sharing == ArenaWarp)
      __syncwarp();
    else
      __syncthreads();
  };
  Arena &Mine = All[threadIdx.x / Sharing];
  uint32_t Rank = threadIdx.x % Sharing;
  uint32_t First = blockIdx.x * blockDim.x + threadIdx.x - Rank;
  char *Memory = W.Memory + First * W.BytesAThread;
  size_t Bytes = min(Sharing, blockDim.x) * W.BytesAThread;
  if (Rank == 0)
    Mine.start(Memory, Bytes);
  Together();
  Taken Got;
  uint64_t Start = cycles();
  for (uint32_t Round = 0; Round != W.Rounds; ++Round) {
    takeRound<Size>(Mine, W.Pieces, Got);
    Together();
    if (Rank == 0)
      Mine.reset();
    Together();
  }
  leave(W, Start, Got, Memory, Bytes);
}

/// The arena of the grid is in W.Memory too, before its pieces.
template <class Arena> __device__ Arena &arenaOfGrid(const ArenaWork &W) {
  return *reinterpret_cast<Arena *>(W.Memory);
}
constexpr size_t GridHead = 1024;

template <class Arena> __global__ void startGrid(ArenaWork W, size_t Bytes) {
  static_assert(sizeof(Arena) <= GridHead);
  arenaOfGrid<Arena>(W).start(W.Memory + GridHead, Bytes);
}

/// One round, for nothing in a kernel says that all are done.
template <class Arena, uint32_t Size>
__global__ void piecesOfGrid(ArenaWork W, size_t Bytes) {
  uint64_t Start = cycles();
  Taken Got;
  takeRound<Size>(arenaOfGrid<Arena>(W), W.Pieces, Got);
  leave(W, Start, Got, W.Memory + GridHead, Bytes);
}

template <class Family> class ArenaSuite {
  struct Shape {
    uint32_t Grid, Block;
    uint32_t threads() const { return Grid * Block; }
  };
  using Launch = std::function<void(const ArenaWork &, Shape)>;
  struct Row {
    std::string Name;
    uint32_t Size;
    bool IsGrid, IsOneRound;
    Launch Start;
  };

  bool IsQuick;
  std::vector<Row> Rows;

  Shape shapeOf(const Row &R) const {
    if (!R.IsGrid)
      return {1, ArenaWarp};
    if (IsQuick)
      return {2, 96};
    cudaDeviceProp Device;
    must(cudaGetDeviceProperties(&Device, 0), "cudaGetDeviceProperties");
    return {uint32_t(Device.multiProcessorCount), ArenaBlock};
  }

  template <uint32_t Size>
  void add(const std::string &Scope, Launch Start, bool IsOneRound = false) {
    for (bool IsGrid : {false, true})
      Rows.push_back(
          {Scope + "/" + std::to_string(Size) + (IsGrid ? "/grid" : "/32"),
           Size, IsGrid, IsOneRound, Start});
  }
  template <uint32_t Size> void addScopes() {
    add<Size>("lane", [](const ArenaWork &W, Shape At) {
      piecesOfLanes<typename Family::Lane, Size><<<At.Grid, At.Block>>>(W);
    });
    add<Size>("warp", [](const ArenaWork &W, Shape At) {
      piecesOfGroups<typename Family::Warp, Size, ArenaWarp>
          <<<At.Grid, At.Block>>>(W);
    });
    add<Size>("block", [](const ArenaWork &W, Shape At) {
      piecesOfGroups<typename Family::Block, Size, ArenaBlock>
          <<<At.Grid, At.Block>>>(W);
    });
    add<Size>(
        "grid",
        [](const ArenaWork &W, Shape At) {
          piecesOfGrid<typename Family::Grid, Size>
              <<<At.Grid, At.Block>>>(W, At.threads() * W.BytesAThread);
        },
        /*IsOneRound=*/true);
  }

  Answer measure(const Row &R) {
    Shape At = shapeOf(R);
    ArenaWork W{};
    W.Pieces = IsQuick ? 8 : 256;
    W.Rounds = R.IsOneRound ? 1 : IsQuick ? 2 : 64;
    constexpr size_t HeadOfLane = 64;
    W.BytesAThread = W.Pieces * R.Size + HeadOfLane;
    size_t Bytes = At.threads() * W.BytesAThread;
    must(cudaMalloc(&W.Memory, GridHead + Bytes), "cudaMalloc");
    must(cudaMallocManaged(&W.Cycles, sizeof(*W.Cycles)), "cudaMallocManaged");
    must(cudaMallocManaged(&W.Errors, sizeof(*W.Errors)), "cudaMallocManaged");
    *W.Errors = 0;
    Stopwatch Watch;
    std::vector<double> Times;
    for (int Turn = 0; Turn != 6; ++Turn) {
      *W.Cycles = 0;
      if (R.IsOneRound)
        startGrid<typename Family::Grid><<<1, 1>>>(W, Bytes);
      double Ms = Watch.time([&] { R.Start(W, At); });
      if (Turn > 0)
        Times.push_back(Ms);
    }
    std::sort(Times.begin(), Times.end());
    double Each = double(W.Pieces) * W.Rounds;
    double Ms = Times[Times.size() / 2];
    Answer Result{*W.Errors ? "CORRUPT" : "ok",
                  {{"cycles", double(*W.Cycles) / At.threads() / Each},
                   {"Gops", At.threads() * Each / (Ms * 1e6)},
                   {"kernel_ms", Ms},
                   {"gpu_threads", At.threads()},
                   {"errors", *W.Errors}}};
    for (void *Old :
         {static_cast<void *>(W.Memory), static_cast<void *>(W.Cycles),
          static_cast<void *>(W.Errors)})
      must(cudaFree(Old), "cudaFree");
    return Result;
  }

public:
  explicit ArenaSuite(const Settings &S) : IsQuick(S.Quick) {
    addScopes<16>();
    addScopes<256>();
  }

  std::vector<std::string> rows() const {
    std::vector<std::string> Names;
    for (const Row &Each : Rows)
      Names.push_back(Each.Name);
    return Names;
  }

  Answer run(const std::string &Name) {
    for (const Row &Each : Rows)
      if (Each.Name == Name)
        return measure(Each);
    return {"unknown-row", {}};
  }
};

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_DEVICE_ARENASUITE_H
