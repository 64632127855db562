//===- Grower.cpp - The thread that brings devices memory -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Grower.h. The thread takes no lock that anyone holds while CUDA may wait
// for a kernel (Device.h lists them): the program's thread may sit in
// cudaDeviceSynchronize for as long as a kernel waits for us.
// The CPU device needs no thread: it calls us whenever a lane sleeps, so that
// memory comes at steps that repeat.
// Test: test/unit/GrowthTest.cpp
//===----------------------------------------------------------------------===//
#include "Grower.h"
#include "Cuda.h"
#include "Device.h"
#include "Logs.h"
#include "Message.h"

#include <chrono>
#include <cstdint>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <system_error>

using namespace gpurt::runtime;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto StayAlert = 10ms;  ///< after a launch or a request
constexpr auto AlertPause = 30us; ///< a growth itself takes about 40
constexpr auto RunningPause = 1ms;
constexpr auto QuietPause = 100ms;

uint64_t countLaunches() {
  uint64_t Sum = 0;
  for (int Ordinal : DeviceState::live())
    Sum += DeviceState::of(Ordinal).Launches.load(std::memory_order_seq_cst);
  return Sum;
}

bool mayBeRunning() {
  for (int Ordinal : DeviceState::live()) {
    DeviceState &Device = DeviceState::of(Ordinal);
    // Relaxed: a stale answer costs one pause.
    if (Device.Restless.load(std::memory_order_relaxed) ||
        Device.Launches.load(std::memory_order_relaxed) !=
            Device.QuietAt.load(std::memory_order_relaxed))
      return true;
  }
  return false;
}

/// \returns true if the device itself calls us while kernels run; then there
/// is no second thread, and nothing is served between kernels.
bool leaveToDevice() {
  OwnErrors Keep;
  void *Entry = nullptr;
  cudaDriverEntryPointQueryResult Found = cudaDriverEntryPointSymbolNotFound;
  cudaError_t Error = cudaGetDriverEntryPointByVersion(
      "gpurtSetHostTurn", &Entry, CUDA_VERSION, cudaEnableDefault, &Found);
  if (Error != cudaSuccess || Found != cudaDriverEntryPointSuccess || !Entry)
    return false;
  reinterpret_cast<void (*)(void (*)())>(Entry)([] {
    for (int Ordinal : DeviceState::live())
      DeviceState::of(Ordinal).serve();
    if (logs::areLive())
      logs::drain(logs::Extent::New);
  });
  return true;
}

} // namespace

bool gpurt::runtime::isServedByDevice() {
  static const bool Answer = leaveToDevice();
  return Answer;
}

Grower &Grower::get() {
  static Grower *const Only = new Grower;
  return *Only;
}

void Grower::start() {
  std::lock_guard Guard(Lock);
  if (Thread.joinable() || Stop.load(std::memory_order_relaxed))
    return;
  if (isServedByDevice())
    return;
  // Signals are the program's: its handlers must not run on our thread.
  sigset_t All, Before;
  sigfillset(&All);
  pthread_sigmask(SIG_SETMASK, &All, &Before);
  try {
    Thread = std::thread([this] { run(); });
  } catch (const std::system_error &Error) {
    complain("cannot start the thread that grows the heap (%s); it stays at "
             "its first size",
             Error.what());
  }
  pthread_sigmask(SIG_SETMASK, &Before, nullptr);
}

void Grower::stop() {
  std::thread Ended;
  {
    std::lock_guard Guard(Lock);
    Stop.store(true, std::memory_order_relaxed);
    Ended = std::move(Thread);
  }
  Bell.notify_all();
  if (Ended.joinable())
    Ended.join();
}

void Grower::wake() {
  {
    std::lock_guard Guard(Lock);
    Resting.store(false, std::memory_order_relaxed);
  }
  Bell.notify_all();
}

void Grower::rest(uint64_t SeenLaunches) {
  std::unique_lock Guard(Lock);
  // Pairs with nudge(): store, then load.
  Resting.store(true, std::memory_order_seq_cst);
  if (countLaunches() == SeenLaunches)
    Bell.wait_for(Guard, mayBeRunning() ? RunningPause : QuietPause, [this] {
      return Stop.load(std::memory_order_relaxed) ||
             !Resting.load(std::memory_order_relaxed);
    });
  Resting.store(false, std::memory_order_relaxed);
}

void Grower::run() {
  pthread_setname_np(pthread_self(), "gpurt-grow");
  // The kernel rounds sleeps up by 50 us otherwise.
  prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);
  // For good: a capture of the program must not forbid our allocations.
  cudaStreamCaptureMode Mode = cudaStreamCaptureModeRelaxed;
  cudaThreadExchangeStreamCaptureMode(&Mode);

  uint64_t Seen = 0;
  Clock::time_point Alert = Clock::now();
  while (!Stop.load(std::memory_order_relaxed)) {
    bool Served = false;
    for (int Ordinal : DeviceState::live())
      Served |= DeviceState::of(Ordinal).serve();
    uint64_t Launches = countLaunches();
    Clock::time_point Now = Clock::now();
    if (Served || Launches != Seen)
      Alert = Now;
    Seen = Launches;
    if (Now - Alert < StayAlert)
      std::this_thread::sleep_for(AlertPause);
    else
      rest(Seen);
  }
}
