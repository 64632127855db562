//===- LogFile.h - The binary log file ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   header   4096 bytes
//   region   text area, tails, cells: the very memory that the device writes,
//            mapped. Where this file cannot be pinned the device writes to one
//            in memory (the companion), and the texts are copied
//   archive  blocks of cells that were taken from the rings, one after the
//            other, each with a checksum
//
// What is past a ring's last archived position is still in the region, so
// whenever the process or the context dies, file and region together hold all
// that was logged. The texts are in it too: reading needs no program.
// Tests: test/unit/log/LogFileTest.cpp, test/tools/log/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_LOG_LOGFILE_H
#define GPURT_LIB_LOG_LOGFILE_H

#include "RingReader.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace gpurt::logging {

/// The region's measures; the same computation on both sides.
struct RegionShape {
  uint32_t NumRings = 0;
  uint32_t RingUnits = 0;
  uint32_t TextBytes = 0;

  static constexpr uint64_t Page = 4096;
  static constexpr uint64_t paged(uint64_t Bytes) {
    return (Bytes + Page - 1) / Page * Page;
  }
  [[nodiscard]] uint64_t tailsAt() const { return paged(TextBytes); }
  [[nodiscard]] uint64_t cellsAt() const {
    return tailsAt() + paged(uint64_t(NumRings) * sizeof(abi::LogTail));
  }
  [[nodiscard]] uint64_t ringBytes() const {
    return uint64_t(RingUnits) * abi::LogCellsPerUnit * sizeof(abi::LogCell);
  }
  [[nodiscard]] uint64_t bytes() const {
    return cellsAt() + NumRings * ringBytes();
  }
};

/// The parts of a region in memory.
struct Region {
  RegionShape Shape;
  char *Memory = nullptr;

  [[nodiscard]] char *texts() const { return Memory; }
  [[nodiscard]] abi::LogTail *tails() const {
    return reinterpret_cast<abi::LogTail *>(Memory + Shape.tailsAt());
  }
  [[nodiscard]] abi::LogCell *cells() const {
    return reinterpret_cast<abi::LogCell *>(Memory + Shape.cellsAt());
  }
  [[nodiscard]] abi::LogCell *cells(uint32_t Ring) const {
    return cells() + uint64_t(Ring) * Shape.RingUnits * abi::LogCellsPerUnit;
  }
};

/// Makes a log file and appends to it.
class LogFileWriter {
public:
  /// \returns null, and why in \p Error, if the file cannot be made.
  static std::unique_ptr<LogFileWriter>
  create(const std::string &Path, const RegionShape &Shape, uint32_t Device,
         abi::LogPolicy Policy, std::string &Error);
  ~LogFileWriter();
  LogFileWriter(const LogFileWriter &) = delete;
  LogFileWriter &operator=(const LogFileWriter &) = delete;

  /// The region, mapped and all zero.
  [[nodiscard]] const Region &region() const { return Mapped; }

  /// Has the device write to \p Path instead, which is made.
  bool moveRegion(const std::string &Path, std::string &Error);

  /// Appends the units [First, First + Units) of a ring. Any thread. \returns
  /// false once if the file cannot be written; what follows is not tried.
  bool append(uint32_t Ring, uint32_t First, uint32_t Units);

  /// Removes the companion: all of it was archived.
  void finish();

private:
  LogFileWriter() = default;
  bool write(const void *Bytes, size_t Count);
  bool writeHeader();
  bool copyTexts();

  int File = -1;
  std::string Path, Companion;
  Region Mapped;
  std::mutex Lock;  ///< guards what append changes
  uint64_t End = 0; ///< of the archive
  uint64_t TextsCopied = abi::LogTextAlign;
  bool Broken = false;
  uint32_t Device = 0;
  abi::LogPolicy Policy = abi::LogPolicy::Block;
};

/// Reads one, also while it is written.
class LogFileReader {
public:
  /// \returns null, and why in \p Error, if there is nothing to read.
  static std::unique_ptr<LogFileReader> open(const std::string &Path,
                                             std::string &Error);
  ~LogFileReader();
  LogFileReader(const LogFileReader &) = delete;
  LogFileReader &operator=(const LogFileReader &) = delete;

  enum class Status { Records, End, Damaged };

  /// The records of the archive's next block.
  /// \returns End where there is none yet; Damaged, and what is wrong in
  /// \p Error, where nothing that follows can be told; \p Into holds what the
  /// block had before.
  Status next(std::vector<Record> &Into, std::string &Error);

  /// The records that were never archived; after the last next().
  void recover(std::vector<Record> &Into);

  /// Reads again what the device has written of texts since.
  void refreshTexts() { readRegion(); }

  /// What of the region is missing, or empty.
  [[nodiscard]] const std::string &regionError() const { return RegionError; }

  [[nodiscard]] const Region &region() const { return Mapped; }
  [[nodiscard]] uint32_t device() const { return Device; }
  [[nodiscard]] abi::LogPolicy policy() const { return Policy; }
  /// \returns false if the process that wrote it is gone.
  [[nodiscard]] bool isWriterAlive() const;

private:
  LogFileReader() = default;
  bool readHeader(std::string &Error);
  void readRegion();
  size_t readAt(uint64_t Offset, void *To, size_t Count) const;

  int File = -1;
  std::string Path;
  std::vector<char> Memory; ///< of the region, once it is asked for
  Region Mapped;
  std::string Companion;
  uint64_t At = 0; ///< of the next block
  uint32_t Device = 0;
  uint32_t Pid = 0;
  abi::LogPolicy Policy = abi::LogPolicy::Block;
  std::string RegionError;
  std::vector<uint32_t> Archived; ///< of each ring, up to where
};

} // namespace gpurt::logging

#endif // GPURT_LIB_LOG_LOGFILE_H
