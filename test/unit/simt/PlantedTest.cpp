//===- PlantedTest.cpp - Known-bad programs are found, fixed twins pass ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each pair is one program with a flag. The bad one must fail within a bound
// of seeds, the good one must pass all of them: a checker is worth as much as
// the bugs that it has been seen to find.
//===----------------------------------------------------------------------===//
#include "Testing.h"

using namespace testing_simt;

namespace {

struct Program {
  Shape S;
  std::function<void()> Before = [] {};
  std::function<std::string()> Check = [] { return std::string(); };
  std::vector<Policy> Policies = {Policy::Fair, Policy::WarpUnfair,
                                  Policy::Pct};
  Config Base = {};
};

template <typename F>
ExplorationResult tryAll(const Program &P, F &Kernel, uint64_t Seeds) {
  Exploration E;
  E.Base = P.Base;
  E.Seeds = Seeds;
  E.Policies = P.Policies;
  E.Kernel = launchOf(Kernel, P.S.Grid, P.S.Block, P.S.Shared);
  E.Before = P.Before;
  E.Check = P.Check;
  return explore(E);
}

template <typename F>
void expectFound(const Program &P, F Kernel, uint64_t Seeds, Status How) {
  ExplorationResult R = tryAll(P, Kernel, Seeds);
  ASSERT_TRUE(R.Failure) << "not found in " << R.Runs << " runs";
  EXPECT_EQ(R.Failure->Outcome, How) << R.Failure->Message;
  EXPECT_TRUE(hasInOrder(R.Failure->Message, {"repeat with GPURT_SEED="}));
}

template <typename F>
void expectSound(const Program &P, F Kernel, uint64_t Seeds) {
  ExplorationResult R = tryAll(P, Kernel, Seeds);
  EXPECT_FALSE(R.Failure) << R.Failure->Message;
}

//===--- A Treiber stack with and without a tag ---------------------------===//

struct NodeStack {
  static constexpr uint32_t Nodes = 8;
  bool Tagged;
  uint64_t Head = 0; ///< tag in the high half, index of the top in the low
  uint32_t Next[Nodes + 1] = {}, Owner[Nodes + 1] = {};
  uint32_t DoubleOwners = 0;

