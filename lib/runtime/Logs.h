//===- Logs.h - The host's end of logging ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes the rings of a device when its first module that logs is settled, and
// brings their entries to the sinks: from threads of its own, started then,
// and from each call of the program that waits for a kernel. On the CPU device
// there are none; lanes that sleep give us a turn.
// Test: test/run/log/, test/unit/LogsTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_LOGS_H
#define GPURT_LIB_RUNTIME_LOGS_H

#include "Cuda.h"

#include "gpurt/log_abi.h"

#include <atomic>
#include <cstdint>

namespace gpurt::runtime {

class CopyLane;

namespace logs {

/// Bit d: device d has rings. Release by who made them.
inline std::atomic<uint64_t> LiveMask{0};

/// Whether the program has a unit with gpurt/log.h, or attached a module. Else
/// no image is asked for its slot: to CUDA's tools that would be an error of
/// the program.
inline std::atomic<bool> AreWanted{false};

inline bool areLive() { return LiveMask.load(std::memory_order_acquire) != 0; }

/// Makes the rings of device \p Ordinal, which is the current one, if there are
/// none, and writes \p Slot of an image there.
/// \param Calls  of that device
cudaError_t connect(int Ordinal, CopyLane &Calls, void *Slot);

/// \returns true if CUDA does nothing more in a context after \p Error.
bool killsContext(cudaError_t Error);

/// How far to go.
enum class Extent {
  New,   ///< what is sure to come before anything later
  All,   ///< all that was logged
  Rings, ///< and, of policy overwrite, what the rings hold
  End,   ///< and behind what a dead context left unfinished
};

/// Brings entries of all devices to the sinks. Any thread; waits for sinks, for
/// no kernel. \returns true if there were some
bool drain(Extent Wanted);

/// A call of the program came back with \p Error, having waited for kernels or
/// not: shows what they logged. Cost where nothing logs: a load.
inline void flush(cudaError_t Error) {
  if (areLive() && Error != cudaErrorNotReady)
    drain(killsContext(Error) ? Extent::End : Extent::All);
}

/// A panic is reported: shows what rings of policy overwrite hold, too.
inline void showRecorder() {
  if (areLive())
    drain(Extent::Rings);
}

/// Takes the rings of device \p Ordinal away, which is idle.
void tearDown(int Ordinal);

/// At the exit of the process: brings all to the sinks and ends the thread.
void finish();

} // namespace logs
} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_LOGS_H
