//===- Arena.h - Addresses of device and pinned memory ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hands out memory from a range whose address is the same in each run, so that
// a program that looks at addresses repeats too. Each block ends at a page that
// cannot be touched, and a freed block becomes such pages; its addresses come
// back as late as possible. So an index too large and a use after free are
// faults, which Fault.cpp turns into text. Up to 255 bytes behind a block are
// rounding: what is written there by code whose accesses are not checked
// (GPURT_CHECK=0) is noticed when the launch ends.
// Test: test/unit/cudart/MemoryTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_ARENA_H
#define GPURT_LIB_SIMT_CUDA_ARENA_H

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

namespace gpurt::simt {

class Arena {
public:
  struct Block {
    uintptr_t Start = 0;
    size_t Size = 0;
    unsigned Kind = 0; ///< of the caller's choice
    unsigned Flags = 0;
    uint64_t Born = 0, Died = 0; ///< launches before it, for messages
    [[nodiscard]] bool holds(uintptr_t At, size_t Bytes) const {
      return At >= Start && Bytes <= Size && At - Start <= Size - Bytes;
    }
  };

  /// \param Base   where the range should be; elsewhere if that is taken
  /// \param Extent of the range, all of it only addresses
  /// \param Name   for messages: "device"
  Arena(uintptr_t Base, size_t Extent, const char *Name);
  Arena(const Arena &) = delete;
  Arena &operator=(const Arena &) = delete;

  /// \returns a block aligned to 256 bytes, filled with 0xCD up to 1 MiB and
  ///          with zeros above, or null
  void *allocate(size_t Size, unsigned Kind, unsigned Flags = 0);

  /// \returns false if \p Pointer is no start of a block
  bool free(void *Pointer);

  /// \returns the block that holds \p Pointer; Size 0 if none does
  [[nodiscard]] Block find(const void *Pointer) const;

  [[nodiscard]] size_t used() const;

  /// All addresses that it hands out, ever.
  [[nodiscard]] uintptr_t start() const { return Base; }
  [[nodiscard]] size_t extent() const { return Extent; }

  /// A launch begins: the next allocation comes behind it.
  void countLaunch();

  /// "the 4 bytes behind 100 bytes of device memory at 0x...", if a block's
  /// rounding was written to since the last call; else empty.
  [[nodiscard]] std::string takeOverrun();

  /// Calls \p Do with each block; it must not come back here.
  template <typename Action> void forEach(Action Do) const {
    std::lock_guard Guard(Lock);
    for (const auto &[Start, Each] : Live)
      Do(Each.Inside);
  }

  /// "96 bytes behind the 1024 bytes of device memory at 0x...", or empty if
  /// \p Address has nothing to do with this range.
  [[nodiscard]] std::string describe(uintptr_t Address) const;

private:
  struct Span {
    size_t Length; ///< with the guard page
    Block Inside;
  };
  uintptr_t place(size_t Length);
  std::string nameOf(const Block &Each) const;

  mutable std::mutex Lock;
  const char *Name;
  uintptr_t Base = 0;
  size_t Extent = 0;
  uintptr_t Cursor = 0; ///< guarded by Lock, as all below
  size_t Used = 0;
  uint64_t Launches = 0;
  std::map<uintptr_t, Span> Live; ///< by first page
  std::deque<Block> Freed;        ///< the last ones, for messages
};

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_ARENA_H
