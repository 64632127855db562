//===- LogFileWriter.cpp - Writing the binary log file --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See LogFile.h.
// Test: test/unit/log/LogFileTest.cpp
//===----------------------------------------------------------------------===//
#include "LogFile.h"
#include "LogFileFormat.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace gpurt;
using namespace gpurt::logging;

namespace {

std::string because(const std::string &Path) {
  return "'" + Path + "': " + std::strerror(errno);
}

/// Maps \p Bytes of \p File at \p Offset, which it is made long enough for.
char *mapRegion(int File, uint64_t Offset, uint64_t Bytes) {
  if (ftruncate(File, off_t(Offset + Bytes)) != 0)
    return nullptr;
  // Room on the disk now: a full one would kill the process at a store.
  if (int Error = posix_fallocate(File, off_t(Offset), off_t(Bytes))) {
    errno = Error;
    return nullptr;
  }
  void *Memory = mmap(nullptr, Bytes, PROT_READ | PROT_WRITE, MAP_SHARED, File,
                      off_t(Offset));
  return Memory == MAP_FAILED ? nullptr : static_cast<char *>(Memory);
}

} // namespace

std::unique_ptr<LogFileWriter> LogFileWriter::create(const std::string &Path,
                                                     const RegionShape &Shape,
                                                     uint32_t Device,
                                                     abi::LogPolicy Policy,
                                                     std::string &Error) {
  std::unique_ptr<LogFileWriter> Made(new LogFileWriter);
  Made->Path = Path;
  Made->Device = Device;
  Made->Policy = Policy;
  Made->Mapped.Shape = Shape;
  Made->File =
      ::open(Path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (Made->File >= 0)
    Made->Mapped.Memory =
        mapRegion(Made->File, sizeof(FileHeader), Shape.bytes());
  Made->End = sizeof(FileHeader) + Shape.bytes();
  if (!Made->Mapped.Memory || !Made->writeHeader()) {
    Error = because(Path);
    return nullptr;
  }
  return Made;
}

LogFileWriter::~LogFileWriter() {
  if (Mapped.Memory)
    munmap(Mapped.Memory, Mapped.Shape.bytes());
  if (File >= 0)
    close(File);
}

bool LogFileWriter::writeHeader() {
  FileHeader Header = {};
  std::copy(std::begin(FileMagic), std::end(FileMagic), Header.Magic);
  Header.Version = FileVersion;
  Header.NumRings = Mapped.Shape.NumRings;
  Header.RingUnits = Mapped.Shape.RingUnits;
  Header.TextBytes = Mapped.Shape.TextBytes;
  Header.Device = Device;
  Header.Policy = uint32_t(Policy);
  Header.Pid = uint32_t(getpid());
  Header.ArchiveAt = End;
  Companion.copy(Header.Companion, sizeof(Header.Companion) - 1);
  Header.Checksum = headerChecksum(Header);
  return pwrite(File, &Header, sizeof(Header), 0) == ssize_t(sizeof(Header));
}

bool LogFileWriter::moveRegion(const std::string &NewPath, std::string &Error) {
  int Other =
      ::open(NewPath.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  char *Memory =
      Other < 0 ? nullptr : mapRegion(Other, 0, Mapped.Shape.bytes());
  if (!Memory)
    Error = because(NewPath);
  if (Other >= 0)
    close(Other);
  if (!Memory) {
    if (Other >= 0)
      unlink(NewPath.c_str());
    return false;
  }
  munmap(Mapped.Memory, Mapped.Shape.bytes());
  Mapped.Memory = Memory;
  Companion = NewPath;
  if (writeHeader())
    return true;
  Error = because(Path);
  return false;
}

/// Where the region is elsewhere, its texts come into this file too: entries
/// of the archive need them.
bool LogFileWriter::copyTexts() {
  for (;;) {
    if (TextsCopied + sizeof(abi::LogTextHead) > Mapped.Shape.TextBytes)
      return true;
    char *Next = Mapped.texts() + TextsCopied;
    auto *Head = reinterpret_cast<abi::LogTextHead *>(Next);
    // T1: acquire, as in TextTable.
    if (__atomic_load_n(&Head->Ready, __ATOMIC_ACQUIRE) != abi::LogTextReady)
      return true;
    uint64_t Bytes = sizeof(*Head) + Head->Bytes;
    if (pwrite(File, Next, Bytes, off_t(sizeof(FileHeader) + TextsCopied)) !=
        ssize_t(Bytes))
      return false;
    TextsCopied +=
        (Bytes + abi::LogTextAlign - 1) / abi::LogTextAlign * abi::LogTextAlign;
  }
}

bool LogFileWriter::write(const void *Bytes, size_t Count) {
  auto *From = static_cast<const char *>(Bytes);
  while (Count) {
    ssize_t Wrote = pwrite(File, From, Count, off_t(End));
    if (Wrote < 0 && errno == EINTR)
      continue;
    if (Wrote <= 0)
      return false;
    From += Wrote;
    End += uint64_t(Wrote);
    Count -= size_t(Wrote);
  }
  return true;
}

bool LogFileWriter::append(uint32_t Ring, uint32_t First, uint32_t Units) {
  std::lock_guard Guard(Lock);
  if (Broken || !Units)
    return true;
  constexpr size_t UnitBytes = abi::LogCellsPerUnit * sizeof(abi::LogCell);
  uint32_t RingUnits = Mapped.Shape.RingUnits;
  uint32_t Slot = First & (RingUnits - 1);
  // A block is one piece of memory, so what wraps is two.
  uint32_t Straight = std::min(Units, RingUnits - Slot);
  const abi::LogCell *Cells =
      Mapped.cells(Ring) + uint64_t(Slot) * abi::LogCellsPerUnit;
  BlockHeader Header = {BlockMagic, Ring, First, Units, 0, {}};
  // The whole range is one block, so that no record is cut.
  std::vector<char> Joined;
  const void *Data = Cells;
  if (Straight < Units) {
    Joined.resize(Units * UnitBytes);
    std::memcpy(Joined.data(), Cells, Straight * UnitBytes);
    std::memcpy(Joined.data() + Straight * UnitBytes, Mapped.cells(Ring),
                (Units - Straight) * UnitBytes);
    Data = Joined.data();
  }
  Header.Checksum = blockChecksum(Header, Data, Units * UnitBytes);
  if ((Companion.empty() || copyTexts()) && write(&Header, sizeof(Header)) &&
      write(Data, Units * UnitBytes))
    return true;
  Broken = true;
  return false;
}

void LogFileWriter::finish() {
  if (!Companion.empty() && !Broken)
    unlink(Companion.c_str());
}
