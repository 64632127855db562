//===- Observe.cpp - Panics as CUDA errors --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Observe.h. cudaGetLastError and cudaPeekAtLastError look for panics too,
// with one exception: the first of them after a launch is there to check the
// launch, and whether the kernel has panicked already is a race. If it comes at
// once it leaves the panic to the call that waits.
// Test: test/unit/ObserveTest.cpp
//===----------------------------------------------------------------------===//
#include "Observe.h"
#include "Device.h"
#include "Limits.h"
#include "Logs.h"
#include "Message.h"
#include "Modules.h"
#include "Process.h"

#include <chrono>
#include <exception>
#include <memory>
#include <vector>

using namespace gpurt::runtime;

namespace {

/// What this thread's last error is besides CUDA's own.
struct ThreadErrors {
  cudaError_t Pending = cudaSuccess;
  bool JustLaunched = false;
  std::chrono::steady_clock::time_point LaunchedAt;
};

/// A call this long after a launch asks how the kernel went. A host that is
/// held up for longer between the two reports the panic a call early.
constexpr std::chrono::milliseconds LaunchCheck{100};

ThreadErrors &threadErrors() {
  thread_local ThreadErrors Errors;
  return Errors;
}

/// The panic of Errors.Pending; for threads that were told of one.
gpurt_panic_info &toldPanic() {
  thread_local const auto Info = std::make_unique<gpurt_panic_info>();
  return *Info;
}

/// What was printed, and is now to be told to the program's callbacks.
struct Findings {
  std::vector<gpurt_panic_info> Panics;
  std::vector<gpurt_error_info> Errors;

  void announce() const {
    if (!Errors.empty())
      ErrorList::get().announce(Errors);
    announcePanics(Panics);
  }
};

/// Reports what ended threads on the devices \p News and what did not.
/// \returns whether the call is told of a panic.
bool reportOn(OrdinalSet News, const Scope &Where, Findings &Fresh) {
  uint64_t Wanted = Where.devices();
  bool Any = false;
  for (int Ordinal : News)
    if (Wanted >> Ordinal & 1) {
      DeviceState &Device = DeviceState::of(Ordinal);
      Device.Undefined.report(Device);
      Device.Errors.report(Device, Fresh.Errors);
      gpurt_panic_info Told;
      if (Device.Panics.report(Device, Where.listener(), Told, Fresh.Panics) &&
          !Any) {
        Any = true;
        toldPanic() = Told;
      }
    }
  return Any;
}

/// \returns whether the call is told of a panic.
bool lookForPanics(const Scope &Where, Findings &Fresh) {
  if (isForkedChild() || !(DeviceState::live() != OrdinalSet(0)))
    return false;
  PinnedReaders Readers;
  uint64_t News = 0;
  // Again: only now is it sure that their pinned memory stays.
  for (int Ordinal : DeviceState::live()) {
    DeviceState &Device = DeviceState::of(Ordinal);
    if (Device.Panics.hasNews() || Device.Undefined.hasNews() ||
        Device.Errors.hasNews())
      News |= 1ull << Ordinal;
  }
  return News && reportOn(OrdinalSet(News), Where, Fresh);
}

/// The last error beside CUDA's, which is cudaSuccess.
cudaError_t lastErrorOfOurs() {
  ThreadErrors &Errors = threadErrors();
  bool ChecksLaunch =
      Errors.JustLaunched &&
      std::chrono::steady_clock::now() - Errors.LaunchedAt < LaunchCheck;
  Errors.JustLaunched = false;
  if (Errors.Pending == cudaSuccess && !ChecksLaunch && !isExiting())
    observed(cudaSuccess, Scope::thread());
  return Errors.Pending;
}

} // namespace

/// Makes \p Wait, a call that succeeds once \p Stream is at rest.
template <typename Call>
static cudaError_t waited(cudaStream_t Stream, bool PerThread, Call Wait) {
  Waited Before(StreamId::of(Stream, PerThread));
  cudaError_t Error = Wait();
  cudaError_t Told = observed(Error, Scope::of(Stream, PerThread));
  if (Error == cudaSuccess)
    Before.settle();
  return Told;
}

uint64_t Scope::devices() const {
  OwnErrors Errors;
  int Ordinal = 0;
  switch (Which) {
  case Kind::All:
    break;
  case Kind::Stream:
    if (cudaStreamGetDevice(Handle, &Ordinal) == cudaSuccess)
      return 1ull << Ordinal;
    break;
  case Kind::Current:
    if (cudaGetDevice(&Ordinal) == cudaSuccess)
      return 1ull << Ordinal;
    break;
  }
  return ~0ull;
}

cudaError_t gpurt::runtime::observed(cudaError_t Error, Scope Where) noexcept {
  // A call that waited for kernels shows what they logged; before a panic
  // stands what led to it.
  logs::flush(Error);
  if (Error != cudaSuccess)
    return Error;
  bool Told = false;
  try {
    Findings Fresh;
    Told = lookForPanics(Where, Fresh);
    Fresh.announce();
  } catch (const std::exception &Failure) {
    complain("cannot report a panic: %s", Failure.what());
    Told = true;
  }
  if (!Told)
    return cudaSuccess;
  logs::showRecorder();
  threadErrors().Pending = cudaErrorAssert;
  return cudaErrorAssert;
}

void gpurt::runtime::copyToldPanic(gpurt_panic_info &Info) {
  Info = toldPanic();
}

