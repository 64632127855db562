//===- WeakMemory.cpp - Lanes, fences and barriers of the model -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See WeakMemory.h. A lane's time grows whenever it lets others know its past,
// so a clock that holds time t of a lane holds all that it did up to there.
// Test: test/unit/model/FenceTest.cpp, BarrierTest.cpp
//===----------------------------------------------------------------------===//
#include "WeakMemory.h"

#include <algorithm>

namespace gpurt::simt {

namespace {
constexpr uint32_t WarpLanes = Clock::ChunkSize;
/// A store is seen by all after so many accesses, and so many more for each
/// lane: long enough for several turns of each, and a small part of the
/// engine's patience with a launch in which nothing changes.
constexpr uint64_t LeastWindow = 1000, WindowOfLane = 64;
constexpr uint64_t PartOfPatience = 8;

bool isAcquire(SimtOrder O) {
  return O == SIMT_ACQUIRE || O == SIMT_ACQ_REL || O == SIMT_SEQ_CST;
}
bool isRelease(SimtOrder O) {
  return O == SIMT_RELEASE || O == SIMT_ACQ_REL || O == SIMT_SEQ_CST;
}
} // namespace

//===--- Launches and lanes -----------------------------------------------===//

void WeakMemory::onLaunch(ModelHost &NewHost, uint32_t Slots,
                          uint32_t Barriers) {
  onLaunchEnd();
  Host = &NewHost;
  Lanes.assign(Slots, Lane());
  ClockWarps.assign((Slots + WarpLanes - 1) / WarpLanes, 0);
  Meetings.assign(Barriers, Meeting());
  Actors.assign(1, LaneRef{}); // the host
  Times.assign(WarpLanes, 0);  // and its place in clocks
  HostTime = 1;
  Now = 1;
  LastId = 0;
  Window = std::min(LeastWindow + WindowOfLane * Slots,
                    Host->stallLimit() / PartOfPatience);
}

void WeakMemory::onLaunchEnd() {
  // Before the launch and behind it everything is in order.
  Memory.clear();
  Lanes.clear();
  Meetings.clear();
  BlockFences.clear();
  ClusterFences.clear();
  DeviceFences = Clock();
  HostKnown = ReleasedToHost = Clock();
  Shown.clear();
}

void WeakMemory::onLaneStart(const LaneRef &Ref) {
  uint32_t &Warp = ClockWarps[Ref.Slot / WarpLanes];
  if (Ref.Slot % WarpLanes == 0) {
    bool Room = Times.size() < std::max<size_t>(MostSlots, Lanes.size());
    if (Room || !Warp) {
      Warp = uint32_t(Times.size() / WarpLanes);
      Times.resize(Times.size() + WarpLanes, 0);
    }
  }
  Lane &L = Lanes[Ref.Slot];
  L = Lane();
  L.Ref = Ref;
  L.Actor = ActorId(Actors.size());
  L.Slot = Warp * WarpLanes + Ref.Slot % WarpLanes;
  L.Time = ++Times[L.Slot];
  Actors.push_back(Ref);
}

void WeakMemory::onLaneEnd(const LaneRef &Ref) {
  Lane &L = laneOf(Ref);
  Times[L.Slot] = L.Time;
  L = Lane();
}

void WeakMemory::onFreshMemory(const void *Start, size_t Bytes) {
  Memory.forget(Start, Bytes);
}

Position WeakMemory::positionOf(ActorId Id) const {
  const LaneRef &Ref = Actors[Id];
  return {Ref.Block, Ref.Cluster, Id == HostActor};
}

/// \returns the lane's past up to and including now, for others to know.
Clock WeakMemory::publish(Lane &L) {
  L.Known.raise(L.Slot, L.Time);
  ++L.Time;
  return L.Known;
}

//===--- Fences -----------------------------------------------------------===//

void WeakMemory::onFence(const LaneRef &Ref, SimtOrder O, SimtScope S,
                         const SimtSite *) {
  ++Now;
  fence(laneOf(Ref), O, S);
}

void WeakMemory::fence(Lane &L, SimtOrder O, SimtScope S) {
  if (isAcquire(O))
    acquireOpen(L, S, /*Location=*/0);
  if (O == SIMT_SEQ_CST)
    joinFences(L, S);
  if (!isRelease(O))
    return;
  Clock Past = publish(L);
  // It reaches whoever a narrower one before it reached, and says more.
  for (unsigned Narrower = 0; Narrower != unsigned(S); ++Narrower)
    L.Fenced[Narrower] = Clock();
  L.Fenced[S] = Past;
  if (O == SIMT_SEQ_CST)
    shareFence(L, S, Past);
}

// A fence.sc synchronises with each later one if both reach each other. So a
// fence of a lane is found under its block by those of the block, under its
// cluster and the device by those farther away, as far as its scope goes.

void WeakMemory::joinFences(Lane &L, SimtScope S) {
  L.Known.join(BlockFences[L.Ref.Block]);
  if (S >= SIMT_CLUSTER)
    L.Known.join(ClusterFences[L.Ref.Cluster]);
  if (S >= SIMT_DEVICE)
    L.Known.join(DeviceFences);
}

void WeakMemory::shareFence(const Lane &L, SimtScope S, const Clock &Past) {
  // It joined what is there, so it replaces it.
  BlockFences[L.Ref.Block] = Past;
  if (S >= SIMT_CLUSTER)
    ClusterFences[L.Ref.Cluster] = Past;
  if (S >= SIMT_DEVICE)
    DeviceFences = Past;
}

//===--- Barriers ---------------------------------------------------------===//

void WeakMemory::onWarpJoin(std::span<const LaneRef> Refs) {
  Clock Joint;
  for (const LaneRef &Ref : Refs)
    Joint.join(laneOf(Ref).Known);
  for (const LaneRef &Ref : Refs) {
    const Lane &L = laneOf(Ref);
    Joint.raise(L.Slot, L.Time);
  }
  for (const LaneRef &Ref : Refs) {
    Lane &L = laneOf(Ref);
    L.Known = Joint;
    ++L.Time;
  }
}

void WeakMemory::onBarrierArrive(const LaneRef &Ref, BarrierKey K) {
  Lane &L = laneOf(Ref);
  Meeting &M = Meetings[K];
  M.Gathering.join(L.Known);
  M.Gathering.raise(L.Slot, L.Time);
  ++L.Time;
  L.WaitsAt = K;
  L.WaitPhase = M.Phase;
}

void WeakMemory::onBarrierComplete(BarrierKey K) {
  Meeting &M = Meetings[K];
  M.Done[M.Phase % Meeting::Kept] = std::move(M.Gathering);
  M.Gathering = Clock();
  ++M.Phase;
}

void WeakMemory::onBarrierLeave(const LaneRef &Ref, BarrierKey K) {
  Lane &L = laneOf(Ref);
  const Meeting &M = Meetings[K];
  if (!M.Phase)
    return; // an engine that lets a lane go without a barrier
  // A lane that comes late from a barrier of a part of the block may find that
  // the others have met again; what they did meanwhile is not for it.
  bool Mine = L.WaitsAt == K && L.WaitPhase < M.Phase &&
              M.Phase - L.WaitPhase <= Meeting::Kept;
  uint64_t Phase = Mine ? L.WaitPhase : M.Phase - 1;
  L.Known.join(M.Done[Phase % Meeting::Kept]);
}

} // namespace gpurt::simt
