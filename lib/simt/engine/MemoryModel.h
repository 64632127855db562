//===- MemoryModel.h - Sees accesses, answers loads -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The engine's interface to a weak-memory model or race detector. The engine
// calls it for each access made through the memory hooks, for each joining of
// lanes that orders memory, and for the life of lanes. Without a model the
// hooks cost one predictable branch more than a plain host atomic.
// Every call comes from the engine's host thread, on the stack of the lane
// that acts (64 KiB by default), except onLaunch.
// Test: test/unit/simt/MemoryTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_ENGINE_MEMORYMODEL_H
#define GPURT_LIB_SIMT_ENGINE_MEMORYMODEL_H

#include "Hooks.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace gpurt::simt {

/// A lane as a model sees it. Slots are dense from 0 and are used again by
/// later blocks: onLaneStart says so.
struct LaneRef {
  uint32_t Slot;
  uint32_t Thread;  ///< linear index in its block
  uint64_t Block;   ///< linear index in the grid
  uint64_t Cluster; ///< linear index in the grid
};

struct Access {
  LaneRef Lane;
  void *Pointer;
  uint32_t Bytes;
  SimtOrder Order;
  SimtScope Scope;
  const SimtSite *Site;
};

/// What a model may ask back.
class ModelHost {
public:
  /// A number below \p Bound from the launch's own stream.
  virtual uint32_t random(uint32_t Bound) = 0;
  /// Ends the launch with Status::Reported; the text names the finding, the
  /// engine adds the calling lane, its site and the repeat line.
  [[noreturn]] virtual void report(const char *Text) = 0;
  /// A warning in Result::Warnings; the launch goes on.
  virtual void warn(const char *Text) = 0;
  /// Steps in which nothing changes until the engine gives the launch up: a
  /// lane must have seen every store well before.
  [[nodiscard]] virtual uint64_t stallLimit() const = 0;
  /// For texts: "block 0,0,0 thread 3,0,0", also of a lane that has ended;
  /// "shared+16 of block 0,0,0" or the number; "k.cu:41:3 (f)".
  [[nodiscard]] virtual std::string nameOf(const LaneRef &L) const = 0;
  [[nodiscard]] virtual std::string nameOf(const void *Address) const = 0;
  [[nodiscard]] virtual std::string nameOf(const SimtSite *Site) const = 0;

protected:
  ~ModelHost() = default;
};

/// Names one barrier for onBarrier*; dense from 0, used again like slots.
using BarrierKey = uint32_t;

class MemoryModel {
public:
  virtual ~MemoryModel() = default;

  /// Lanes have slots below \p Slots, barriers keys below \p Barriers.
  virtual void onLaunch(ModelHost &Host, uint32_t Slots, uint32_t Barriers) {
    (void)Host, (void)Slots, (void)Barriers;
  }
  virtual void onLaunchEnd() {}
  virtual void onLaneStart(const LaneRef &) {}
  virtual void onLaneEnd(const LaneRef &) {}
  /// The memory is a new block's: what was done to it before is nothing to it.
  virtual void onFreshMemory(const void *Start, size_t Bytes) {
    (void)Start, (void)Bytes;
  }

  /// \returns the value the lane sees
  virtual uint64_t onLoad(const Access &A) = 0;
  /// \returns true if memory changed
  virtual bool onStore(const Access &A, uint64_t Value) = 0;
  /// \returns the old value; \p Changed: memory did
  virtual uint64_t onRmw(const Access &A, SimtRmw Op, uint64_t Operand,
                         bool &Changed) = 0;
  virtual uint64_t onCas(const Access &A, SimtOrder FailureOrder,
                         uint64_t Expected, uint64_t Desired,
                         bool &Changed) = 0;
  virtual void onFence(const LaneRef &L, SimtOrder O, SimtScope S,
                       const SimtSite *Site) = 0;

  /// syncwarp: what each lane did before is seen by all of them after.
  virtual void onWarpJoin(std::span<const LaneRef> Lanes) { (void)Lanes; }
  /// Block and cluster barriers. Arrive publishes the lane's past (not called
  /// for a relaxed arrival); Complete closes the phase; Leave lets a lane see
  /// what that phase's arrivals published.
  virtual void onBarrierArrive(const LaneRef &L, BarrierKey K) {
    (void)L, (void)K;
  }
  virtual void onBarrierComplete(BarrierKey K) { (void)K; }
  virtual void onBarrierLeave(const LaneRef &L, BarrierKey K) {
    (void)L, (void)K;
  }
};

/// The operation itself, on the low \p Bytes; what the engine does without a
/// model and what a model stores.
uint64_t applyRmw(SimtRmw Op, uint64_t Old, uint64_t Operand, uint32_t Bytes);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_ENGINE_MEMORYMODEL_H
