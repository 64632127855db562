//===- Process.cpp - Fork, exit, and what to do about them ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Process.h.
// Test: test/unit/ProcessTest.cpp
//===----------------------------------------------------------------------===//
#include "Process.h"
#include "CheckedReport.h"
#include "Device.h"
#include "Grower.h"
#include "Logs.h"
#include "Panic.h"

#include <cstdlib>
#include <pthread.h>
#include <unistd.h>
#include <vector>

using namespace gpurt::runtime;

namespace {

pid_t Owner = 0; // written once, under watchProcess's static

void atFork() { detail::Forked.store(true, std::memory_order_relaxed); }

void atProcessExit() {
  // No fork handler ran if the child was made by a bare clone().
  if (isForkedChild() || getpid() != Owner)
    return;
  Grower::get().stop();
  logs::finish(); // what led to a panic stands before it
  for (int Ordinal : DeviceState::live()) {
    DeviceState &Device = DeviceState::of(Ordinal);
    // Destructors that run after us may wait for a kernel; it must not wait
    // for memory that nobody will bring.
    Device.refuseGrowth();
    Device.Undefined.report(Device);
    std::vector<gpurt_error_info> Errors;
    Device.Errors.report(Device, Errors);
    ErrorList::get().announce(Errors);
    gpurt_panic_info Told;
    std::vector<gpurt_panic_info> Fresh;
    Device.Panics.report(Device, {}, Told, Fresh);
    announcePanics(Fresh);
    Device.Undefined.reportCounts(Device);
    reportChecked(Device);
  }
  detail::Exiting.store(true, std::memory_order_relaxed);
}

} // namespace

void gpurt::runtime::watchProcess() {
  static const bool Registered = [] {
    Owner = getpid();
    pthread_atfork(nullptr, nullptr, atFork);
    std::atexit(atProcessExit);
    return true;
  }();
  (void)Registered;
}
