//===- Stream.cpp - Streams and events ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Work is done when its call returns, so a stream is a name and waiting is
// looking at the error. Events note the device's clock: a step of a kernel is
// one nanosecond, a launch two microseconds, a copy ten bytes a nanosecond.
// Those times repeat from run to run and are no measure of a GPU.
// Limit: a kernel that waits for work of a later call never ends; the engine
// then reports a livelock.
// Test: test/unit/cudart/DeviceTest.cpp
//===----------------------------------------------------------------------===//
#include "Capture.h"
#include "Runtime.h"

#include <memory>
#include <mutex>
#include <set>

namespace gpurt::simt {
namespace {

struct Stream {
  unsigned Flags;
  int Priority;
  unsigned long long Id;
};

struct Event {
  unsigned Flags;
  bool Recorded = false;
  uint64_t Time = 0;
};

struct Handles {
  std::mutex Lock;
  std::set<const void *> Streams, Events;
  unsigned long long NextId = 3; ///< 0 to 2 are the default streams
  static Handles &get() {
    static auto *const Only = new Handles;
    return *Only;
  }
};

std::atomic<uint64_t> DeviceTime{0};
constexpr uint64_t CopyLatency = 1000;
constexpr uint64_t CopyBytesPerNanosecond = 10;

bool isDefault(cudaStream_t Handle) {
  return reinterpret_cast<uintptr_t>(Handle) <= 2;
}

Stream &streamOf(cudaStream_t Handle) {
  return *reinterpret_cast<Stream *>(Handle);
}

/// \returns the event, or null if there is none behind the handle.
Event *eventOf(cudaEvent_t Handle) {
  Handles &H = Handles::get();
  std::lock_guard Guard(H.Lock);
  return H.Events.count(Handle) ? reinterpret_cast<Event *>(Handle) : nullptr;
}

cudaError_t addStream(cudaStream_t *Handle, unsigned Flags, int Priority) {
  if (!Handle || Flags > cudaStreamNonBlocking)
    return cudaErrorInvalidValue;
  if (cudaError_t Error = deadContext())
    return Error;
  Handles &H = Handles::get();
  std::lock_guard Guard(H.Lock);
  auto *New = new Stream{Flags, Priority, H.NextId++};
  H.Streams.insert(New);
  *Handle = reinterpret_cast<cudaStream_t>(New);
  return cudaSuccess;
}

cudaError_t waitForStream(cudaStream_t Handle) {
  cudaError_t Error = enterUncaptured(Handle);
  return Error ? Error : waitForAll();
}

cudaError_t recordEvent(cudaEvent_t Handle, cudaStream_t Stream,
                        unsigned Flags) {
  if (!eventOf(Handle) || !isStream(Stream))
    return cudaErrorInvalidResourceHandle;
  if (auto Captured =
          captureRecord(Handle, Stream, Flags & cudaEventRecordExternal))
    return *Captured;
  markEvent(Handle);
  return deadContext();
}

cudaError_t waitForEvent(cudaEvent_t Handle) {
  if (!eventOf(Handle))
    return cudaErrorInvalidResourceHandle;
  cudaError_t Error = enterEvent(Handle);
  return Error ? Error : waitForAll();
}

} // namespace

bool isStream(cudaStream_t Handle) {
  if (isDefault(Handle))
    return true;
  Handles &H = Handles::get();
  std::lock_guard Guard(H.Lock);
  return H.Streams.count(Handle);
}

bool isBlocking(cudaStream_t Handle) {
  return isDefault(Handle) || !(streamOf(Handle).Flags & cudaStreamNonBlocking);
}

bool isEvent(cudaEvent_t Handle) { return eventOf(Handle) != nullptr; }

bool markEvent(cudaEvent_t Handle) {
  Event *Found = eventOf(Handle);
  if (!Found)
    return false;
  Found->Recorded = true;
  Found->Time = deviceTime();
  return true;
}

void advanceDeviceTime(uint64_t Nanoseconds) {
  DeviceTime.fetch_add(Nanoseconds, std::memory_order_relaxed);
}

uint64_t deviceTime() { return DeviceTime.load(std::memory_order_relaxed); }

void advanceForCopy(size_t Bytes) {
  advanceDeviceTime(CopyLatency + Bytes / CopyBytesPerNanosecond);
}

} // namespace gpurt::simt

