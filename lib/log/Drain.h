//===- Drain.h - From rings to sinks --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes whole records from rings of one device, hands their cells to the
// log file and their entries, sorted by time, to the other sinks, and gives
// the room back by moving the tail. Knows no CUDA: the rings are memory.
//
// Nothing but the death of its context stops a thread inside a record. So one
// that is incomplete is waited for, and counted as torn and left behind when
// its device is at its end. Nothing is shown twice, and numbers that are
// missing in a ring's sequence are counted as lost. Test:
// test/unit/log/DrainTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_LOG_DRAIN_H
#define GPURT_LIB_LOG_DRAIN_H

#include "Entry.h"
#include "LogFile.h"

#include <chrono>
#include <functional>
#include <vector>

namespace gpurt::logging {

struct DrainCounts {
  uint64_t Received = 0;
  uint64_t Lost = 0;
  uint64_t Torn = 0; ///< records, whose entries are among the lost
};

class Drain {
public:
  using EntrySink = std::function<void(const Entry &)>;

  /// Of some of a device's rings.
  struct Range {
    uint32_t First = 0;
    uint32_t End = ~0u;
  };

  /// \param File  gets the cells of all records; may be null
  /// \param Mine  the rings to take from; all by default
  Drain(const Region &Rings, abi::LogPolicy Policy, uint32_t Device,
        LogFileWriter *File, Range Mine);
  Drain(const Region &Rings, abi::LogPolicy Policy, uint32_t Device,
        LogFileWriter *File)
      : Drain(Rings, Policy, Device, File, Range()) {}

  /// How far a pass goes.
  enum class Until {
    Settled, ///< what surely comes before anything later
    Now,     ///< all that is whole
    End      ///< the same; what is not whole now never will be
  };

  /// Takes what is there. One thread at a time.
  /// \param Show  gets the entries, sorted by time; may be empty: then nothing
  ///              is formatted
  /// \returns true if there was something
  bool pass(const EntrySink &Show, Until Limit);

  /// Policy Overwrite: nothing is taken while the rings run round; this brings
  /// what they hold now.
  bool snapshot(const EntrySink &Show);

  [[nodiscard]] const DrainCounts &counts() const { return Counts; }

  /// Nanoseconds from a record's time until it is surely in its ring.
  static constexpr uint64_t Settling = 100000;

  /// The one way out should we be wrong about dead threads: a record that is
  /// not whole after so long, with others behind it, is torn.
  static constexpr std::chrono::seconds Patience{10};

private:
  using Clock = std::chrono::steady_clock;

  struct Ring {
    uint32_t Tail;
    uint32_t Sequence = 0; ///< of the entry that comes next
    uint32_t StuckAt = 0;  ///< Tail when we looked for a torn record last
    Clock::time_point LookedAt{};
  };

  bool takeFrom(uint32_t Number, bool Keep, bool IsEnd, Clock::time_point Now);
  void takeWhole(uint32_t Number, bool Keep);
  bool skipTorn(uint32_t Number, bool IsEnd, Clock::time_point Now);
  void count(Ring &From, const Record &Taken);
  void show(const EntrySink &Show, Until Limit);

  Region Rings;
  Range Mine;
  abi::LogPolicy Policy;
  uint32_t Device;
  LogFileWriter *File;
  TextTable Texts;
  std::vector<Ring> State;
  std::vector<Record> Waiting; ///< to be shown
  uint64_t Newest = 0;         ///< time of a record of the pass before
  DrainCounts Counts;
};

} // namespace gpurt::logging

#endif // GPURT_LIB_LOG_DRAIN_H
