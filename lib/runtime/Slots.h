//===- Slots.h - Writing the state's address into modules -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before the first launch of a module's kernel on a device, its slot (if it
// has one) gets the device's state, which is made for the purpose if need be.
// A program whose modules have no slot never gets a state, a heap or a thread.
// Test: test/unit/LaunchTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_SLOTS_H
#define GPURT_LIB_RUNTIME_SLOTS_H

#include "gpurt/runtime.h"

namespace gpurt::runtime {

class DeviceState;

/// Makes \p Kernel's module ready for a launch on the current device.
/// \returns the device's state if the module uses it, else null: also when
///          something failed (one line was printed, the launch goes on and
///          returns CUDA's own error, or the kernel names the cause)
/// Callers: any thread, also in stream capture. Cost: a hash look-up.
DeviceState *settle(const void *Kernel) noexcept;

/// The same for a kernel that the driver will launch without our notice.
void settleForDriver(const void *Kernel) noexcept;

/// gpurt_attach_module.
gpurt_status attachModule(CUmod_st *Module) noexcept;

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_SLOTS_H
