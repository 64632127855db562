//===- HeapMemory.h - The heap's addresses and the memory behind them -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reserves addresses for a heap as large as the card, and the heap's slot bits
// beside them, and puts memory behind both from the low end up. What is behind
// them goes back from the high end down, in the steps in which it came.
// Knows no limit and no mailbox; Device.cpp does.
// Test: test/unit/GrowthTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_HEAPMEMORY_H
#define GPURT_LIB_RUNTIME_HEAPMEMORY_H

#include "Cuda.h"

#include "gpurt/abi.h"

#include <cstdint>
#include <vector>

namespace gpurt::runtime {

/// One range of addresses, backed from its start to Backed.
class BackedRange {
public:
  /// Reserves \p Size bytes aligned to \p Align, at \p Wish if it is free.
  CUresult reserve(const DriverApi &Driver, int Ordinal, uint64_t Size,
                   uint64_t Align, uint64_t Wish);

  /// Backs \p Size more bytes: a multiple of the granularity, within range.
  CUresult extend(uint64_t Size);

  /// \returns the least that shrinkTo can leave without going below \p Size.
  [[nodiscard]] uint64_t leastFrom(uint64_t Size) const;

  /// Gives the memory behind all but the first leastFrom(\p Size) bytes back.
  /// Nobody may use it. If the driver will not take a step it stays backed, and
  /// so does what comes before it.
  CUresult shrinkTo(uint64_t Size);

  void release();

  [[nodiscard]] uint64_t base() const { return Base; }
  [[nodiscard]] uint64_t backed() const { return Backed; }
  [[nodiscard]] uint64_t granularity() const { return Granularity; }

private:
  struct Chunk {
    uint64_t Offset, Size;
  };

  const DriverApi *Driver = nullptr;
  CUmemAllocationProp Kind{};
  uint64_t Granularity = 0;
  CUdeviceptr Reserved = 0; ///< what the driver gave; Base is inside
  uint64_t ReservedSize = 0;
  uint64_t Base = 0;
  uint64_t Backed = 0;
  std::vector<Chunk> Chunks; ///< in order; unmapped one by one
};

/// Callers: one at a time; DeviceState's grow lock sees to that.
class HeapMemory {
public:
  /// Reserves for \p CardBytes, rounded up to 1 GiB.
  CUresult reserve(const DriverApi &Driver, int Ordinal, uint64_t CardBytes);

  /// Backs at least \p Needed pages in all, and up to \p Aim if memory is
  /// plentiful. What the memory holds is undefined, also that of slot bits: to
  /// write it would need the device, which may be waiting for us.
  /// \returns false if Needed cannot be had; what is backed stays backed
  bool growTo(uint64_t Needed, uint64_t Aim);

  /// \returns the fewest pages that shrinkTo(\p Keep) can leave.
  [[nodiscard]] uint64_t leastFrom(uint64_t Keep) const {
    return Pages.leastFrom(Keep * abi::PageSize) / abi::PageSize;
  }

  /// Gives the memory behind all but the first leastFrom(\p Keep) pages back.
  /// Nobody may use those behind.
  CUresult shrinkTo(uint64_t Keep);

  /// \returns how many pages could be backed in all, as far as one can tell.
  [[nodiscard]] uint64_t attainablePages() const;

  void release();

  [[nodiscard]] uint64_t base() const { return Pages.base(); }
  [[nodiscard]] uint64_t slotBits() const { return Slots.base(); }
  [[nodiscard]] uint64_t reservedPages() const { return ReservedPages; }
  [[nodiscard]] uint64_t backedPages() const {
    return Pages.backed() / abi::PageSize;
  }

private:
  bool backSlotBits(uint64_t ForPages);

  BackedRange Pages, Slots;
  uint64_t ReservedPages = 0;
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_HEAPMEMORY_H
