//===- EventLog.cpp - In which stream an event was recorded ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See EventLog.h.
// Test: test/unit/ObserveTest.cpp
//===----------------------------------------------------------------------===//
#include "EventLog.h"
#include "Message.h"
#include "Process.h"

#include <new>

using namespace gpurt::runtime;

EventLog &EventLog::get() {
  static EventLog *const Only = new EventLog; // for late destructors
  return *Only;
}

void EventLog::recorded(cudaEvent_t Event, const StreamId &Stream) {
  std::lock_guard Guard(Lock);
  Streams[Event] = Stream;
}

void EventLog::destroyed(cudaEvent_t Event) {
  std::lock_guard Guard(Lock);
  Streams.erase(Event);
}

std::optional<StreamId> EventLog::streamOf(cudaEvent_t Event) {
  std::lock_guard Guard(Lock);
  auto Found = Streams.find(Event);
  return Found == Streams.end() ? std::nullopt : std::optional(Found->second);
}

namespace {

cudaError_t recorded(cudaError_t Error, cudaEvent_t Event,
                     const StreamId &Stream) {
  if (Error != cudaSuccess || isForkedChild())
    return Error;
  try {
    EventLog::get().recorded(Event, Stream);
  } catch (const std::bad_alloc &) {
    static Once First;
    if (First())
      complain("out of host memory while noting an event");
  }
  return Error;
}

} // namespace

extern "C" {

cudaError_t __wrap_cudaEventRecord(cudaEvent_t Event, cudaStream_t Stream) {
  return recorded(__real_cudaEventRecord(Event, Stream), Event,
                  StreamId::of(Stream));
}

cudaError_t __wrap_cudaEventRecord_ptsz(cudaEvent_t Event,
                                        cudaStream_t Stream) {
  return recorded(__real_cudaEventRecord_ptsz(Event, Stream), Event,
                  StreamId::of(Stream, /*PerThread=*/true));
}

cudaError_t __wrap_cudaEventRecordWithFlags(cudaEvent_t Event,
                                            cudaStream_t Stream,
                                            unsigned Flags) {
  return recorded(__real_cudaEventRecordWithFlags(Event, Stream, Flags), Event,
                  StreamId::of(Stream));
}

cudaError_t __wrap_cudaEventRecordWithFlags_ptsz(cudaEvent_t Event,
                                                 cudaStream_t Stream,
                                                 unsigned Flags) {
  return recorded(__real_cudaEventRecordWithFlags_ptsz(Event, Stream, Flags),
                  Event, StreamId::of(Stream, /*PerThread=*/true));
}

cudaError_t __wrap_cudaEventDestroy(cudaEvent_t Event) {
  // Before, for another thread may get the same handle for a new one.
  if (!isForkedChild())
    EventLog::get().destroyed(Event);
  return __real_cudaEventDestroy(Event);
}

} // extern "C"
