//===- WeakMemory.h - PTX's memory model and a race detector ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An operational model in the manner of tsan11 (Lidbury and Donaldson, POPL
// 2017) and C11Tester (Luo and Demsky, ASPLOS 2021), with the scopes, fences
// and release patterns of PTX (Lustig et al., ASPLOS 2019; PTX ISA, "Memory
// Consistency Model"). Each atomic location keeps its last stores, each lane a
// vector clock; a strong load reads any store that coherence and causality
// leave it, as the launch's random stream says.
//
// Never produced: an outcome that PTX forbids. Where the model had to be
// simpler than PTX it orders more, so it can only miss.
// Produced: stale reads (message passing without order, store buffering, IRIW
// without fence.sc, and so on), stores that lose to earlier ones (2+2W).
// Not produced, though PTX allows it: values from the future (load buffering,
// out of thin air), torn values of one atomic access, effects of proxies.
//
// Reported, first finding, with both places:
// - a data race: two overlapping accesses, one writes, one is plain (or they
//   are atomics of different extent), and neither comes before the other;
// - a scope that is too narrow: the same for two atomics of which one does not
//   reach the other's lane.
// A lane sees any store at last: one that is older than a bounded number of
// accesses of the launch, so a wait on a stale value ends long before the
// engine would call it a livelock.
//
// A failed compare-exchange reads the newest store: to PTX it is an atomic
// that writes back what it read. Its release half is not modelled.
// An access of more than 8 bytes is several, and may be torn; so it is for PTX.
// Not seen: constant memory, the lanes' own stacks, calls of libc. The host
// takes part through pinned memory (Host.cpp), not through managed memory or
// what it registered, and no race with it is reported.
// Limits, all towards silence: a location keeps 32 stores and the last reads
// of 32 lanes (History.h); what releases of more than 8 blocks and scopes hand
// on reaches all; MostSlots lanes have a place of their own in clocks, a block
// that starts later takes over the place of an ended one and counts as ordered
// behind it; arrivals at a barrier's next phase count for this one; above 4
// million cells (Shadow.h) what only serves to find races is forgotten.
// Speed: 64 x 64 threads that malloc and free do 855,000 steps in 5.6 s of one
// core and 210 MB; 0.3 s and 90 MB without a model (2026-11-23).
// Tests: test/unit/model/, test/simt/litmus/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_MODEL_WEAKMEMORY_H
#define GPURT_LIB_SIMT_MODEL_WEAKMEMORY_H

#include "Shadow.h"

#include "engine/MemoryModel.h"

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

namespace gpurt::simt {

class WeakMemory final : public MemoryModel {
public:
  void onLaunch(ModelHost &Host, uint32_t Slots, uint32_t Barriers) override;
  void onLaunchEnd() override;
  void onLaneStart(const LaneRef &Ref) override;
  void onLaneEnd(const LaneRef &Ref) override;
  void onFreshMemory(const void *Start, size_t Bytes) override;

  uint64_t onLoad(const Access &A) override;
  bool onStore(const Access &A, uint64_t Value) override;
  uint64_t onRmw(const Access &A, SimtRmw Op, uint64_t Operand,
                 bool &Changed) override;
  uint64_t onCas(const Access &A, SimtOrder FailureOrder, uint64_t Expected,
                 uint64_t Desired, bool &Changed) override;
  void onFence(const LaneRef &Ref, SimtOrder O, SimtScope S,
               const SimtSite *Site) override;

  void onWarpJoin(std::span<const LaneRef> Refs) override;
  void onBarrierArrive(const LaneRef &Ref, BarrierKey K) override;
  void onBarrierComplete(BarrierKey K) override;
  void onBarrierLeave(const LaneRef &Ref, BarrierKey K) override;

  /// Memory that host and device share while a launch runs.
  void setHostMemory(uintptr_t Start, size_t Bytes) {
    HostStart = Start;
    HostBytes = Bytes;
  }
  /// Stand around code of the host that may look at that memory or write it
  /// and that no lane runs beside. Nothing happens outside of a launch.
  void beginHostTurn();
  void endHostTurn();

  /// Lanes of a launch that have a place of their own in clocks.
  static constexpr uint32_t MostSlots = 4096;

private:
  /// A release that a lane has read of and not yet acquired: a fence may
  /// follow, or an acquire operation on the same location.
  struct Unacquired {
    uint64_t Location; ///< History::Id; 0: of several
    Release Of;
  };
  /// A store of another lane that this one read: what should have ordered them.
  struct Observation {
    Stamp Written, Read;
    Releases Released;
  };
  struct Lane {
    LaneRef Ref = {};
    ActorId Actor = NoActor;
    uint32_t Slot = 0; ///< in clocks
    uint32_t Time = 1; ///< of what it does now; grows when it publishes
    Clock Known;
    std::array<Clock, 4> Fenced; ///< by scope: its past at a release fence
    std::vector<Unacquired> Open;
    std::vector<Observation> Observed;
    uint64_t LastRelaxed = 0; ///< serial of a store whose releases are in Open
    BarrierKey WaitsAt = 0;
    uint64_t WaitPhase = 0;

