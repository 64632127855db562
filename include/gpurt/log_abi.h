//===- gpurt/log_abi.h - Log rings as device and host know them -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A ring for each multiprocessor holds records; a record is what the lanes of
// a warp logged together at one place:
//
//   unit 0..5    header: 12 words, common to the lanes
//   unit 6..     values: unit k of the i-th lane is 6 + k * lanes + i
//
// A unit is two cells, a cell one word of content and one tag that says which
// record it belongs to. A cell is written in one access, so it is there or it
// is not, and no fence is needed: who finds all cells of a record has the
// record, whatever happened to its writer. Writers: devicelib/log/Log.cpp;
// readers: lib/log/RingReader.h.
//
// Positions count units of a ring since its start, modulo 2^32.
// Test: test/unit/log/RingReaderTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LOG_ABI_H
#define GPURT_LOG_ABI_H

#include <stddef.h>
#include <stdint.h>

namespace gpurt::abi {

/// What the host fills in each image that logs, as it does __gpurt_slot.
inline constexpr char LogSlotName[] = "__gpurt_log_slot";

struct LogCell {
  uint32_t Word;
  uint32_t Tag;
};

inline constexpr uint32_t LogCellsPerUnit = 2;
inline constexpr uint32_t LogHeaderUnits = 6;
/// Words that one entry may have.
inline constexpr uint32_t LogMaxWords = 256;
/// So that no record fills more than half of a ring.
inline constexpr uint32_t LogMinRingUnits = 16384;
/// Where a ring begins: one whole ring on, so that no tag of it is the zero of
/// fresh memory.
constexpr uint32_t logFirstPosition(uint32_t RingUnits) { return RingUnits; }

/// A record's tag tells its position, and the header's cells from the values'.
/// Stale cells of a ring differ: their positions lie whole rings back.
inline constexpr uint32_t LogHeaderTag = 1u << 31;
constexpr uint32_t logTag(uint32_t Position) {
  return Position & ~LogHeaderTag;
}

/// The words of a header.
enum LogHeaderWord : uint32_t {
  LogText,     ///< of the entry's place: see LogTextHead
  LogMask,     ///< lanes that logged
  LogSequence, ///< of the first lane's entry: entries of this ring before it,
               ///< also those that were dropped
  LogShape,    ///< bits 0..15 words a lane, 16..23 warp of its block, 24..31
               ///< zero
  LogTimeLow,  ///< %globaltimer, ns
  LogTimeHigh,
  LogBlockX,
  LogBlockYZ,  ///< y, z << 16
  LogBlockDim, ///< x, y << 11, z << 22
  LogSm,
  LogGridLow, ///< %gridid
  LogGridHigh,
  LogHeaderWords
};
static_assert(LogHeaderWords == LogHeaderUnits * LogCellsPerUnit);

/// \returns the units of a record of \p Lanes lanes with \p Words words each.
constexpr uint32_t logRecordUnits(uint32_t Lanes, uint32_t Words) {
  return LogHeaderUnits +
         Lanes * ((Words + LogCellsPerUnit - 1) / LogCellsPerUnit);
}

/// Text that entries refer to, in pinned memory: format, kinds of the values,
/// file, function, each ended by a NUL, behind this head. An entry's LogText
/// is the head's offset in units of LogTextAlign. The first thread that logs
/// at a place writes it, so that the device alone can name what it logs.
struct LogTextHead {
  uint32_t Ready; ///< LogTextReady once the rest is written (release, system)
  uint32_t Bytes; ///< of the four texts
  uint32_t Line;
  uint32_t Level;
};
inline constexpr uint32_t LogTextAlign = 16;
inline constexpr uint32_t LogTextReady = 0x54584554;
/// As LogText: the text area was full.
inline constexpr uint32_t LogNoText = 0xfffffffe;
/// Of a place: another thread is writing its text.
inline constexpr uint32_t LogTextBusy = 0xffffffff;
static_assert(sizeof(LogTextHead) == LogTextAlign);

/// What happens where a ring is full.
enum class LogPolicy : uint32_t {
  Block,    ///< the thread waits for the host
  Drop,     ///< the entry is lost and counted
  Overwrite ///< the oldest entries are lost
};

/// Lives in device memory, a line for each ring.
struct alignas(128) LogRing {
  uint64_t Next;     ///< position of the next record in the high half, its
                     ///< sequence number in the low one
  uint32_t SeenTail; ///< a value that the ring's LogTail had; may be old
};

/// Lives in pinned memory, a line for each ring.
struct alignas(64) LogTail {
  uint32_t Position; ///< before it all was read; the host's alone
  uint32_t Closed;   ///< 1: the host reads no more; Block becomes Drop
};

/// Lives in device memory.
struct LogControl {
  uint64_t TextUsed;           ///< bytes of the text area
  alignas(128) uint32_t Level; ///< entries above it are not wanted
};

/// In constant memory of each image that logs.
struct LogSlot {
  LogRing *Rings;      ///< [NumRings]
  LogCell *Cells;      ///< [NumRings][RingUnits][LogCellsPerUnit]
  LogTail *Tails;      ///< [NumRings]
  char *Texts;         ///< [TextBytes]
  LogControl *Control; ///< never null; of level 0 until the host writes this
  uint32_t TextBytes;
  uint32_t NumRings;
  uint32_t RingUnits; ///< a power of two
  LogPolicy Policy;
  uint64_t Pad;
};
static_assert(sizeof(LogSlot) == 64);
static_assert(sizeof(LogRing) == 128 && sizeof(LogTail) == 64);

} // namespace gpurt::abi

#endif // GPURT_LOG_ABI_H
