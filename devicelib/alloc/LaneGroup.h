//===- devicelib/alloc/LaneGroup.h - Lanes that ask for the same ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lanes of a warp that are together by chance and want the same, so that
// one of them can do the work for all. Nothing depends on who is together: a
// lane that finds itself alone does its own work. All lanes that called of()
// together wait for each other at each operation, whatever their groups: one
// mask for all, for ptxas serializes those that differ. Hence a leader does
// nothing that waits for another lane, or that may end it, while others wait
// for its answer.
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

  [[nodiscard]] uint32_t size() const {
    return uint32_t(__builtin_popcount(Mask));
  }
  /// \returns how many lanes of the group come before the caller.
  [[nodiscard]] uint32_t rank() const {
    return uint32_t(__builtin_popcount(Mask & ((1u << Lane) - 1)));
  }
  [[nodiscard]] bool isLeader() const { return leader() == Lane; }

  /// \returns the value of the group's leader.
  [[nodiscard]] uint32_t fromLeader(uint32_t Value) const {
    return target::shuffle(All, Value, leader());
  }

  /// \returns whether \p Condition holds for a lane of any group.
  [[nodiscard]] bool anyOfAll(bool Condition) const {
    return target::ballot(All, Condition);
  }

  /// \returns the \p Bits of the group's lanes together, of which each has one.
  [[nodiscard]] uint32_t allBits(uint32_t Bits) const {
    // Mostly neighbours have neighbouring bits, in the order of the lanes.
    uint32_t First = fromLeader(Bits);
    uint32_t Fits = target::ballot(All, Bits == First << rank());
    bool InOrder = (Fits & Mask) == Mask;
    uint32_t Together =
        InOrder ? (size() < 32 ? (1u << size()) - 1 : ~0u) * First : 0;
    GPURT_KEEP_LOOP
    for (uint32_t Rest = InOrder ? 0 : Mask; anyOfAll(Rest); Rest &= Rest - 1) {
      uint32_t From = Rest ? uint32_t(__builtin_ctz(Rest)) : Lane;
      uint32_t Its = target::shuffle(All, Bits, From);
      Together |= Rest ? Its : 0;
    }
    return Together;
  }

  /// Lets the calling lane be a group of its own, among the same lanes.
  void leave() { Mask = 1u << Lane; }

  /// What each lane did to memory before, all see after it.
  void sync() const { target::syncLanes(All); }

private:
  [[nodiscard]] uint32_t leader() const {
    return uint32_t(__builtin_ctz(Mask));
  }
};

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_LANEGROUP_H
