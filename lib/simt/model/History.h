//===- History.h - The stores that a location remembers ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The last stores to one atomic location in modification order, what each of
// them released, and who has seen which. From this follows what a lane may
// still read: nothing older than a store that it knows of.
// Test: test/unit/model/CoherenceTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_MODEL_HISTORY_H
#define GPURT_LIB_SIMT_MODEL_HISTORY_H

#include "Clock.h"
#include "Stamp.h"

#include <cstdint>
#include <vector>

namespace gpurt::simt {

/// The past that one release operation (or release fence) hands on, and to
/// whom: a reader that it reaches and that reaches it.
struct Release {
  Clock Past;
  Position From;
  SimtScope Scope;
  /// Stands for releases of several places that were put together to save
  /// room; it reaches everybody.
  bool Wide = false;
  /// In a list: it knows all that those before it do.
  bool KnowsFormer = false;

  [[nodiscard]] bool reaches(const Position &To, SimtScope Of) const {
    SimtScope Far = distance(From, To);
    return Wide || (Far <= Scope && Far <= Of);
  }
  [[nodiscard]] bool isLike(const Release &Other) const {
    return Wide == Other.Wide &&
           (Wide || (Scope == Other.Scope && From.Block == Other.From.Block &&
                     From.Host == Other.From.Host));
  }
};

/// All that a store hands on: its own release, those of fences before it, and
/// those of the stores that it continues.
class Releases {
public:
  /// R.KnowsFormer is the caller's word for it.
  void add(Release R);
  void add(const Releases &All) {
    for (const Release &Each : All.List) {
      Release Copy = Each;
      Copy.KnowsFormer = false;
      add(std::move(Copy));
    }
  }
  /// From the latest on, so that whoever takes one that knows all former ones
  /// may stop.
  [[nodiscard]] auto begin() const { return List.rbegin(); }
  [[nodiscard]] auto end() const { return List.rend(); }
  [[nodiscard]] bool isEmpty() const { return List.empty(); }

private:
  /// Above it the oldest become Wide: more order than there is, never less.
  static constexpr size_t Most = 8;
  std::vector<Release> List;
};

struct Store {
  uint64_t Value = 0;
  Stamp By; ///< none: it was there at launch; plain: all who come know of it
  Releases Released;
  Notes Readers; ///< first reads, with their times
  uint64_t Serial = 0;
  /// A read-modify-write: no other store comes between it and the one before.
  bool Updates = false;
  /// And morally strong to that one: it hands on what that one released, and
  /// who sees this one sees that one.
  bool Continues = false;
};

/// \p Times is a lane's knowledge, \p Slot its own place in it.
struct Viewer {
  const Clock &Known;
  uint32_t Slot;
  [[nodiscard]] bool knows(uint32_t Other, uint32_t Time) const {
    return Other == Slot || Known.knows(Other, Time);
  }
  [[nodiscard]] bool knows(const Stamp &S) const {
    return !S || knows(S.Slot, S.Time);
  }
};

class History {
public:
  /// How many stores of a location can still be read.
  static constexpr size_t Most = 32;
  /// How many lanes' last reads are kept for later conflicts.
  static constexpr size_t MostReads = 32;
  /// How many lanes' last release operations on this location are kept.
  static constexpr size_t MostHeads = 32;

  History(uint64_t Id, uint32_t Bytes, uint64_t Value, const Stamp &By);

  const uint64_t Id;
  const uint32_t Bytes;
  /// Some access is narrower than the device, or some store is the host's:
  /// conflicts of scope need a look.
  bool HasNarrow = false, ReachesFar = false;
  std::vector<Store> Stores; ///< in modification order; never empty
  std::vector<Stamp> Reads;

  [[nodiscard]] Store &newest() { return Stores.back(); }
  [[nodiscard]] const Store &newest() const { return Stores.back(); }

  /// True if \p Who knows of store \p I: it is in its past, or a read of it is.
  /// Stores that it continues are then known, too.
  [[nodiscard]] bool isSeen(size_t I, const Viewer &Who) const;

  /// The oldest store that \p Who may read. Stores that another one followed
  /// before \p Since have been forgotten by the machine.
  [[nodiscard]] size_t oldestFor(const Viewer &Who, uint64_t Since) const;

  /// Puts \p S at \p Place of the modification order.
  void insert(size_t Place, Store S);

  /// Remembers a read for later writers.
  void note(const Stamp &Read, const Viewer &Who);

  /// A release operation on this location: later stores of the same lane carry
  /// it on.
  void lead(uint32_t Slot, const Release &R);
  /// Those of its releases that one at scope \p Own, or -1, does not replace.
  void addLead(uint32_t Slot, int Own, Releases &To) const;

private:
  struct Head {
    uint32_t Slot;
    Release Of;
  };
  std::vector<Head> Heads;
  Releases OldHeads; ///< of whoever did not fit; carried on by everyone
};

/// Puts \p New among the last reads of a place, and drops those that it comes
/// after: who is ordered behind it is ordered behind them.
void noteRead(std::vector<Stamp> &Reads, const Stamp &New, const Viewer &Who,
              size_t Most);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_MODEL_HISTORY_H
