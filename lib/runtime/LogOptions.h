//===- LogOptions.h - The environment variables of logging ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As Options.h, for programs that log. docs/log.md lists them.
// Test: test/unit/LogOptionsTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_LOGOPTIONS_H
#define GPURT_LIB_RUNTIME_LOGOPTIONS_H

#include "gpurt/log_abi.h"

#include <cstdint>
#include <string>

namespace gpurt::runtime {

struct LogOptions {
  /// GPURT_LOG: off, error, warn, info, debug, trace or 0 to 5.
  uint32_t Level = 3;
  /// GPURT_LOG_POLICY: block, drop or overwrite.
  abi::LogPolicy Policy = abi::LogPolicy::Block;
  /// GPURT_LOG_RING: bytes of the ring of each multiprocessor, rounded up to a
  /// power of two.
  uint32_t RingUnits = 16384;
  /// GPURT_LOG_MEMORY=device, with overwrite alone: the rings lie in device
  /// memory, where they are fastest and do not outlive a fault.
  bool OnDevice = false;
  /// GPURT_LOG_THREADS: threads of the host that take entries from the rings, 1
  /// to 64. Each has rings of its own, so with more than one the lines of
  /// sinks are by time for each thread's rings only.
  uint32_t Threads = 1;
  /// GPURT_LOG_FILE: binary log file, of device 0; others add ".1" and so on.
  std::string File;
  /// GPURT_LOG_JSON: file that gets a line of JSON for each entry.
  std::string Json;
  /// GPURT_LOG_STDERR: 0 or 1; without it, 1 if there is neither of the files.
  bool Stderr = true;

  /// Reads the environment. Complains about what it does not understand.
  static LogOptions fromEnvironment();

  static const LogOptions &get();
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_LOGOPTIONS_H
