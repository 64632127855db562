//===- devicelib/alloc/LaneGroup.h - Lanes that ask for the same ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lanes of a warp that are together by chance and want the same, so that
// one of them can do the work for all. Nothing depends on who is together: a
// lane that finds itself alone does its own work. Within a group its lanes
// wait for each other at each operation, and so do all lanes that called of()
// together at those that have All in their names. Hence a leader does nothing
// that waits for another lane, or that may end it, while others wait for its
// answer.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_LANEGROUP_H
#define GPURT_DEVICELIB_ALLOC_LANEGROUP_H

#include "target/Apart.h"
#include "target/Lanes.h"
#include "target/Thread.h"

namespace gpurt::alloc {

class LaneGroup {
  uint32_t All;  ///< lanes that called of() together
  uint32_t Mask; ///< those with the caller's key
  uint32_t Lane;

  LaneGroup(uint32_t All, uint32_t Mask, uint32_t Lane)
      : All(All), Mask(Mask), Lane(Lane) {}

public:
  /// The calling lane and those beside it that call with the same \p Key.
  static LaneGroup of(uint32_t Key) {
    uint32_t Here = target::activeMask();
    return {Here, target::matchAny(Here, Key), target::laneId()};
  }

  /// The calling lane.
  static LaneGroup alone() {
    uint32_t Lane = target::laneId();
    return {1u << Lane, 1u << Lane, Lane};
  }

  [[nodiscard]] uint32_t size() const {
    return uint32_t(__builtin_popcount(Mask));
  }
  /// \returns how many lanes of the group come before the caller.
  [[nodiscard]] uint32_t rank() const {
    return uint32_t(__builtin_popcount(Mask & ((1u << Lane) - 1)));
  }
  [[nodiscard]] bool isLeader() const { return leader() == Lane; }

  /// \returns the leader's \p Value.
  [[nodiscard]] uint32_t fromLeader(uint32_t Value) const {
    return target::shuffle(Mask, Value, leader());
  }

  /// The same, where all take the step: one for all groups.
  [[nodiscard]] uint32_t toAll(uint32_t Value) const {
    return target::shuffle(All, Value, leader());
  }
  [[nodiscard]] bool anyOfAll(bool Condition) const {
    return target::ballot(All, Condition);
  }
  void syncAll() const { target::syncLanes(All); }

  /// \returns all lanes' \p Bits together, of which each lane has one.
  [[nodiscard]] uint32_t allBits(uint32_t Bits) const {
    // Mostly neighbours have neighbouring bits, in the order of the lanes.
    uint32_t First = fromLeader(Bits);
    bool InOrder = Bits == First << rank();
    if (target::ballot(Mask, InOrder) == Mask)
      return (size() < 32 ? (1u << size()) - 1 : ~0u) * First;
    uint32_t All = 0;
    GPURT_KEEP_LOOP
    for (uint32_t Rest = Mask; Rest; Rest &= Rest - 1)
      All |= target::shuffle(Mask, Bits, uint32_t(__builtin_ctz(Rest)));
    return All;
  }

  /// What each lane did to memory before, all see after it.
  void sync() const { target::syncLanes(Mask); }

private:
  [[nodiscard]] uint32_t leader() const {
    return uint32_t(__builtin_ctz(Mask));
  }
};

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_LANEGROUP_H