Waited::Waited(const std::optional<StreamId> &Stream) : Stream(Stream) {
  if (isForkedChild() || !(DeviceState::live() != OrdinalSet(0)))
    return;
  // Each device has default streams of its own; other streams have one device,
  // and to no other's launches is this one known.
  bool OfCurrent = !Stream || !Stream->Handle || Stream->Thread;
  int Current = 0;
  if (OfCurrent && cudaGetDevice(&Current) != cudaSuccess)
    return;
  for (int Ordinal : DeviceState::live())
    if (!OfCurrent || Ordinal == Current) {
      Devices |= 1ull << Ordinal;
      Newest[Ordinal] = DeviceState::of(Ordinal).Log.newest();
    }
}

void Waited::settle() const {
  for (int Ordinal : OrdinalSet(Devices))
    DeviceState::of(Ordinal).Log.settle(Stream, Newest[Ordinal]);
}

void gpurt::runtime::noteLaunch(cudaError_t Error) {
  if (Error != cudaSuccess)
    return;
  threadErrors().Pending = cudaSuccess;
  threadErrors().JustLaunched = true;
  threadErrors().LaunchedAt = std::chrono::steady_clock::now();
}

void gpurt::runtime::clearPendingError() {
  threadErrors().Pending = cudaSuccess;
}

extern "C" {

cudaError_t __wrap_cudaGetLastError() {
  cudaError_t Error = __real_cudaGetLastError();
  if (Error == cudaSuccess)
    Error = lastErrorOfOurs();
  threadErrors() = {};
  return Error;
}

cudaError_t __wrap_cudaPeekAtLastError() {
  cudaError_t Error = __real_cudaPeekAtLastError();
  return Error == cudaSuccess ? lastErrorOfOurs() : Error;
}

cudaError_t __wrap_cudaDeviceSynchronize() {
  int Ordinal = 0;
  uint64_t Launches = 0;
  bool Known = !isForkedChild() && DeviceState::live() != OrdinalSet(0) &&
               cudaGetDevice(&Ordinal) == cudaSuccess && Ordinal < MaxDevices;
  // Read before the wait: a launch counted now is over when it returns.
  if (Known)
    Launches =
        DeviceState::of(Ordinal).Launches.load(std::memory_order_seq_cst);
  Waited Before;
  cudaError_t Error = __real_cudaDeviceSynchronize();
  if (Known && Error == cudaSuccess) {
    // Relaxed: a lost or late store only keeps the growth thread awake.
    DeviceState::of(Ordinal).QuietAt.store(Launches, std::memory_order_relaxed);
    DeviceState::of(Ordinal).trimIfTold(Launches);
    retrySqueezedHeaps(Relief::Waited);
  }
  cudaError_t Told = observed(Error);
  if (Error == cudaSuccess)
    Before.settle();
  return Told;
}

cudaError_t __wrap_cudaDeviceReset() {
  int Ordinal = 0;
  cudaError_t Panicked = cudaSuccess;
  bool Known = !isForkedChild() && DeviceState::live() != OrdinalSet(0) &&
               cudaGetDevice(&Ordinal) == cudaSuccess && Ordinal < MaxDevices;
  if (Known) {
    // Kernels may need memory to end, so wait while the growth thread serves.
    Panicked = observed(__real_cudaDeviceSynchronize());
    DeviceState::of(Ordinal).tearDown();
    Modules::get().forgetDevice(Ordinal);
  }
  if (!isForkedChild() && cudaGetDevice(&Ordinal) == cudaSuccess &&
      Ordinal < MaxDevices) {
    Modules::get().forgetDevice(Ordinal);
    forgetProgramLimits(Ordinal);
  }
  cudaError_t Error = __real_cudaDeviceReset();
  if (Error == cudaSuccess && Panicked == cudaErrorAssert)
    return cudaErrorAssert;
  return Error;
}

cudaError_t __wrap_cudaStreamSynchronize(cudaStream_t Stream) {
  return waited(Stream, /*PerThread=*/false,
                [=] { return __real_cudaStreamSynchronize(Stream); });
}

cudaError_t __wrap_cudaStreamSynchronize_ptsz(cudaStream_t Stream) {
  return waited(Stream, /*PerThread=*/true,
                [=] { return __real_cudaStreamSynchronize_ptsz(Stream); });
}

cudaError_t __wrap_cudaStreamQuery(cudaStream_t Stream) {
  return waited(Stream, /*PerThread=*/false,
                [=] { return __real_cudaStreamQuery(Stream); });
}

cudaError_t __wrap_cudaStreamQuery_ptsz(cudaStream_t Stream) {
  return waited(Stream, /*PerThread=*/true,
                [=] { return __real_cudaStreamQuery_ptsz(Stream); });
}

cudaError_t __wrap_cudaStreamDestroy(cudaStream_t Stream) {
  cudaError_t Error =
      observed(__real_cudaStreamDestroy(Stream), Scope::ofDestroyed(Stream));
  if (!isForkedChild())
    for (int Ordinal : DeviceState::live()) {
      DeviceState::of(Ordinal).Log.forgetStream(StreamId::of(Stream));
      DeviceState::of(Ordinal).Panics.forgetStream(StreamId::of(Stream));
    }
  return Error;
}

cudaError_t __wrap_cudaEventSynchronize(cudaEvent_t Event) {
  return observed(__real_cudaEventSynchronize(Event), Scope::of(Event));
}

cudaError_t __wrap_cudaEventQuery(cudaEvent_t Event) {
  return observed(__real_cudaEventQuery(Event), Scope::of(Event));
}

cudaError_t __wrap_cudaEventElapsedTime(float *Milliseconds, cudaEvent_t Start,
                                        cudaEvent_t End) {
  return observed(__real_cudaEventElapsedTime(Milliseconds, Start, End),
                  Scope::of(End));
}

cudaError_t __wrap_cudaFreeHost(void *Pointer) {
  return observed(__real_cudaFreeHost(Pointer));
}

} // extern "C"
