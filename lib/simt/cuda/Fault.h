//===- Fault.h - Signals of device code ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// While a launch runs, a bad address in device code ends the launch with a
// line that says what lies there, and the program goes on as after a fault on
// a GPU. A signal in host code, or on another thread, goes to whoever had it
// before.
// Test: test/unit/cudart/programs/illegal-address.cu
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_FAULT_H
#define GPURT_LIB_SIMT_CUDA_FAULT_H

#include <array>
#include <signal.h>

namespace gpurt::simt {

/// Catches signals for as long as it lives. One at a time: launches hold a
/// lock.
class FaultGuard {
public:
  FaultGuard();
  ~FaultGuard();
  FaultGuard(const FaultGuard &) = delete;
  FaultGuard &operator=(const FaultGuard &) = delete;

  /// True if a lane of this launch touched an address that it must not.
  [[nodiscard]] bool sawIllegalAddress() const;

  static constexpr std::array<int, 4> Signals = {SIGSEGV, SIGBUS, SIGFPE,
                                                 SIGILL};
};

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_FAULT_H
