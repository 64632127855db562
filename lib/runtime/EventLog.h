//===- EventLog.h - In which stream an event was recorded -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who waits for an event waits for the stream that it was last recorded in, and
// is told of that stream's panics; CUDA does not say which one it is.
// Test: test/unit/ObserveTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_EVENTLOG_H
#define GPURT_LIB_RUNTIME_EVENTLOG_H

#include "LaunchLog.h"

#include <mutex>
#include <optional>
#include <unordered_map>

namespace gpurt::runtime {

/// Callers: any thread.
class EventLog {
public:
  static EventLog &get();

  /// Cost: an uncontended lock and a hash look-up.
  void recorded(cudaEvent_t Event, const StreamId &Stream);
  void destroyed(cudaEvent_t Event);

  /// \returns nothing if no recording was seen: by a library that was not built
  ///          with -fgpu-rt, or in a graph.
  std::optional<StreamId> streamOf(cudaEvent_t Event);

private:
  std::mutex Lock;
  std::unordered_map<cudaEvent_t, StreamId> Streams; ///< guarded by Lock
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_EVENTLOG_H
