//===- Barriers.cpp - Barriers of blocks and clusters ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an ended thread means to a barrier is what the H100 showed (FACTS, "a
// thread's exit"): a barrier of all threads does not count it; a barrier with
// a count counts whole warps as 32, and a warp that is gone never arrives.
// A warp arrives when its last live lane does; a lane may be ahead of its warp
// by some bar.arrive, which are kept until the others follow.
// Test: test/unit/simt/BarrierTest.cpp, ExitTest.cpp
//===----------------------------------------------------------------------===//
#include "Machine.h"

#include <bit>
#include <limits>

namespace gpurt::simt {

//===--- Block barriers ---------------------------------------------------===//

static std::string useOf(uint32_t Id, uint32_t Count, int Red,
                         const SimtSite *Site) {
  static const char *const Reds[] = {"popc", "and", "or"};
  std::string Text = "barrier " + std::to_string(Id) + " of " +
                     (Count ? std::to_string(Count) : "all") + " threads";
  if (Red >= 0)
    Text += std::string(" with reduction ") + Reds[Red];
  return Text + " at " + placeOf(Site);
}

/// An aligned barrier takes a warp whole. Two lanes of one warp that wait at
/// different places show that it came in pieces; one that only is not here yet
/// shows nothing, since our lanes never move in step.
std::string Machine::whyDivergent(const Lane &L) {
  for (uint32_t Left = L.W->AtBarrier; Left; Left &= Left - 1) {
    const Lane &Other = L.W->Lanes[std::countr_zero(Left)];
    bool Elsewhere = Other.BarrierId != L.BarrierId ||
                     (Other.Site && L.Site && Other.Site != L.Site);
    if (Other.BarrierAligned && Elsewhere)
      return "barrier in divergent code: lane " + std::to_string(L.Id) +
             " is at barrier " + std::to_string(L.BarrierId) + " at " +
             placeOf(L.Site) + ", lane " + std::to_string(Other.Id) +
             " of the same warp at barrier " + std::to_string(Other.BarrierId) +
             " at " + placeOf(Other.Site);
  }
  return {};
}

std::string Machine::whyNoArrival(const Lane &L, Arrival How, int Red,
                                  uint32_t Count) const {
  uint32_t Id = L.BarrierId;
  if (Id >= BarriersOfBlock || Count % WarpSize ||
      (How == Arrival::GoOn && !Count))
    return "barrier " + std::to_string(Id) + " with count " +
           std::to_string(Count) +
           ": the number must be below 16, the count a multiple of 32, and not "
           "0 for an arrival";
  const BarrierState &S = L.B->Barriers[Id];
  if (S.InUse && (S.Count != Count || S.Red != Red))
    return "mismatched barriers: this lane comes to " +
           useOf(Id, Count, Red, L.Site) + ", others to " +
           useOf(Id, S.Count, S.Red, S.Site);
  if (S.Warps[L.W->Id].Ahead[L.Id] == std::numeric_limits<uint8_t>::max())
    return "a lane arrives 256 times before the others of its warp at " +
           useOf(Id, Count, Red, L.Site);
  if (How == Arrival::GoOn)
    return {};
  for (uint32_t Left = L.W->InWarpOp; Left; Left &= Left - 1) {
    const Lane &Other = L.W->Lanes[std::countr_zero(Left)];
    if (Other.Mask & L.Bit)
      return "lane " + std::to_string(L.Id) + " waits at " +
             useOf(Id, Count, Red, L.Site) + ", but lane " +
             std::to_string(Other.Id) + " of the same warp waits for it in " +
             name(Other.Op) + " at " + placeOf(Other.Site);
  }
  return {};
}

/// The common case, in which there is nothing to complain about: it takes no
/// look at other lanes.
bool Machine::isPlainArrival(const Lane &L, Arrival How, int Red,
                             uint32_t Count) {
  if (L.BarrierId >= BarriersOfBlock || Count % WarpSize ||
      How == Arrival::GoOn || L.W->InWarpOp)
    return false;
  const Warp &W = *L.W;
  const BarrierState &S = L.B->Barriers[L.BarrierId];
  bool Fits = !S.InUse || (S.Count == Count && S.Red == Red);
  bool Together = !W.AtBarrier || (!W.MixedBarriers && L.Site == W.CommonSite &&
                                   L.BarrierId == W.CommonBarrier);
  return Fits && Together && !S.Warps[W.Id].Ahead[L.Id];
}

void Machine::checkArrival(Lane &L, Arrival How, int Red, uint32_t Count) {
  if (isPlainArrival(L, How, Red, Count)) [[likely]]
    return;
  std::string Text = whyNoArrival(L, How, Red, Count);
  if (!Text.empty()) [[unlikely]]
    fail(L, Status::Mismatch, std::move(Text));
  if (How == Arrival::Wait && L.BarrierAligned && Options.CheckAligned)
    Text = whyDivergent(L);
  if (!Text.empty()) [[unlikely]]
    fail(L, Status::DivergentBarrier, std::move(Text));
}

uint32_t Machine::barrier(Lane &L, Arrival How, int Red, uint32_t Id,
                          uint32_t Count, bool Predicate, bool Aligned,
                          const SimtSite *Site) {
  Warp &W = *L.W;
  Block &B = *L.B;
  L.Site = Site;
  L.Address = nullptr;
  L.BarrierId = Id;
  L.BarrierAligned = Aligned;
  L.Predicate = Predicate;
  checkArrival(L, How, Red, Count);
  watch(L, Site, Id << 1 | uint32_t(Predicate));
  BarrierState &S = B.Barriers[Id];
  if (!S.InUse) {
    S.InUse = true;
    S.Count = Count;
    S.Red = int8_t(Red);
    S.Site = Site;
  }

  WarpArrivals &A = S.Warps[W.Id];
  BarrierKey Key = B.Slot * BarriersOfBlock + Id;
  if (Options.Memory) [[unlikely]]
    Options.Memory->onBarrierArrive(refOf(L), Key);
  if (A.Round & L.Bit) {
    ++A.Ahead[L.Id];
    A.AheadMask |= L.Bit;
  }
  A.Round |= L.Bit;
  if (How == Arrival::GoOn) {
    closeRound(S, W);
    tryRelease(B, S, nullptr);
    step(L, Site, nullptr);
    return 0;
  }
  A.Waiting |= L.Bit;
  ++S.Waiting;
  L.State = LaneState::Barrier;
  if (!W.AtBarrier) {
    W.CommonBarrier = Id;
    W.CommonSite = Site;
    W.MixedBarriers = false;
  } else if (W.CommonBarrier != Id || W.CommonSite != Site) {
    W.MixedBarriers = true;
  }
  W.AtBarrier |= L.Bit;
  closeRound(S, W);
  if (tryRelease(B, S, &L)) {
    step(L, Site, nullptr);
  } else {
    --Budget;
    wait(L, LaneState::Barrier);
  }
  if (Options.Memory) [[unlikely]]
    Options.Memory->onBarrierLeave(refOf(L), Key);
  return uint32_t(L.Result);
}

/// Closes the round of \p W if all of its live lanes have joined it. Lanes that
/// are ahead open the next one, which may be complete, too, when it was a lane
/// that ended that they waited for.
/// \returns true if it closed one
bool Machine::closeRound(BarrierState &S, const Warp &W) {
  WarpArrivals &A = S.Warps[W.Id];
  if (!A.Round || (W.Live & ~A.Round))
    return false;
  S.Arrived += WarpSize;
  A.Round = A.AheadMask;
  for (uint32_t Left = A.AheadMask; Left; Left &= Left - 1) {
    uint32_t Id = uint32_t(std::countr_zero(Left));
    if (--A.Ahead[Id] == 0)
      A.AheadMask &= ~(1u << Id);
  }
  return true;
}

/// \p Last: the running lane if it has just come to wait, else null.
/// \returns true if \p Last goes on
bool Machine::tryRelease(Block &B, BarrierState &S, const Lane *Last) {
  bool Complete =
      S.Count ? S.Arrived >= S.Count : S.Waiting && S.Waiting == B.Live;
  if (!S.InUse || !Complete)
    return false;
  S.Arrived = 0; // rounds are looked at one by one, so it was exactly Count
  uint32_t Popc = 0, Released = 0, Open = 0;
  BarrierKey Key = B.Slot * BarriersOfBlock + uint32_t(&S - B.Barriers);
  auto ForEach = [&](auto Do) {
    for (Warp &W : B.Warps) {
      WarpArrivals &A = S.Warps[W.Id];
      // A lane whose latest arrival is not in a closed round came for the
      // next phase.
      uint32_t Go = A.Waiting & ~A.Round;
      for (uint32_t Left = Go; Left; Left &= Left - 1)
        Do(W, A, W.Lanes[std::countr_zero(Left)]);
    }
  };
  ForEach([&](Warp &, WarpArrivals &, Lane &L) {
    ++Released;
    Popc += L.Predicate;
  });
  uint32_t Value = Popc;
  if (S.Red == SIMT_BAR_AND)
    Value = Popc == Released;
  else if (S.Red == SIMT_BAR_OR)
    Value = Popc != 0;
  if (Options.Memory) [[unlikely]]
    Options.Memory->onBarrierComplete(Key);
  bool LastGoes = false;
  ForEach([&](Warp &W, WarpArrivals &A, Lane &L) {
    A.Waiting &= ~L.Bit;
    W.AtBarrier &= ~L.Bit;
    --S.Waiting;
    L.Result = Value;
    if (&L == Last) {
      L.State = LaneState::Ready; // it never left the ready set
      LastGoes = true;
    } else {
      release(L);
    }
  });
  for (const WarpArrivals &A : S.Warps)
    Open |= A.Round;
  S.InUse = Open != 0;
  ++Out.Collectives;
  return LastGoes;
}

void Machine::laneLeftBarriers(Lane &L) {
  Block &B = *L.B;
  for (BarrierState &S : B.Barriers)
    if (S.InUse) {
      // One round at a time: each may complete a phase of its own. The round
      // first: a phase must not go without those that waited for this lane.
      bool Closed;
      do {
        Closed = closeRound(S, *L.W);
        tryRelease(B, S, nullptr);
      } while (Closed);
    }
  Cluster &C = *B.C;
  if (L.ClusterArrived && L.ClusterPhase == C.Phase)
    --C.Arrived; // C.Live does not count it either
  tryCompleteCluster(C);
}

//===--- The cluster barrier ----------------------------------------------===//

/// Behind those of all blocks.
BarrierKey Machine::clusterKey(const Cluster &C) const {
  return BarrierKey(Blocks.size() * BarriersOfBlock + C.Slot);
}

void Machine::clusterArrive(Lane &L, bool Relaxed, const SimtSite *Site) {
  Cluster &C = *L.B->C;
  L.Site = Site;
  L.Address = nullptr;
  if (L.ClusterArrived) {
    std::string Text =
        "barrier.cluster.arrive a second time without barrier.cluster.wait";
    fail(L, Status::Mismatch, std::move(Text));
  }
  L.ClusterArrived = true;
  L.ClusterPhase = C.Phase;
  if (Options.Memory && !Relaxed) [[unlikely]]
    Options.Memory->onBarrierArrive(refOf(L), clusterKey(C));
  ++C.Arrived;
  tryCompleteCluster(C);
  step(L, Site, nullptr);
}

void Machine::clusterWait(Lane &L, const SimtSite *Site) {
  Cluster &C = *L.B->C;
  L.Site = Site;
  L.Address = nullptr;
  if (!L.ClusterArrived) {
    std::string Text = "barrier.cluster.wait without barrier.cluster.arrive";
    fail(L, Status::Mismatch, std::move(Text));
  }
  if (L.ClusterPhase == C.Phase) {
    --Budget;
    wait(L, LaneState::ClusterBarrier);
  } else {
    step(L, Site, nullptr);
  }
  L.ClusterArrived = false;
  if (Options.Memory) [[unlikely]]
    Options.Memory->onBarrierLeave(refOf(L), clusterKey(C));
}

void Machine::tryCompleteCluster(Cluster &C) {
  if (!C.Arrived || C.Arrived != C.Live)
    return;
  C.Arrived = 0;
  ++C.Phase;
  ++Out.Collectives;
  if (Options.Memory) [[unlikely]]
    Options.Memory->onBarrierComplete(clusterKey(C));
  for (Block *B : C.Blocks)
    for (Warp &W : B->Warps)
      for (uint32_t Left = W.Live; Left; Left &= Left - 1) {
        Lane &L = W.Lanes[std::countr_zero(Left)];
        if (L.State == LaneState::ClusterBarrier)
          release(L);
      }
}

} // namespace gpurt::simt
