//===- main.cpp - gpurt-log: prints log files -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the archive, then what the rings of a program that has ended hold, and
// prints both by time. lib/log knows the file.
// Test: test/tools/log/
//===----------------------------------------------------------------------===//
#include "LogFile.h"
#include "Options.h"

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <thread>

using namespace gpurt::logging;
using gpurt::logtool::Options;
using namespace std::chrono_literals;

namespace {

enum Status { Fine = 0, Damaged = 1, Unreadable = 2 };

void complain(const std::string &Text) {
  std::fflush(stdout);
  std::fprintf(stderr, "gpurt-log: error: %s\n", Text.c_str());
}

/// Counts the entries that the sequences of rings lack.
class LossCounter {
public:
  explicit LossCounter(uint32_t Rings) : Next(Rings) {}

  /// Records of one ring come as they lie in it.
  void add(const Record &R) {
    Lost += R.sequence() - Next[R.Ring];
    Next[R.Ring] = R.sequence() + R.lanes();
  }
  [[nodiscard]] uint64_t lost() const { return Lost; }

private:
  std::vector<uint32_t> Next;
  uint64_t Lost = 0;
};

class Printer {
public:
  Printer(const Options &Wanted, const LogFileReader &From)
      : Wanted(Wanted), Device(From.device()),
        Losses(From.region().Shape.NumRings) {}

  void print(std::vector<Record> &Records, const LogFileReader &From) {
    for (const Record &R : Records)
      Losses.add(R);
    std::sort(Records.begin(), Records.end(), isBefore);
    // The region may have got more texts since.
    TextTable Texts(From.region().texts(), From.region().Shape.TextBytes);
    for (const Record &R : Records)
      forEachEntry(R, Device, Texts, [&](const Entry &E) {
        if (!Wanted.takes(E))
          return;
        std::string Line = Wanted.Json ? formatJson(E) : formatLine(E);
        Line += '\n';
        std::fwrite(Line.data(), 1, Line.size(), stdout);
      });
    Records.clear();
    std::fflush(stdout);
  }

  void tellLosses() const {
    if (Losses.lost())
      std::fprintf(stderr,
                   "gpurt-log: %" PRIu64
                   " entries are missing: dropped, overwritten or torn\n",
                   Losses.lost());
  }

private:
  const Options &Wanted;
  uint32_t Device;
  LossCounter Losses;
};

int run(const Options &Wanted) {
  std::string Error;
  std::unique_ptr<LogFileReader> Reader =
      LogFileReader::open(Wanted.File, Error);
  if (!Reader) {
    complain(Error);
    return Unreadable;
  }
  Printer Out(Wanted, *Reader);
  std::vector<Record> Records;
  int Result = Fine;
  for (;;) {
    // Before the look at the archive: what it still wrote, we find.
    bool IsAlive = Reader->isWriterAlive();
    LogFileReader::Status Now = Reader->next(Records, Error);
    if (Now == LogFileReader::Status::Records)
      continue;
    bool IsWriting = Wanted.Follow && IsAlive;
    // A block that is being written is not there yet.
    if (Now == LogFileReader::Status::Damaged && !IsWriting) {
      complain(Error);
      Result = Damaged;
    }
    if (!IsWriting)
      break;
    Reader->refreshTexts();
    Out.print(Records, *Reader);
    std::this_thread::sleep_for(20ms);
  }
  Reader->recover(Records);
  if (!Reader->regionError().empty()) {
    complain(Reader->regionError());
    Result = Damaged;
  }
  Out.print(Records, *Reader);
  Out.tellLosses();
  return Result;
}

} // namespace

int main(int Argc, char **Argv) {
  Options Wanted;
  std::string Wrong = gpurt::logtool::parse({Argv + 1, Argv + Argc}, Wanted);
  if (!Wrong.empty()) {
    complain(Wrong);
    return Unreadable;
  }
  if (Wanted.Help) {
    std::fputs(gpurt::logtool::Usage, stdout);
    return Fine;
  }
  return run(Wanted);
}
