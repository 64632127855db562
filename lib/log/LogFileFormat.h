//===- LogFileFormat.h - Bytes of the binary log file ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What LogFileWriter writes and LogFileReader reads. Little-endian, as all
// machines with such GPUs are.
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_LOG_LOGFILEFORMAT_H
#define GPURT_LIB_LOG_LOGFILEFORMAT_H

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gpurt::logging {

/// FNV-1a over 64-bit words and the bytes left, folded to 32 bits. Finds
/// damage, not malice.
inline uint32_t checksum(const void *Data, size_t Size, uint64_t Hash) {
  constexpr uint64_t Prime = 0x100000001b3;
  auto *Bytes = static_cast<const char *>(Data);
  for (; Size >= 8; Bytes += 8, Size -= 8) {
    uint64_t Word;
    std::memcpy(&Word, Bytes, 8);
    Hash = (Hash ^ Word) * Prime;
    Hash ^= Hash >> 32;
  }
  for (; Size; ++Bytes, --Size)
    Hash = (Hash ^ static_cast<unsigned char>(*Bytes)) * Prime;
  return uint32_t(Hash ^ Hash >> 32);
}

inline constexpr uint64_t ChecksumSeed = 0xcbf29ce484222325;
inline constexpr char FileMagic[8] = {'G', 'P', 'U', 'R', 'T', 'L', 'O', 'G'};
inline constexpr uint32_t FileVersion = 1;
inline constexpr uint32_t BlockMagic = 0x4b4c4247;

struct FileHeader {
  char Magic[8];
  uint32_t Version;
  uint32_t Checksum; ///< of what follows
  uint32_t NumRings;
  uint32_t RingUnits;
  uint32_t TextBytes;
  uint32_t Device;
  uint32_t Policy;
  uint32_t Pid;
  uint64_t ArchiveAt;
  char Companion[4096 - 48]; ///< file that has the region; empty: this one
};
static_assert(sizeof(FileHeader) == 4096);

inline uint32_t headerChecksum(const FileHeader &Header) {
  constexpr size_t Start = offsetof(FileHeader, NumRings);
  return checksum(reinterpret_cast<const char *>(&Header) + Start,
                  sizeof(Header) - Start, ChecksumSeed);
}

/// Before the cells of a block.
struct BlockHeader {
  uint32_t Magic;
  uint32_t Ring;
  uint32_t First;
  uint32_t Units;
  uint32_t Checksum; ///< of the rest of the header and the cells
  uint32_t Pad[3];
};
static_assert(sizeof(BlockHeader) == 32);

inline uint32_t blockChecksum(BlockHeader Header, const void *Cells,
                              size_t Bytes) {
  Header.Checksum = 0;
  uint32_t Start = checksum(&Header, sizeof(Header), ChecksumSeed);
  return checksum(Cells, Bytes, ChecksumSeed ^ Start);
}

} // namespace gpurt::logging

#endif // GPURT_LIB_LOG_LOGFILEFORMAT_H