  void reset() {
    Head = 1;
    DoubleOwners = 0;
    for (uint32_t I = 1; I <= Nodes; ++I) {
      Next[I] = I < Nodes ? I + 1 : 0;
      Owner[I] = 0;
    }
  }
  uint64_t headOf(uint64_t Old, uint32_t Index) const {
    return (Tagged ? (Old >> 32) + 1 : 0) << 32 | Index;
  }
  uint32_t pop() {
    uint64_t Old = load(&Head);
    for (;;) {
      auto Top = uint32_t(Old);
      if (!Top)
        return 0;
      uint32_t After = load(&Next[Top]);
      if (cas(&Head, Old, headOf(Old, After)))
        return Top;
    }
  }
  void push(uint32_t Index) {
    uint64_t Old = load(&Head);
    do
      store(&Next[Index], uint32_t(Old));
    while (!cas(&Head, Old, headOf(Old, Index)));
  }
  void operator()() {
    for (int I = 0; I != 4; ++I) {
      uint32_t Index = pop();
      if (!Index)
        continue;
      if (exchange(&Owner[Index], 1u))
        ++DoubleOwners;
      store(&Owner[Index], 0u);
      push(Index);
    }
  }
};

TEST(Planted, AbaInAStackWithoutTags) {
  for (bool Tagged : {false, true}) {
    NodeStack Stack{Tagged};
    Program P;
    P.S = {{1}, {64}};
    P.Before = [&] { Stack.reset(); };
    P.Check = [&] {
      return Stack.DoubleOwners ? "a node has two owners" : std::string();
    };
    auto Kernel = [&] { Stack(); };
    if (Tagged)
      expectSound(P, Kernel, 100);
    else
      expectFound(P, Kernel, 100, Status::WrongResult);
  }
}

//===--- Locks ------------------------------------------------------------===//

TEST(Planted, ASpinLockOfLanesStarvesWhereOnlyWarpsProgress) {
  uint32_t Lock = 0, Count = 0;
  auto Each = [&] { // every lane takes the lock
    while (exchange(&Lock, 1u))
      ;
    store(&Count, load(&Count) + 1);
    store(&Lock, 0u);
  };
  auto OneOfWarp = [&] { // the warp takes it once, for all of its lanes
    syncwarp();
    if (lane() == 0) {
      while (exchange(&Lock, 1u))
        ;
      store(&Count, load(&Count) + 32);
      store(&Lock, 0u);
    }
    syncwarp();
  };
  Program P;
  P.S = {{2}, {64}};
  P.Before = [&] { Lock = Count = 0; };
  P.Check = [&] {
    return Count == 128 ? std::string() : "lost " + std::to_string(128 - Count);
  };
  P.Policies = {Policy::WarpUnfair};
  expectFound(P, Each, 20, Status::Livelock);
  expectSound(P, OneOfWarp, 100);
  // On a chip that lets every lane progress the first one is right, too.
  P.Policies = {Policy::Fair, Policy::RunToBlock, Policy::Pct};
  expectSound(P, Each, 50);
}

TEST(Planted, ALockHeldAcrossSyncWarp) {
  uint32_t Lock = 0;
  auto kernel = [&](bool Held) {
    return [&Lock, Held] {
      while (exchange(&Lock, 1u))
        ;
      if (Held)
        syncwarp();
      store(&Lock, 0u);
      if (!Held)
        syncwarp();
    };
  };
  Program P;
  P.S = {{1}, {32}};
  P.Before = [&] { Lock = 0; };
  P.Policies = {Policy::Fair, Policy::RunToBlock, Policy::Pct};
  expectFound(P, kernel(true), 1, Status::Livelock);
  expectSound(P, kernel(false), 50);
}

//===--- A lost wake-up ---------------------------------------------------===//

TEST(Planted, ALostWakeUp) {
  // A waiter announces itself and sleeps until its flag is set; the waker
  // sets the flag of an announced waiter. Checking before announcing loses.
  uint32_t Ready = 0, Waiting = 0, Wake = 0;
  auto kernel = [&](bool CheckAgain) {
    return [&, CheckAgain] {
      if (warp() == 0) {
        if (load(&Ready))
          return;
        store(&Waiting, 1u);
        if (CheckAgain && load(&Ready))
          return;
        while (!load(&Wake))
          ;
      } else {
        store(&Ready, 1u);
        if (load(&Waiting))
          store(&Wake, 1u);
      }
    };
  };
  Program P;
  P.S = {{1}, {33}}; // warp 1 is one lane
  P.Before = [&] { Ready = Waiting = Wake = 0; };
  expectFound(P, kernel(false), 100, Status::Livelock);
  expectSound(P, kernel(true), 200);
}

//===--- Warp operations --------------------------------------------------===//

TEST(Planted, AMaskThatLanesDoNotAgreeOn) {
  // The upper half names all lanes, the lower half only itself.
  auto kernel = [](bool Agreed) {
    return [Agreed] {
      uint32_t Upper = Agreed ? 0xFFFF0000u : Full;
      shfl(lane() < 16 ? 0xFFFFu : Upper, lane(), lane() & 16);
      syncwarp();
    };
  };
  Program P;
  P.S = {{1}, {32}};
  expectFound(P, kernel(false), 1, Status::Mismatch);
  expectSound(P, kernel(true), 50);
}

TEST(Planted, ActiveMaskTakenForABarrier) {
  // The leader gives each lane of the group a place; a lane that computes
  // its group a second time may be in another one.
  uint32_t Next = 0, Taken[32];
  auto kernel = [&](bool Once) {
    return [&, Once] {
      uint32_t Mask = __gpurt_simt_activemask(SITE("group"));
      uint32_t Leader = uint32_t(std::countr_zero(Mask)), Base = 0;
      if (lane() == Leader)
        Base = fetchAdd(&Next, uint32_t(std::popcount(Mask)));
      uint32_t Again = Once ? Mask : __gpurt_simt_activemask(SITE("again"));
      Base = shfl(Again, Base, Leader);
      uint32_t Rank = uint32_t(
          std::popcount(Mask & __gpurt_simt_lanemask(SIMT_LANEMASK_LT)));
      if (Base + Rank < 32)
        fetchAdd(&Taken[Base + Rank], 1u);
    };
  };
  Program P;
  P.S = {{1}, {32}};
  P.Before = [&] {
    Next = 0;
    std::fill(std::begin(Taken), std::end(Taken), 0);
  };
  P.Check = [&] {
    for (uint32_t N : Taken)
      if (N != 1)
        return std::string("a place is taken by ") + std::to_string(N);
    return std::string();
  };
  expectFound(P, kernel(false), 20, Status::WrongResult);
  expectSound(P, kernel(true), 100);
}

TEST(Planted, SharedMemoryWithoutSyncWarp) {
  uint32_t Out[32];
  auto kernel = [&](bool Sync) {
    return [&, Sync] {
      Shared S;
      S.write(lane(), lane());
      syncwarp();
      uint32_t V = S.read(lane() ^ 1);
      if (Sync)
        syncwarp();
      S.write(lane(), V + 100);
      Out[lane()] = V;
    };
  };
  Program P;
  P.S = {{1}, {32}, 128};
  P.Check = [&] {
    for (uint32_t I = 0; I != 32; ++I)
      if (Out[I] != (I ^ 1))
        return "lane " + std::to_string(I) + " saw a value too new";
    return std::string();
  };
  expectFound(P, kernel(false), 20, Status::WrongResult);
  expectSound(P, kernel(true), 100);
}

TEST(Planted, SharedMemoryNotInitialised) {
  auto kernel = [](bool Init) {
    return [Init] {
      Shared S; // a counter that somebody must set to 0
      if (Init && tid() == 0)
        S.write(0, 0);
      syncthreads();
      S.read(0);
    };
  };
  Program P;
  P.S = {{1}, {32}, 4};
  expectFound(P, kernel(false), 1, Status::SharedMemory);
  expectSound(P, kernel(true), 20);
}

TEST(Planted, ABarrierUsedBeforeEverybodyWrote) {
  uint32_t Sum = 0;
  auto kernel = [&](bool Sync) {
    return [&, Sync] {
      Shared S;
      if (tid() < 64)
        S.write(tid(), 1);
      if (Sync)
        syncthreads();
      if (tid() == 0)
        for (uint32_t I = 0; I != 64; ++I)
          Sum += S.read(I);
    };
  };
  Program P;
  P.S = {{1}, {64}, 256};
  P.Before = [&] { Sum = 0; };
  P.Check = [&] { return Sum == 64 ? "" : std::to_string(Sum); };
  expectFound(P, kernel(false), 5, Status::SharedMemory);
  expectSound(P, kernel(true), 50);
}

//===--- The grid ---------------------------------------------------------===//

TEST(Planted, AGridBarrierBeyondResidency) {
  uint32_t Arrived = 0;
  auto Kernel = [&] {
    fetchAdd(&Arrived, 1u);
    while (load(&Arrived) != nctaid())
      ;
  };
  Program P;
  P.Base.ResidentBlocks = 4;
  P.Before = [&] { Arrived = 0; };
  P.S = {{5}, {1}};
  expectFound(P, Kernel, 1, Status::Livelock);
  P.S = {{4}, {1}};
  expectSound(P, Kernel, 50);
}

TEST(Planted, BlocksThatCountOnTheirOrder) {
  // A chained scan: block N waits for block N - 1, which CUDA does not promise
  // to have started. The fixed one takes its number from a counter.
  uint32_t Done = 0, Ticket = 0;
  auto kernel = [&](bool Dynamic) {
    return [&, Dynamic] {
      uint32_t Number = Dynamic ? fetchAdd(&Ticket, 1u) : ctaid();
      while (load(&Done) != Number)
        ;
      store(&Done, Number + 1);
    };
  };
  Program P;
  P.S = {{24}, {1}};
  P.Base.ResidentBlocks = 2;
  P.Base.ShuffleBlocks = true;
  P.Before = [&] { Done = Ticket = 0; };
  expectFound(P, kernel(false), 20, Status::Livelock);
  expectSound(P, kernel(true), 50);
}

} // namespace
