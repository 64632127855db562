//===- PanicPlaces.h - How many threads panicked where --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Panics with a record tell their place; those without are counted by the
// device in a table, one entry a place, which the host reads when there are
// any. The device's side is countAtSite in devicelib/error/Panic.cpp.
// Test: test/unit/PanicPlacesTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_PANICPLACES_H
#define GPURT_LIB_RUNTIME_PANICPLACES_H

#include "gpurt/abi.h"
#include "gpurt/runtime.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gpurt::runtime {

class CopyLane;

class PanicPlaces {
public:
  void add(const std::string &File, uint32_t Line, uint64_t Threads) {
    Counts[{File, Line}] += Threads;
  }
  void add(const gpurt_panic_info &Info) {
    auto [File, Line] = placeOf(Info);
    add(File, Line, 1);
  }
  void add(const PanicPlaces &Others) {
    for (const auto &[Place, Threads] : Others.Counts)
      Counts[Place] += Threads;
  }

  [[nodiscard]] size_t size() const { return Counts.size(); }

  /// \returns all of them, most threads first.
  [[nodiscard]] std::vector<gpurt_panic_site> list() const;

  /// \returns the file and line that a report begins with.
  static std::pair<std::string, uint32_t> placeOf(const gpurt_panic_info &Info);

private:
  std::map<std::pair<std::string, uint32_t>, uint64_t> Counts;
};

/// The host's view of one ring's table.
class PanicTable {
public:
  /// The table is empty. Before the device is live.
  void start() { Known.fill(0); }

  /// Adds what was counted since the last call to \p New. Nothing where the
  /// device cannot be read any more.
  void read(CopyLane &Calls, const abi::PanicSite *OnDevice, PanicPlaces &New);

private:
  std::array<uint64_t, abi::PanicSites> Known{};
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_PANICPLACES_H
