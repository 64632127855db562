//===- LogSinks.h - Where entries go --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// stderr, a file of JSON lines and the program's callback; the binary log file
// takes cells, not entries, and is lib/log's. One for the process: entries of
// all devices.
// Test: test/unit/LogsTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_LOGSINKS_H
#define GPURT_LIB_RUNTIME_LOGSINKS_H

#include "Entry.h"

#include "gpurt/log.h"

#include <cstdio>
#include <mutex>
#include <string>

namespace gpurt::runtime {

class LogSinks {
public:
  static LogSinks &get();

  void setCallback(gpurt_log_callback Wanted, void *WantedUser);

  /// \returns true if anyone wants entries.
  bool areWanted();

  void show(const logging::Entry &E);

  /// Writes what show() collected. After each batch.
  void flush();

private:
  LogSinks();

  std::mutex Lock; ///< guards all below
  std::string Lines, JsonLines;
  std::FILE *Json = nullptr;
  gpurt_log_callback Callback = nullptr;
  void *User = nullptr;
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_LOGSINKS_H
