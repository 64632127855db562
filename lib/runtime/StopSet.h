//===- StopSet.h - The set of grids that are to stop, host side -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The device puts a grid into abi::State::Stopped when a thread of it panics
// (devicelib/error/Stop.h). A grid stays there after it has ended, which does
// no harm as ids are not used again: but for a kernel of a graph, which has the
// same id in each replay. So before a graph is launched the grids whose panics
// the host knows are taken out.
// Test: test/unit/PanicTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_STOPSET_H
#define GPURT_LIB_RUNTIME_STOPSET_H

#include "gpurt/abi.h"

#include <cstdint>
#include <mutex>
#include <set>

namespace gpurt::runtime {

class CopyLane;

class StopSet {
public:
  /// The device's set is empty. Before the device is live.
  void start();

  /// A panic of \p Grid was reported. Any thread.
  void remember(uint64_t Grid);

  /// Takes the remembered grids out. Any thread. Cost: none if there are none,
  /// else a read of the set and a write for each.
  void forget(CopyLane &Calls, abi::State *OnDevice);

private:
  std::mutex Lock;
  /// Guarded by Lock. At most as many as the device's set holds; of more, the
  /// oldest have given way there.
  std::set<uint64_t> Grids;
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_STOPSET_H
