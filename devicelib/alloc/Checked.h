//===- devicelib/alloc/Checked.h - A block that knows its past ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The header, zones and poison of one block of -fgpu-rt-malloc=checked
// (gpurt/checked_abi.h draws it). Any lane may call any of it.
//
// I1: Key fits the rest of the header from before malloc returns until the
//     block leaves the quarantine; then it is inverted, before the heap has
//     the memory back. So of the bytes of a program only a header has it.
// I2: Life goes once from live to freed, by a compare-exchange: of two frees
//     one wins, and the other sees where it happened.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_CHECKED_H
#define GPURT_DEVICELIB_ALLOC_CHECKED_H

#include "error/Panic.h"
#include "gpurt/abi.h"
#include "target/Atomic.h"

namespace gpurt::alloc {

/// By the pointer that the user has.
class CheckedBlock {
public:
  explicit CheckedBlock(uint64_t User) : User(User) {}

  /// \returns whether the header's bytes can be read: \p User is in the backed
  /// part of \p Heap and aligned as every block is.
  [[nodiscard]] bool isReadable(const abi::HeapState &Heap) const;

  /// A copy of the header's words, without the zone.
  [[nodiscard]] abi::CheckedHeader read() const;

  /// \returns whether \p Header is that of a block which is live or waits.
  [[nodiscard]] bool isOurs(const abi::CheckedHeader &Header) const {
    return Header.Key == abi::checkedKey(User, Header);
  }
  /// \returns whether \p Header is that of a block which has left.
  [[nodiscard]] bool isGone(const abi::CheckedHeader &Header) const {
    return ~Header.Key == abi::checkedKey(User, Header);
  }

  /// Writes header and zones of a new block of \p Size bytes that begins
  /// \p Start bytes before the user's, allocated at \p Site.
  void begin(uint64_t Start, uint64_t Size, uint64_t Site) const;

  /// Makes a live block as small as \p Size.
  void shrink(uint64_t Size) const {
    abi::CheckedHeader Header = read();
    begin(Header.Start, Size, Header.Allocated);
  }

  /// Takes the block from live to freed at \p Site. \returns true if it was
  /// live; else \p Life is what its word said.
  bool end(const char *Site, uint64_t &Life) const;

  /// Marks the block as one that has left.
  void leave(const abi::CheckedHeader &Header) const;

  void poison(uint64_t Size) const;

  /// \returns the address of the first byte of either zone that was written,
  /// or 0.
  [[nodiscard]] uint64_t damagedZone(uint64_t Size) const;

  /// \returns the address of the first byte written since poison, or 0.
  [[nodiscard]] uint64_t damagedPoison(uint64_t Size) const;

  /// Panics about this block, found at \p Site.
  [[noreturn]] void panic(abi::PanicKind Kind, uint64_t Operand,
                          const abi::CheckedHeader &Header,
                          const char *Site) const;

  const uint64_t User;

private:
  [[nodiscard]] abi::CheckedHeader &header() const {
    return *reinterpret_cast<abi::CheckedHeader *>(User -
                                                   sizeof(abi::CheckedHeader));
  }
};

/// Gives \p Block back to the heap at once, if it is one, without a look at its
/// zones and without quarantine: for a thread that panics. \returns whether it
/// was a live block.
bool giveWithoutChecks(abi::State &State, void *Block);

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_CHECKED_H
