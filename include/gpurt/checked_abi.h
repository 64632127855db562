//===- gpurt/checked_abi.h - What both sides know of checked blocks -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layout of a block that -fgpu-rt-malloc=checked allocates, written by
// devicelib/alloc/Checked.cpp and read by it and, at the program's exit, by
// lib/runtime/CheckedReport.cpp. Included by gpurt/abi.h; no algorithm but the
// two hashes that tell a header from other bytes.
//
//   raw block of the heap                      user's pointer
//   |                                          |
//   [forward ..., if Start > 64][header, 64 bytes][Size bytes][zone, 16 to 31]
//                                  '- its last 24 bytes are the front zone
//
// Test: test/unit/AbiTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_CHECKED_ABI_H
#define GPURT_CHECKED_ABI_H

#include <stdint.h>

namespace gpurt::abi {

/// Every byte of a red zone, and of memory that was freed.
inline constexpr unsigned char ZoneByte = 0xfb;
inline constexpr unsigned char FreedByte = 0xdd;

/// Of a freed block larger than twice this only so many bytes at either end
/// are filled with FreedByte and looked at again.
inline constexpr uint64_t PoisonedEnd = 32 << 10;

/// Bytes of the red zone behind a block, and up to 15 more, so that it ends
/// where a chunk of 16 does.
inline constexpr uint64_t ZoneSize = 16;

/// Directly before the user's bytes. The device accesses every word of it
/// atomically, for a wrong free may look at it at any time.
struct CheckedHeader {
  uint64_t Key;           ///< checkedKey of the rest; inverted once given back
  uint64_t Start;         ///< bytes from the raw block to the user's pointer
  uint64_t Size;          ///< as asked
  uint64_t Allocated;     ///< Site text of the allocation, or 0
  uint64_t Life;          ///< sealed: 1 while live, else Site text of the free
  unsigned char Zone[24]; ///< the red zone in front
};

/// At the start of a raw block whose header is further on.
struct CheckedForward {
  uint64_t Key; ///< forwardKey
  uint64_t Start;
};

/// Lives in State; all zero until a checked module allocates.
struct CheckedState {
  uint64_t InUse;   ///< 1 once a checked module has allocated
  uint64_t *Ring;   ///< [QuarantineSlots], blocks that wait; host sets
  uint64_t Head;    ///< blocks that have been put into the ring
  uint64_t Tail;    ///< slots below it were emptied, or will be overwritten
  uint64_t Waiting; ///< bytes of the heap that freed blocks still hold
  uint64_t WaitingBlocks; ///< and how many blocks those are
};

inline constexpr uint64_t QuarantineSlots = 4096;

/// Life of a block that nobody has freed; and of one freed at no known place.
inline constexpr uint64_t LifeLive = 1;
inline constexpr uint64_t LifeFreed = 2;

/// Spreads every bit of \p Value over the word; a bijection (the finalizer of
/// MurmurHash3, Austin Appleby, public domain).
constexpr uint64_t mixBits(uint64_t Value) {
  Value = (Value ^ Value >> 33) * 0xff51afd7ed558ccdull;
  Value = (Value ^ Value >> 33) * 0xc4ceb9fe1a85ec53ull;
  return Value ^ Value >> 33;
}

/// \returns what Key must be in the header before \p User.
constexpr uint64_t checkedKey(uint64_t User, const CheckedHeader &Header) {
  return mixBits(mixBits(mixBits(mixBits(User) ^ Header.Start) ^ Header.Size) ^
                 Header.Allocated);
}

/// \returns what Key must be in the forward at \p Raw.
constexpr uint64_t forwardKey(uint64_t Raw, uint64_t Start) {
  return mixBits(mixBits(Raw) ^ ~Start);
}

/// Life is a pointer of at most 48 bits under 16 bits that say whether it is
/// one. \returns \p Value sealed for the block at \p User.
constexpr uint64_t sealLife(uint64_t User, uint64_t Value) {
  return Value | mixBits(User ^ Value) << 48;
}

/// \returns what was sealed, or 0 if \p Life is no sealed value of \p User.
constexpr uint64_t openLife(uint64_t User, uint64_t Life) {
  uint64_t Value = Life << 16 >> 16;
  return sealLife(User, Value) == Life ? Value : 0;
}

/// \returns the first byte behind the zone of \p Size bytes.
constexpr uint64_t zoneEnd(uint64_t Size) {
  return (Size + ZoneSize - 1) / ZoneSize * ZoneSize + ZoneSize;
}

static_assert(sizeof(CheckedHeader) == 64);

} // namespace gpurt::abi

#endif // GPURT_CHECKED_ABI_H
