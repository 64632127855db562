//===- Observe.h - Panics as CUDA errors ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A call that waits for the device, and succeeds, looks for panics after it.
// If there is a new one it is reported, the call returns cudaErrorAssert, and
// the thread's last error is cudaErrorAssert until it is asked for or a kernel
// is launched. Errors of CUDA itself come first, always.
// Test: test/unit/ObserveTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_OBSERVE_H
#define GPURT_LIB_RUNTIME_OBSERVE_H

#include "Cuda.h"

namespace gpurt::runtime {

/// Whose panics a call reports: the device of its stream if it has one, all
/// devices for calls that name an event, else the current device.
class Scope {
public:
  static Scope current() { return Scope(Kind::Current); }
  static Scope all() { return Scope(Kind::All); }
  static Scope of(cudaStream_t Stream) {
    Scope Result(Kind::Stream);
    Result.Stream = Stream;
    return Result;
  }

  /// \returns a bit for each device. Asked only when there is a panic.
  [[nodiscard]] uint64_t devices() const;

private:
  enum class Kind { Current, Stream, All };
  explicit Scope(Kind Which) : Which(Which) {}
  Kind Which;
  cudaStream_t Stream = nullptr;
};

/// \returns \p Error, or cudaErrorAssert if that is success and a device in
///          \p Where panicked. Cost without a panic: a few host loads.
cudaError_t observed(cudaError_t Error,
                     Scope Where = Scope::current()) noexcept;

/// A kernel launch of this thread came to \p Error.
void noteLaunch(cudaError_t Error);

/// Forgets this thread's cudaErrorAssert.
void clearPendingError();

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_OBSERVE_H
