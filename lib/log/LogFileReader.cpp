//===- LogFileReader.cpp - Reading the binary log file --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See LogFile.h. Nothing in the file is trusted: every number is checked
// before it is used as a size or a place.
// Test: test/unit/log/LogFileTest.cpp
//===----------------------------------------------------------------------===//
#include "LogFile.h"
#include "LogFileFormat.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

using namespace gpurt;
using namespace gpurt::logging;

namespace {

constexpr size_t UnitBytes = abi::LogCellsPerUnit * sizeof(abi::LogCell);

/// What no writer uses is damage.
bool isSound(const RegionShape &Shape) {
  return Shape.NumRings >= 1 && Shape.NumRings <= 4096 &&
         std::has_single_bit(Shape.RingUnits) && Shape.RingUnits <= 1u << 26 &&
         Shape.TextBytes <= 1u << 28 && Shape.bytes() <= uint64_t(4) << 30;
}

/// Reads the records that lie one behind the other from \p First on.
/// \returns where the first one that is not whole would begin
uint32_t readAll(const CellSpan &Cells, uint32_t Ring, uint32_t First,
                 uint32_t Units, std::vector<Record> &Into) {
  Record Each;
  Each.Ring = Ring;
  uint32_t At = First;
  while (At - First < Units && Cells.read(At, Each)) {
    Into.push_back(Each);
    At += Each.Units;
  }
  return At;
}

} // namespace

std::unique_ptr<LogFileReader> LogFileReader::open(const std::string &Path,
                                                   std::string &Error) {
  std::unique_ptr<LogFileReader> Made(new LogFileReader);
  Made->Path = Path;
  Made->File = ::open(Path.c_str(), O_RDONLY | O_CLOEXEC);
  if (Made->File < 0) {
    Error = fmt::format("cannot open '{}': {}", Path, std::strerror(errno));
    return nullptr;
  }
  if (!Made->readHeader(Error))
    return nullptr;
  Made->readRegion();
  return Made;
}

LogFileReader::~LogFileReader() {
  if (File >= 0)
    close(File);
}

/// \returns the bytes read: fewer than \p Count at the end of the file.
static size_t readFrom(int File, uint64_t Offset, void *To, size_t Count) {
  size_t Done = 0;
  while (Done < Count) {
    ssize_t Got = pread(File, static_cast<char *>(To) + Done, Count - Done,
                        off_t(Offset + Done));
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got <= 0)
      break;
    Done += size_t(Got);
  }
  return Done;
}

size_t LogFileReader::readAt(uint64_t Offset, void *To, size_t Count) const {
  return readFrom(File, Offset, To, Count);
}

bool LogFileReader::readHeader(std::string &Error) {
  FileHeader Header;
  size_t Got = readAt(0, &Header, sizeof(Header));
  if (Got < sizeof(Header.Magic) ||
      !std::equal(std::begin(FileMagic), std::end(FileMagic), Header.Magic)) {
    Error = fmt::format("'{}' is no gpu-rt log file", Path);
    return false;
  }
  if (Got < sizeof(Header)) {
    Error = fmt::format("'{}' ends at byte {}, in its header; nothing of it "
                        "can be read",
                        Path, Got);
    return false;
  }
  if (Header.Version != FileVersion) {
    Error = fmt::format("'{}' has version {}, this program reads {}", Path,
                        Header.Version, FileVersion);
    return false;
  }
  Mapped.Shape = {Header.NumRings, Header.RingUnits, Header.TextBytes};
  if (Header.Checksum != headerChecksum(Header) || !isSound(Mapped.Shape)) {
    Error = fmt::format("'{}' has a damaged header; nothing of it can be read",
                        Path);
    return false;
  }
  Companion.assign(Header.Companion,
                   strnlen(Header.Companion, sizeof(Header.Companion)));
  Device = Header.Device;
  Pid = Header.Pid;
  Policy = abi::LogPolicy(Header.Policy);
  At = Header.ArchiveAt;
  Archived.assign(Header.NumRings, abi::logFirstPosition(Header.RingUnits));
  return true;
}

/// From the companion if there is one: it is removed when nothing is left in it
/// that the archive has not.
void LogFileReader::readRegion() {
  size_t Wanted = Mapped.Shape.bytes(), Got = 0;
  Memory.resize(Wanted);
  Mapped.Memory = Memory.data();
  int Other =
      Companion.empty() ? -1 : ::open(Companion.c_str(), O_RDONLY | O_CLOEXEC);
  if (Other >= 0) {
    Got = readFrom(Other, 0, Memory.data(), Wanted);
    close(Other);
  } else {
    Got = readAt(sizeof(FileHeader), Memory.data(), Wanted);
  }
  RegionError.clear();
  if (Got < Wanted)
    RegionError = fmt::format("'{}' ends {} bytes early, before its archive",
                              Other >= 0 ? Companion : Path, Wanted - Got);
}

LogFileReader::Status LogFileReader::next(std::vector<Record> &Into,
                                          std::string &Error) {
  BlockHeader Header;
  size_t Got = readAt(At, &Header, sizeof(Header));
  if (Got == 0)
    return Status::End;
  auto damaged = [&](const char *What) {
    Error = fmt::format("'{}' is damaged at byte {}: {}", Path, At, What);
    return Status::Damaged;
  };
  if (Got < sizeof(Header))
    return damaged("it ends in a block's header");
  const RegionShape &Shape = Mapped.Shape;
  if (Header.Magic != BlockMagic || Header.Ring >= Shape.NumRings ||
      !Header.Units || Header.Units > Shape.RingUnits)
    return damaged("no block begins here");

  std::vector<abi::LogCell> Cells(size_t(Header.Units) * abi::LogCellsPerUnit);
  size_t Bytes = Header.Units * UnitBytes;
  Got = readAt(At + sizeof(Header), Cells.data(), Bytes);
  bool IsSound = Got == Bytes &&
                 Header.Checksum == blockChecksum(Header, Cells.data(), Bytes);
  // Of a block that the file's end cuts, the whole records are as good as any;
  // in one that was changed there is no telling.
  if (IsSound || Got < Bytes)
    Archived[Header.Ring] = readAll(
        CellSpan::piece(Cells.data(), uint32_t(Got / UnitBytes), Header.First),
        Header.Ring, Header.First, Header.Units, Into);
  if (Got < Bytes)
    return damaged("it ends in a block");
  if (!IsSound)
    return damaged("a block was changed");
  At += sizeof(Header) + Bytes;
  Archived[Header.Ring] = Header.First + Header.Units;
  return Status::Records;
}

void LogFileReader::recover(std::vector<Record> &Into) {
  readRegion(); // again: it may have changed since
  Record Each;
  for (uint32_t Ring = 0; Ring < Mapped.Shape.NumRings; ++Ring) {
    CellSpan Cells = CellSpan::ring(Mapped.cells(Ring), Mapped.Shape.RingUnits);
    Each.Ring = Ring;
    for (uint32_t Position : Cells.wholeRecords())
      // Known modulo 2^31.
      if (int32_t((Position - Archived[Ring]) << 1) >= 0 &&
          Cells.read(Position, Each))
        Into.push_back(Each);
  }
}

bool LogFileReader::isWriterAlive() const {
  return kill(pid_t(Pid), 0) == 0 || errno == EPERM;
}
