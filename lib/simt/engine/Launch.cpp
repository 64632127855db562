//===- Launch.cpp - Blocks come, run and go -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks a launch as the chip would, gives clusters their places, and starts
// the next one in a place when all lanes of the last have ended. Places and
// their memory are kept from launch to launch.
// Test: test/unit/simt/LaunchTest.cpp
//===----------------------------------------------------------------------===//
#include "Machine.h"

#include <algorithm>
#include <cstring>

namespace gpurt::simt {

namespace {
constexpr size_t SharedAlign = 1024;
/// What a block finds in its shared memory: nothing that looks like a zero.
constexpr int SharedFill = 0xA5;
constexpr uint32_t MaxThreads = 1024;
constexpr uint32_t MaxCluster = 16;

} // namespace

void unlinear(uint64_t N, const Dim3 &Size, uint32_t Id[3]) {
  Id[0] = uint32_t(N % Size.X);
  Id[1] = uint32_t(N / Size.X % Size.Y);
  Id[2] = uint32_t(N / Size.X / Size.Y);
}

Machine::Machine(Config C)
    : Options(std::move(C)), Stacks(Options.StackBytes) {}

Machine::~Machine() = default;

void Machine::reset(uint64_t Seed, Policy P) {
  Options.Seed = Seed;
  Options.Order = P;
  LaunchNumber = 0;
}

std::string Machine::whyRejected() const {
  const Launch &K = Kernel;
  auto TextOf = [](const Dim3 &D) {
    return std::to_string(D.X) + "," + std::to_string(D.Y) + "," +
           std::to_string(D.Z);
  };
  if (!K.Entry)
    return "no kernel";
  if (!K.Grid.count() || !K.Block.count() || !K.Cluster.count())
    return "a grid of " + TextOf(K.Grid) + " blocks of " + TextOf(K.Block) +
           " threads in clusters of " + TextOf(K.Cluster) + " is empty";
  if (K.Block.count() > MaxThreads)
    return "a block of " + TextOf(K.Block) + " threads is too large: at most " +
           std::to_string(MaxThreads);
  if (K.Grid.X % K.Cluster.X || K.Grid.Y % K.Cluster.Y ||
      K.Grid.Z % K.Cluster.Z)
    return "clusters of " + TextOf(K.Cluster) +
           " blocks do not divide a grid of " + TextOf(K.Grid);
  if (K.Cluster.count() > MaxCluster)
    return "a cluster of " + TextOf(K.Cluster) +
           " blocks is too large: at most " + std::to_string(MaxCluster);
  if (uint64_t(K.StaticShared) + K.DynamicShared > Options.SharedLimit)
    return "a block asks for " +
           std::to_string(uint64_t(K.StaticShared) + K.DynamicShared) +
           " bytes of shared memory, the limit is " +
           std::to_string(Options.SharedLimit);
  if (K.Cooperative && K.Grid.count() > Options.ResidentBlocks)
    return "a cooperative launch of " + std::to_string(K.Grid.count()) +
           " blocks cannot be resident at once, " +
           std::to_string(Options.ResidentBlocks) + " can";
  return {};
}

Result Machine::run(const Launch &L) {
  Kernel = L;
  Out = Result();
  Out.Seed = Options.Seed;
  Out.Order = Options.Order;
  ++LaunchNumber;
  if (std::string Why = whyRejected(); !Why.empty()) {
    Out.Outcome = Status::Rejected;
    Out.Message = finishMessage("launch rejected: " + Why);
    return std::move(Out);
  }
  makeSlots();
  ModelStream.seed(Options.Seed, LaunchNumber << 8 | 0xFF);
  SliceEnd = Budget = 0;
  LastProgress = NextStallCall = AskAgain = TimeSkew = LiveLanes = 0;
  ClustersStarted = WindowNext = 0;
  Known.clear();
  PlainLeft = PlainOfStep;
  Watched.clear();
  Watching = WatchingStores = false;
  Asker = nullptr; // a failed launch leaves its last lane here, for the text
  Window.clear();
  Writers.assign(WriterEntries, Writer());
  uint64_t Resident = Blocks.size() * Kernel.Block.count();
  Sched.begin(Options, LaunchNumber, Resident);
  if (Options.Memory)
    Options.Memory->onLaunch(
        *this, uint32_t(Blocks.size() * Blocks[0]->Warps.size() * WarpSize),
        uint32_t(Blocks.size() * BarriersOfBlock + Clusters.size()));
  for (Cluster &C : Clusters)
    startCluster(C);

  Lane *Outer = CurrentLane; // a launch inside OnStall of another engine
  adoptThread(Main);
  mainLoop();
  CurrentLane = Outer;

  for (auto &B : Blocks)
    for (Warp &W : B->Warps)
      for (Lane &Left : W.Lanes)
        if (!Left.Fresh && Left.State != LaneState::Absent &&
            Left.State != LaneState::Ended)
          Stacks.give(Left.Memory);
  if (Options.Memory)
    Options.Memory->onLaunchEnd();
  Out.Steps = steps();
  return std::move(Out);
}

void Machine::makeSlots() {
  uint64_t Size = Kernel.Cluster.count();
  ClustersTotal = Kernel.Grid.count() / Size;
  uint64_t Fit = std::max<uint64_t>(1, Options.ResidentBlocks / Size);
  uint32_t Places = uint32_t(std::min(ClustersTotal, Fit));
  uint32_t WarpCount = warpsOf(Kernel.Block.count());

  DynamicOffset = (Kernel.StaticShared + 15) & ~15u;
  SharedBytes = DynamicOffset + Kernel.DynamicShared;
  // At least one byte apart, so that the end of one is not the next one's
  // start and an index too large is seen.
  SharedPitch = (SharedBytes / SharedAlign + 1) * SharedAlign;
  SharedArena.resize(SharedPitch * Places * Size + SharedAlign);
  auto Start = reinterpret_cast<uintptr_t>(SharedArena.data());
  SharedBase = SharedArena.data() + (SharedAlign - Start % SharedAlign);
  WrittenArena.resize(SharedPitch * Places * Size);

  // Blocks are kept from launch to launch if their shape stays.
  if (!Blocks.empty() && Blocks[0]->Warps.size() != WarpCount)
    Blocks.clear();
  Blocks.resize(Places * Size);
  Clusters.assign(Places, Cluster());
  for (uint32_t Slot = 0; Slot != Blocks.size(); ++Slot) {
    if (!Blocks[Slot]) {
      Blocks[Slot] = std::make_unique<Block>();
      Blocks[Slot]->Warps.resize(WarpCount);
      for (BarrierState &S : Blocks[Slot]->Barriers)
        S.Warps.resize(WarpCount);
    }
    Block &B = *Blocks[Slot];
    Cluster &C = Clusters[Slot / Size];
    C.Slot = uint32_t(Slot / Size);
    C.Blocks.push_back(&B);
    B.C = &C;
    B.Slot = Slot;
    B.Rank = uint32_t(Slot % Size);
    B.Shared = SharedBase + Slot * SharedPitch;
    B.Written = WrittenArena.data() + Slot * SharedPitch;
  }
}

uint64_t Machine::nextCluster() {
  ++ClustersStarted;
  if (!Options.ShuffleBlocks)
    return WindowNext++;
  // Any of the next few: late ones may come early, but none waits for ever.
  while (Window.size() < 2 * Clusters.size() && WindowNext != ClustersTotal)
    Window.push_back(WindowNext++);
  size_t I = Sched.random().below(uint32_t(Window.size()));
  uint64_t Picked = Window[I];
  Window[I] = Window.back();
  Window.pop_back();
  return Picked;
}

void Machine::startCluster(Cluster &C) {
  C.Linear = nextCluster();
  const Dim3 &Size = Kernel.Cluster, &Grid = Kernel.Grid;
  unlinear(C.Linear, {Grid.X / Size.X, Grid.Y / Size.Y, Grid.Z / Size.Z}, C.Id);
  C.Live = C.Arrived = C.Phase = 0;
  for (Block *B : C.Blocks) {
    uint32_t In[3];
    unlinear(B->Rank, Size, In);
    B->Id[0] = C.Id[0] * Size.X + In[0];
    B->Id[1] = C.Id[1] * Size.Y + In[1];
    B->Id[2] = C.Id[2] * Size.Z + In[2];
    B->Linear = (uint64_t(B->Id[2]) * Grid.Y + B->Id[1]) * Grid.X + B->Id[0];
    C.Live += uint32_t(Kernel.Block.count());
  }
  for (Block *B : C.Blocks)
    startBlock(*B);
}

void Machine::startBlock(Block &B) {
  uint32_t Threads = uint32_t(Kernel.Block.count());
  B.Live = Threads;
  LiveLanes += Threads;
  Out.Lanes += Threads;
  std::memset(B.Shared, SharedFill, SharedBytes);
  std::memset(B.Written, 0, SharedBytes);
  if (Options.Memory && SharedBytes) [[unlikely]]
    Options.Memory->onFreshMemory(B.Shared, SharedBytes);
  for (BarrierState &S : B.Barriers) {
    S.InUse = false;
    S.Arrived = S.Waiting = 0;
    for (WarpArrivals &A : S.Warps)
      A = WarpArrivals();
  }
  for (uint32_t Id = 0; Id != B.Warps.size(); ++Id) {
    Warp &W = B.Warps[Id];
    W.B = &B;
    W.Id = Id;
    W.Live = W.Ready = W.InWarpOp = W.AtBarrier = W.Parked = NoBits;
    Sched.admit(W);
    W.Mixed = false;
    W.Seen.clear();
    for (uint32_t I = 0; I != WarpSize; ++I) {
      Lane &L = W.Lanes[I];
      L = Lane();
      L.Owner = this;
      L.W = &W;
      L.B = &B;
      L.Id = I;
      L.Bit = 1u << I;
      L.Thread = Id * WarpSize + I;
      L.Slot = uint32_t(B.Slot * B.Warps.size()) * WarpSize + L.Thread;
      if (L.Thread < Threads)
        startLane(L);
    }
  }
}

void Machine::startLane(Lane &L) {
  unlinear(L.Thread, Kernel.Block, L.Tid);
  L.State = LaneState::Ready;
  L.W->Live |= L.Bit;
  Sched.admit(L);
  if (Options.Memory) [[unlikely]]
    Options.Memory->onLaneStart(refOf(L));
}

} // namespace gpurt::simt
