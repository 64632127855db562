//===- Observe.h - Panics as CUDA errors ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A call that waits for the device, and succeeds, looks for panics after it.
// New ones are printed, whoever finds them. If there is one that the call is
// about, and that no other call returned, it returns cudaErrorAssert, and the
// thread's last error is cudaErrorAssert until it is asked for or a kernel is
// launched. Errors of CUDA itself come first, always. Test:
// test/unit/ObserveTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_OBSERVE_H
#define GPURT_LIB_RUNTIME_OBSERVE_H

#include "Cuda.h"
#include "EventLog.h"
#include "Panic.h"

namespace gpurt::runtime {

/// Whose panics a call reports. All of them report those of which stream and
/// thread are not known.
class Scope {
public:
  /// The current device.
  static Scope current() { return Scope(Kind::Current); }
  /// All devices.
  static Scope all() { return Scope(Kind::All); }
  /// The stream that \p Event was recorded in; all if that is not known.
  static Scope of(cudaEvent_t Event) {
    Scope Result(Kind::All);
    if (std::optional<StreamId> Stream = EventLog::get().streamOf(Event))
      Result.setStream(*Stream);
    return Result;
  }
  /// The current device, what this thread launched: for calls that name
  /// nothing and wait for nothing.
  static Scope thread() {
    Scope Result(Kind::Current);
    Result.Listener.Thread = thisThread();
    return Result;
  }
  /// One stream. The legacy default stream stands for its whole device, as
  /// other streams wait for it and it for them.
  static Scope of(cudaStream_t Stream, bool PerThread = false) {
    Scope Result(Kind::Stream);
    Result.Handle = Stream;
    Result.setStream(StreamId::of(Stream, PerThread));
    return Result;
  }
  /// The same once \p Stream can not be asked for its device any more.
  static Scope ofDestroyed(cudaStream_t Stream) {
    Scope Result(Kind::All);
    Result.setStream(StreamId::of(Stream));
    return Result;
  }

  /// \returns a bit for each device. Asked only when there is a panic.
  [[nodiscard]] uint64_t devices() const;

  [[nodiscard]] const PanicListener &listener() const { return Listener; }

private:
  enum class Kind { Current, Stream, All };
  explicit Scope(Kind Which) : Which(Which) {}
  void setStream(const StreamId &Stream) {
    if (!(Stream == StreamId{}))
      Listener.Stream = Stream;
  }
  Kind Which;
  cudaStream_t Handle = nullptr;
  PanicListener Listener;
};

/// What is over once a wait has returned: a stream of some device, or a device
/// with all of its streams. Made before the wait.
class Waited {
public:
  explicit Waited(const std::optional<StreamId> &Stream = std::nullopt);

  /// The wait succeeded, and its panics were reported.
  void settle() const;

private:
  std::optional<StreamId> Stream;
  uint64_t Devices = 0; ///< a bit for each
  uint64_t Newest[64];  ///< launch of each of these, before the wait
};

/// \returns \p Error, or cudaErrorAssert if that is success and a device in
///          \p Where panicked. Cost without a panic: a few host loads.
cudaError_t observed(cudaError_t Error,
                     Scope Where = Scope::current()) noexcept;

/// Copies the panic that this thread's newest cudaErrorAssert stands for.
void copyToldPanic(gpurt_panic_info &Info);

/// A kernel launch of this thread came to \p Error.
void noteLaunch(cudaError_t Error);

/// Forgets this thread's cudaErrorAssert.
void clearPendingError();

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_OBSERVE_H
