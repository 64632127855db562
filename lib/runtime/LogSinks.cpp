//===- LogSinks.cpp - Where entries go ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See LogSinks.h.
// Test: test/unit/LogsTest.cpp
//===----------------------------------------------------------------------===//
#include "LogSinks.h"
#include "LogOptions.h"
#include "Message.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

using namespace gpurt;
using namespace gpurt::runtime;

/// Text is written in pieces of about this size.
static constexpr size_t Enough = 1 << 16;

LogSinks &LogSinks::get() {
  static LogSinks *const Only = new LogSinks;
  return *Only;
}

LogSinks::LogSinks() {
  const std::string &Path = LogOptions::get().Json;
  if (Path.empty())
    return;
  Json = std::fopen(Path.c_str(), "we");
  if (!Json)
    complain("cannot write GPURT_LOG_JSON '%s': %s", Path.c_str(),
             std::strerror(errno));
}

void LogSinks::setCallback(gpurt_log_callback Wanted, void *WantedUser) {
  std::lock_guard Guard(Lock);
  Callback = Wanted;
  User = WantedUser;
}

bool LogSinks::areWanted() {
  std::lock_guard Guard(Lock);
  return Json || Callback || LogOptions::get().Stderr;
}

static gpurt_log_entry infoOf(const logging::Entry &E) {
  gpurt_log_entry Info = {};
  Info.device = int(E.Device);
  Info.level = int(E.Place->Level);
  Info.text = E.Text.c_str();
  Info.file = E.Place->File.c_str();
  Info.function = E.Place->Function.c_str();
  Info.line = E.Place->Line;
  std::copy(E.Block, E.Block + 3, Info.block);
  std::copy(E.Thread, E.Thread + 3, Info.thread);
  Info.lane = E.Lane;
  Info.sm = E.Sm;
  Info.ring = E.Ring;
  Info.sequence = E.Sequence;
  Info.grid = E.Grid;
  Info.time_ns = E.Time;
  return Info;
}

void LogSinks::show(const logging::Entry &E) {
  std::lock_guard Guard(Lock);
  if (LogOptions::get().Stderr) {
    Lines += "gpurt: ";
    Lines += logging::formatLine(E);
    Lines += '\n';
    if (Lines.size() > Enough) {
      writeText(Lines.data(), Lines.size());
      Lines.clear();
    }
  }
  if (Json) {
    JsonLines = logging::formatJson(E);
    JsonLines += '\n';
    std::fwrite(JsonLines.data(), 1, JsonLines.size(), Json);
  }
  if (Callback) {
    gpurt_log_entry Info = infoOf(E);
    Callback(&Info, User);
  }
}

void LogSinks::flush() {
  std::lock_guard Guard(Lock);
  if (!Lines.empty())
    writeText(Lines.data(), Lines.size());
  Lines.clear();
  if (Json)
    std::fflush(Json);
}