    [[nodiscard]] Viewer viewer() const { return {Known, Slot}; }
  };
  struct Meeting {
    static constexpr size_t Kept = 4;
    Clock Gathering;
    std::array<Clock, Kept> Done;
    uint64_t Phase = 0;
  };

  // WeakMemory.cpp: the life of lanes, fences, barriers
  Lane &laneOf(const LaneRef &Ref) { return Lanes[Ref.Slot]; }
  [[nodiscard]] Position positionOf(ActorId Id) const;
  [[nodiscard]] Position positionOf(const Lane &L) const {
    return {L.Ref.Block, L.Ref.Cluster, false};
  }
  Clock publish(Lane &L);
  void fence(Lane &L, SimtOrder O, SimtScope S);
  void joinFences(Lane &L, SimtScope S);
  void shareFence(const Lane &L, SimtScope S, const Clock &Past);

  // Accesses.cpp
  uint64_t readPlain(Lane &L, const Access &A);
  bool writePlain(Lane &L, const Access &A, uint64_t Value);
  Access asStrong(Lane &L, const Access &A, Deed Kind);
  static Stamp stampOf(const Lane &L, const Access &A, Deed Kind);
  History &historyFor(const Access &A);
  uint64_t update(Lane &L, const Access &A, History &H, uint64_t New,
                  bool &Changed);
  size_t choose(size_t Oldest, size_t Newest);
  size_t placeFor(const Lane &L, const History &H);
  [[nodiscard]] bool isStrong(const Lane &L, const Access &A,
                              const Store &S) const;
  /// \returns whether the lane now knows all that the store released
  bool acquire(Lane &L, const Access &A, const History &H, const Store &S);
  static void keepOpen(Lane &L, uint64_t Location, const Release &R);
  void acquireOpen(Lane &L, SimtScope S, uint64_t Location);
  void addRelease(Lane &L, const Access &A, History &H, Store &S,
                  bool KnowsFormer);
  void observe(Lane &L, const Access &A, const Store &S);
  [[nodiscard]] uint64_t forgottenBefore() const {
    return Now > Window ? Now - Window : 0;
  }

  // Host.cpp
  struct View {
    void *Place;
    History *Of;
    size_t Index; ///< of the store that memory shows
    bool Known;   ///< Index was chosen
  };
  [[nodiscard]] bool isHosts(const void *Pointer) const {
    return reinterpret_cast<uintptr_t>(Pointer) - HostStart < HostBytes;
  }
  void adoptHost(History &H, const void *Place);
  Store storeOfHost(uint64_t Value, uint32_t Bytes);
  size_t chooseForHost(const History &H, size_t Before);
  [[nodiscard]] bool mustMove(const History &H, size_t Index) const;

  // Findings.cpp. Each has composed Finding when it returns true.
  bool conflictsPlain(const Lane &L, const Access &A, Deed Kind, Word &W);
  bool conflictsAtomic(const Lane &L, const Access &A, Deed Kind, Word &W);
  bool conflictsInScope(const Lane &L, const Access &A, Deed Kind,
                        const History &H);
  bool foundRace(const Lane &L, const Access &A, Deed Kind, const Stamp &Other,
                 const char *What);
  [[nodiscard]] std::string describe(const Stamp &S) const;
  [[nodiscard]] std::string hint(const Lane &L, const Access &A,
                                 const Stamp &Other) const;
  [[nodiscard]] std::string hintFrom(const Lane &L, const Stamp &Other,
                                     const Observation &Seen) const;

  ModelHost *Host = nullptr;
  std::vector<Lane> Lanes;          ///< by the engine's slot
  std::vector<LaneRef> Actors;      ///< all lanes of the launch; 0: the host
  std::vector<uint32_t> Times;      ///< by slot of clocks
  std::vector<uint32_t> ClockWarps; ///< by the engine's warp
  std::vector<Meeting> Meetings;
  /// What fence.sc of all lanes together know, for those whom they reach.
  std::unordered_map<uint64_t, Clock> BlockFences, ClusterFences;
  Clock DeviceFences;
  Clock HostKnown, ReleasedToHost;
  uintptr_t HostStart = 0;
  size_t HostBytes = 0;
  std::vector<View> Shown;
  uint32_t HostTime = 1;
  Shadow Memory;
  uint64_t Now = 1; ///< accesses of the launch
  uint64_t Window = 0;
  uint64_t LastId = 0;
  std::string Finding;
};

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_MODEL_WEAKMEMORY_H
