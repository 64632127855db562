//===- State.h - Lanes, warps, blocks, clusters -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The machine's state. Resident clusters live in fixed places ("slots") that
// the next cluster takes over when all lanes of one have ended. All links are
// plain pointers into arrays that do not move during a launch.
// Tests: test/unit/simt/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_ENGINE_STATE_H
#define GPURT_LIB_SIMT_ENGINE_STATE_H

#include "Fiber.h"
#include "Hooks.h"
#include "MemoryModel.h"

#include <cstdint>
#include <vector>

namespace gpurt::simt {

constexpr uint32_t WarpSize = 32;
constexpr uint32_t NoBits = 0;
constexpr uint32_t BarriersOfBlock = 16;

class Machine;
struct Warp;
struct Block;
struct Cluster;

enum class LaneState : uint8_t {
  Absent,         ///< never was: the block's last warp is not full
  Ready,          ///< runs or can run
  WarpOp,         ///< in a warp operation, others are missing
  Barrier,        ///< at a block barrier
  ClusterBarrier, ///< in barrier.cluster.wait
  Ended,
};

/// Which warp operation: two lanes meet only if this and the mask are equal.
enum class WarpOp : uint8_t {
  Sync,
  ShflIdx,
  ShflUp,
  ShflDown,
  ShflBfly,
  Ballot,
  Any,
  All,
  Uni,
  MatchAny,
  MatchAll,
  ReduxAdd,
  ReduxUMin,
  ReduxUMax,
  ReduxSMin,
  ReduxSMax,
  ReduxAnd,
  ReduxOr,
  ReduxXor,
  Elect,
};

struct Lane : Fiber {
  Machine *Owner = nullptr;
  Warp *W = nullptr;
  Block *B = nullptr;
  /// Of the last hook that took a site: where the lane is, for messages.
  const SimtSite *Site = nullptr;
  const void *Address = nullptr;
  /// Where the hook that it is in returns to: above that frame lies the
  /// kernel's part of the stack.
  const void *Caller = nullptr;
  LaneState State = LaneState::Absent;
  bool Fresh = true;       ///< has not run yet and has no stack
  bool Progressed = false; ///< since its turn began
  uint32_t Id = 0;         ///< in its warp
  uint32_t Bit = 1;        ///< 1 << Id
  uint32_t Thread = 0;     ///< linear, in its block
  uint32_t Slot = 0;       ///< in the machine
  uint32_t Tid[3] = {};

  // In a warp operation. Value and Result are 64 bits for all widths.
  WarpOp Op = WarpOp::Sync;
  bool Predicate = false;
  uint32_t Mask = 0;
  uint32_t Index = 0, Clamp = 0;
  uint64_t Value = 0, Result = 0;

  // At activemask: runnable, but first others may come to the same place.
  const void *Place = nullptr; ///< identity of the call; null: not parked
  uint32_t Visit = 0;
  uint32_t Waived = 0; ///< how often it let others of its warp go first

  // At a block barrier.
  uint32_t BarrierId = 0;
  bool BarrierAligned = false;

  // In the cluster barrier: arrived and not yet waited.
  bool ClusterArrived = false;
  uint32_t ClusterPhase = 0;

  // pct.
  int64_t Priority = 0;
  bool Queued = false; ///< the heap holds an entry with this priority
};

/// How often each lane of a warp came to one activemask.
struct Visits {
  const void *Place;
  uint32_t Count[WarpSize];
};

struct Warp {
  Lane Lanes[WarpSize];
  Block *B = nullptr;
  uint32_t Id = 0;
  /// I1: Ready, InWarpOp and AtBarrier are disjoint subsets of Live; a bit is
  /// set exactly while the lane is in that state.
  uint32_t Live = NoBits;
  uint32_t Ready = NoBits;
  uint32_t InWarpOp = NoBits;
  uint32_t AtBarrier = NoBits;
  uint32_t Parked = NoBits; ///< of Ready: those at activemask
  /// I2: unless Mixed, all lanes of InWarpOp are in this operation with this
  /// mask: the common case, which needs no look at each of them.
  WarpOp CommonOp = WarpOp::Sync;
  bool Mixed = false;
  uint32_t CommonMask = 0;
  /// I3: unless MixedBarriers, all lanes of AtBarrier are at this barrier, and
  /// this place.
  uint32_t CommonBarrier = 0;
  bool MixedBarriers = false;
  const SimtSite *CommonSite = nullptr;
  /// warp-unfair: turns that siblings may still get without a reason.
  uint32_t Whims = 0;
  uint32_t Last = WarpSize; ///< lane that ran last; WarpSize: none did
  uint32_t ReadyIndex = 0;  ///< in the scheduler's list, while Ready != 0
  std::vector<Visits> Seen;
};

/// One warp's part in one barrier. A round is one arrival of all live lanes.
struct WarpArrivals {
  uint32_t Round = NoBits;   ///< lanes that arrived in the open round
  uint32_t Waiting = NoBits; ///< lanes that wait (not bar.arrive)
  uint32_t AheadMask = NoBits;
  uint8_t Ahead[WarpSize] = {}; ///< arrivals of a lane beyond the open round
};

struct BarrierState {
  bool InUse = false;
  int8_t Red = -1;                ///< SimtBarRed, or -1 for sync and arrive
  uint32_t Count = 0;             ///< 0: all live threads
  uint32_t Arrived = 0;           ///< 32 for each complete round
  uint32_t Waiting = 0;           ///< lanes
  const SimtSite *Site = nullptr; ///< of the first arrival, for messages
  std::vector<WarpArrivals> Warps;
};

struct Block {
  Cluster *C = nullptr;
  std::vector<Warp> Warps;
  uint32_t Id[3] = {};
  uint64_t Linear = 0;
  uint32_t Rank = 0; ///< in its cluster
  uint32_t Slot = 0;
  uint32_t Live = 0; ///< lanes
  char *Shared = nullptr;
  uint8_t *Written = nullptr; ///< one byte each: 0, or 1 once written
  BarrierState Barriers[BarriersOfBlock];
};

struct Cluster {
  std::vector<Block *> Blocks;
  uint64_t Linear = 0;
  uint32_t Id[3] = {};
  uint32_t Slot = 0;
  uint32_t Live = 0;    ///< lanes
  uint32_t Arrived = 0; ///< live lanes that arrived in this phase
  uint32_t Phase = 0;
  bool Completing = false;
};

inline uint32_t warpsOf(uint64_t Threads) {
  return uint32_t((Threads + WarpSize - 1) / WarpSize);
}

const char *name(WarpOp Op);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_ENGINE_STATE_H