using namespace gpurt::simt;

//===--- Streams ----------------------------------------------------------===//

GPURT_API cudaError_t cudaStreamCreate(cudaStream_t *Handle) {
  return done(addStream(Handle, cudaStreamDefault, 0));
}

GPURT_API cudaError_t cudaStreamCreateWithFlags(cudaStream_t *Handle,
                                                unsigned Flags) {
  return done(addStream(Handle, Flags, 0));
}

GPURT_API cudaError_t cudaStreamCreateWithPriority(cudaStream_t *Handle,
                                                   unsigned Flags,
                                                   int Priority) {
  return done(addStream(Handle, Flags, Priority));
}

GPURT_API cudaError_t cudaStreamDestroy(cudaStream_t Handle) {
  forgetStream(Handle);
  Handles &H = Handles::get();
  std::lock_guard Guard(H.Lock);
  if (!H.Streams.erase(Handle))
    return done(cudaErrorInvalidResourceHandle);
  delete &streamOf(Handle);
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaStreamSynchronize(cudaStream_t Handle) {
  return done(waitForStream(Handle));
}
GPURT_PER_THREAD(cudaStreamSynchronize, _ptsz)

GPURT_API cudaError_t cudaStreamQuery(cudaStream_t Handle) {
  return done(waitForStream(Handle));
}
GPURT_PER_THREAD(cudaStreamQuery, _ptsz)

GPURT_API cudaError_t cudaStreamWaitEvent(cudaStream_t Handle,
                                          cudaEvent_t Event, unsigned Flags) {
  if (!isStream(Handle) || !eventOf(Event))
    return done(cudaErrorInvalidResourceHandle);
  if (auto Captured = captureWait(Event, Handle, Flags & cudaEventWaitExternal))
    return done(*Captured);
  return done(deadContext());
}
GPURT_PER_THREAD(cudaStreamWaitEvent, _ptsz)

GPURT_API cudaError_t cudaStreamGetFlags(cudaStream_t Handle, unsigned *Flags) {
  if (!isStream(Handle) || !Flags)
    return done(cudaErrorInvalidResourceHandle);
  *Flags =
      isDefault(Handle) ? unsigned(cudaStreamDefault) : streamOf(Handle).Flags;
  return done(cudaSuccess);
}
GPURT_PER_THREAD(cudaStreamGetFlags, _ptsz)

GPURT_API cudaError_t cudaStreamGetPriority(cudaStream_t Handle,
                                            int *Priority) {
  if (!isStream(Handle) || !Priority)
    return done(cudaErrorInvalidResourceHandle);
  *Priority = isDefault(Handle) ? 0 : streamOf(Handle).Priority;
  return done(cudaSuccess);
}
GPURT_PER_THREAD(cudaStreamGetPriority, _ptsz)

GPURT_API cudaError_t cudaStreamGetId(cudaStream_t Handle,
                                      unsigned long long *Id) {
  if (!isStream(Handle) || !Id)
    return done(cudaErrorInvalidResourceHandle);
  *Id = isDefault(Handle) ? reinterpret_cast<uintptr_t>(Handle)
                          : streamOf(Handle).Id;
  return done(cudaSuccess);
}
GPURT_PER_THREAD(cudaStreamGetId, _ptsz)

GPURT_API cudaError_t cudaStreamGetDevice(cudaStream_t Handle, int *Device) {
  if (!isStream(Handle) || !Device)
    return done(cudaErrorInvalidResourceHandle);
  *Device = 0;
  return done(cudaSuccess);
}
GPURT_PER_THREAD(cudaStreamGetDevice, _ptsz)

GPURT_API cudaError_t cudaDeviceGetStreamPriorityRange(int *Least,
                                                       int *Greatest) {
  if (Least)
    *Least = 0;
  if (Greatest)
    *Greatest = -5;
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaLaunchHostFunc(cudaStream_t Handle,
                                         cudaHostFn_t Function, void *Data) {
  if (!Function)
    return done(cudaErrorInvalidValue);
  bool Records = false;
  if (cudaError_t Error = enter(Handle, Records))
    return done(Error);
  if (Records)
    return done(capture(Handle, cudaHostNodeParams{Function, Data}));
  // As in CUDA, work behind a failure is not done.
  if (!isContextDead())
    Function(Data);
  return done(deadContext());
}
GPURT_PER_THREAD(cudaLaunchHostFunc, _ptsz)

GPURT_API cudaError_t cudaStreamAddCallback(cudaStream_t Handle,
                                            cudaStreamCallback_t Callback,
                                            void *Data, unsigned) {
  if (!Callback)
    return done(cudaErrorInvalidValue);
  if (cudaError_t Error = enterUncaptured(Handle))
    return done(Error);
  Callback(Handle, waitForAll(), Data);
  return done(deadContext());
}
GPURT_PER_THREAD(cudaStreamAddCallback, _ptsz)

//===--- Events -----------------------------------------------------------===//

GPURT_API cudaError_t cudaEventCreateWithFlags(cudaEvent_t *Handle,
                                               unsigned Flags) {
  if (!Handle)
    return done(cudaErrorInvalidValue);
  if (cudaError_t Error = deadContext())
    return done(Error);
  Handles &H = Handles::get();
  std::lock_guard Guard(H.Lock);
  auto *New = new Event{Flags};
  H.Events.insert(New);
  *Handle = reinterpret_cast<cudaEvent_t>(New);
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaEventCreate(cudaEvent_t *Handle) {
  return cudaEventCreateWithFlags(Handle, cudaEventDefault);
}

GPURT_API cudaError_t cudaEventDestroy(cudaEvent_t Handle) {
  forgetEvent(Handle);
  Handles &H = Handles::get();
  std::lock_guard Guard(H.Lock);
  if (!H.Events.erase(Handle))
    return done(cudaErrorInvalidResourceHandle);
  delete reinterpret_cast<Event *>(Handle);
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaEventRecord(cudaEvent_t Handle, cudaStream_t Stream) {
  return done(recordEvent(Handle, Stream, cudaEventRecordDefault));
}
GPURT_PER_THREAD(cudaEventRecord, _ptsz)

GPURT_API cudaError_t cudaEventRecordWithFlags(cudaEvent_t Handle,
                                               cudaStream_t Stream,
                                               unsigned Flags) {
  return done(recordEvent(Handle, Stream, Flags));
}
GPURT_PER_THREAD(cudaEventRecordWithFlags, _ptsz)

GPURT_API cudaError_t cudaEventSynchronize(cudaEvent_t Handle) {
  return done(waitForEvent(Handle));
}

GPURT_API cudaError_t cudaEventQuery(cudaEvent_t Handle) {
  cudaError_t Error = enterUnsafe();
  return done(Error ? Error : waitForEvent(Handle));
}

GPURT_API cudaError_t cudaEventElapsedTime(float *Milliseconds,
                                           cudaEvent_t Start, cudaEvent_t End) {
  Event *First = eventOf(Start), *Last = eventOf(End);
  if (!First || !Last || !First->Recorded || !Last->Recorded)
    return done(cudaErrorInvalidResourceHandle);
  if ((First->Flags | Last->Flags) & cudaEventDisableTiming)
    return done(cudaErrorInvalidResourceHandle);
  for (cudaEvent_t Each : {Start, End})
    if (cudaError_t Error = enterEvent(Each))
      return done(Error);
  if (Milliseconds)
    *Milliseconds = float(double(int64_t(Last->Time - First->Time)) / 1e6);
  return done(waitForAll());
}
