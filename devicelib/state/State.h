//===- devicelib/state/State.h - Reaching the runtime's state -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each device image that uses the runtime carries one pointer in constant
// memory, which the host fills before the image's first launch. Every entry
// point starts here.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_STATE_STATE_H
#define GPURT_DEVICELIB_STATE_STATE_H

#include "gpurt/abi.h"
#include "target/Memory.h"

extern "C" {
/// One for each device image; the host finds it by name.
extern gpurt::abi::Slot GPURT_CONSTANT __gpurt_slot;

/// Whom a panic stops besides its thread: 0 none, 1 warp, 2 block, 3 grid.
/// Defined in each module by gpurt-link.
extern const unsigned __gpurt_panic_mode;
}

namespace gpurt {

/// Ends the kernel through CUDA's own assert: the image was launched without
/// the host runtime, so there is no one else to tell.
[[noreturn]] void reportMissingRuntime();

/// \returns this device's state. Cost: one load from constant memory.
inline abi::State &state() {
  abi::State *State = __gpurt_slot.TheState;
  if (__builtin_expect(!State, false))
    reportMissingRuntime();
  return *State;
}

/// The same, or null where state() would end the kernel.
inline abi::State *stateOrNull() { return __gpurt_slot.TheState; }

/// \returns the addresses of this device's heap. Only where there is a state.
inline const GPURT_CONSTANT abi::Slot &tables() { return __gpurt_slot; }

} // namespace gpurt

#endif // GPURT_DEVICELIB_STATE_STATE_H
