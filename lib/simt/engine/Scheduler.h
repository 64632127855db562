//===- Scheduler.h - Who runs next, and for how long ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps the set of ready lanes and picks from it as the policy says. It knows
// nothing of why lanes wait. Each choice draws from the launch's own stream.
// Test: test/unit/simt/PolicyTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_ENGINE_SCHEDULER_H
#define GPURT_LIB_SIMT_ENGINE_SCHEDULER_H

#include "Engine.h"
#include "Random.h"
#include "State.h"

#include <vector>

namespace gpurt::simt {

/// Why the running lane gives the processor away.
enum class Yield : uint8_t {
  Slice, ///< its turn is over; it stays ready
  Wait,  ///< it waits, or has ended
  Sleep, ///< nanosleep: prefers that others run
};

class Scheduler {
public:
  /// \p Lanes: how many are resident at most.
  void begin(const Config &C, uint64_t LaunchNumber, uint64_t Lanes);

  /// A warp and a lane that are new; a lane is ready from here on.
  void admit(Warp &W);
  void admit(Lane &L);
  void add(Lane &L);
  void remove(Lane &L);

  /// \p Running: who ran until now, or null; \p Now: all steps.
  /// \returns null if no lane is ready
  Lane *pick(Lane *Running, Yield Why, uint64_t Now);

  /// Steps that the picked lane may do, at least 1. \p Stalled: steps since
  /// anyone's progress.
  uint32_t slice(uint64_t Stalled, uint64_t Now);

  [[nodiscard]] uint64_t stallLimit() const { return StallLimit; }
  [[nodiscard]] bool splitsActive() const { return SplitActive; }
  Random &random() { return Stream; }

private:
  /// Of pct: the most urgent ready lane is on top. An entry is stale when the
  /// lane is not ready or has another priority by now; the top is cleaned.
  struct Entry {
    int64_t Priority;
    Lane *L;
  };
  static bool lessUrgent(const Entry &A, const Entry &B);

  Lane *pickFair();
  Lane *pickWarpUnfair(Lane *Running, Yield Why);
  Lane *pickInTurn(Lane *Running, Yield Why);
  Lane *pickPct(Lane *Running, Yield Why, uint64_t Now);
  /// Lets the others of the warp come to an activemask first.
  Lane *waitForOthers(Lane *Picked);
  Warp *anyWarp();
  void push(Lane &L);

  Policy Order = Policy::Fair;
  bool SplitActive = true;
  uint32_t SwitchDistance = 1;
  uint64_t StallLimit = 0;
  Random Stream;
  std::vector<Warp *> ReadyWarps;
  std::vector<Entry> Heap;
  std::vector<uint64_t> ChangePoints; ///< ascending; passed ones are removed
  int64_t LowestPriority = 0;
  uint32_t Kept = 0; ///< run-to-block: turns in a row of the same block
};

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_ENGINE_SCHEDULER_H
