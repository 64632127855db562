//===- devicelib/alloc/Magazine.h - Slots that a lane keeps at hand -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each lane keeps the last slots that it freed, in shared memory that no other
// lane touches, and its next malloc of their size takes them from there:
// without an atomic, a fence or a trip to L2. After Bonwick and Adams,
// "Magazines and Vmem" (USENIX 2001), with a lane for a CPU.
//
// A lane has one or two entries, the last used first. An entry is two words:
//   Low          the slot's address, low half; 0: none, and High is Nothing;
//                Wish: a size that the lane asked for and would keep a slot of
//   High         bits 0..14   the address, high half
//                bits 15..18  which page of its slab the slot lies in
//                bits 19..29  its size in units of 16 bytes, less one
//                bit 30       Lent: see lendEntry
//                bit 31       Out: the program has the slot, or it is a wish
// A slot that was kept once stays in its entry while the program has it: then
// to free it is to compare the address.
//
// I1: an entry with a slot holds one pin of the slot's slab. So as long as the
//     entry lasts the slab keeps its class, whoever frees the slot or gets it
//     next.
// I2: a slot that is not Out has its bit set: to everyone else it is a block.
// I3: a slot is in at most one entry of a lane.
// An Out entry may be stale: another lane freed the slot, and a third may have
// it. Should this lane come to own and free that block, it keeps it again,
// rightly so, for of I1 its size is what the entry says.
//
// The plugin (gpurt-magazines) calls __gpurt_magazine_enter where a kernel
// begins and __gpurt_magazine_leave where a thread of it ends, as panics do.
// Only in modules whose every kernel that can get here is known is isUsed()
// true.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_MAGAZINE_H
#define GPURT_DEVICELIB_ALLOC_MAGAZINE_H

#include "alloc/Slots.h"
#include "target/Memory.h"
#include "target/Thread.h"

extern "C" {
/// Whether lanes have magazines. Defined in each module by gpurt-link.
extern const unsigned __gpurt_magazine_mode;

/// Empties the calling lane's magazine for a new kernel.
void __gpurt_magazine_enter();

/// Gives back all that the lane keeps, before its thread ends.
void __gpurt_magazine_leave();
}

namespace gpurt::alloc::magazine {

/// Of a block: 8 KiB, so that even blocks of one warp fit on an SM by the
/// dozen; and of a thread.
inline constexpr uint32_t Entries = 1024;
inline constexpr uint32_t MaxEntries = 2;

/// [entry][thread of the block]; Low in the lower half. Read whole, for the two
/// words shall arrive together, and written by words.
extern GPURT_SHARED uint64_t Store[Entries];

/// A half of an entry.
using Word [[gnu::may_alias]] = uint32_t;

inline void setHigh(uint32_t Index, uint32_t High) {
  reinterpret_cast<GPURT_SHARED Word *>(&Store[Index])[1] = High;
}

inline bool isUsed() { return __gpurt_magazine_mode != 0; }

inline constexpr uint32_t Wish = 1;
inline constexpr uint32_t Out = 1u << 31;
inline constexpr uint32_t Lent = 1u << 30;
inline constexpr uint32_t HighAddress = 0x7fff;
/// Serves no size, and is no address's: not null's either.
inline constexpr uint32_t Nothing = Out | HighAddress;
inline constexpr unsigned PageShift = 15;
inline constexpr unsigned UnitsShift = 19;

/// \returns whether a block of \p Size bytes may lie in the slot of an entry
/// with \p High, and wastes at most an eighth there. The entry's units e less
/// one and the block's u less one: e - u <= (e - 1) / 8, which holds for every
/// u of the slot's class. Out adds 4096 to the left and 512 to the right, and
/// u is at most 2048, so that it fails.
constexpr bool serves(uint32_t High, uint64_t Size) {
  return Size - 1 < abi::MaxClassSize &&
         (High >> UnitsShift) - uint32_t(Size - 1) / 16 <= High >>
             (UnitsShift + 3);
}

/// Sets \p Block to a block of \p Size bytes from the lane's first entry.
/// \returns false if it has none.
inline bool takeFirst(uint64_t Size, void *&Block) {
  uint32_t Rank = target::threadRank();
  uint64_t Entry = Store[Rank];
  auto High = uint32_t(Entry >> 32);
  if (!serves(High, Size))
    return false;
  setHigh(Rank, High | Out);
  Block = reinterpret_cast<void *>(uint64_t(High & HighAddress) << 32 |
                                   uint32_t(Entry));
  return true;
}

/// Keeps \p Block if the lane's first entry knows it. \returns false if not.
inline bool giveFirst(const void *Block) {
  uint32_t Rank = target::threadRank();
  uint64_t Entry = Store[Rank];
  constexpr uint64_t Compared = uint64_t(Out | HighAddress) << 32 | ~0u;
  if ((Entry & Compared) !=
      (reinterpret_cast<uint64_t>(Block) | uint64_t(Out) << 32))
    return false;
  setHigh(Rank, uint32_t(Entry >> 32) ^ Out);
  return true;
}

/// malloc where the first entry does not serve.
struct Other {
  void *Block; ///< from another entry, or null
  bool Wished; ///< and nothing is left to be done, or else call wishInstead
};

/// \p Size is at most abi::MaxClassSize, \p Sought its class. Where no entry
/// serves, the lane wishes for a slot of it if that costs no other.
Other takeOther(uint64_t Size, SizeClass Sought);

/// Has the lane wish for such a slot in place of one that it has, unless to
/// keep it would hide too much of the heap.
void wishInstead(uint64_t Size);

/// free where the first entry does not know \p Block, which is in \p Place.
/// \returns Done if the lane keeps it now, Twice if it kept it already, Invalid
/// if it does not keep it.
Freed keep(const void *Block, SlotPlace Place);

/// Gives back the slots that the lane keeps. \returns whether there were any.
bool empty();

/// Uses the lane's last entry for an address of the thread's own, and takes it
/// back for slots if that is 0. While it is lent the lane keeps one slot less.
/// An entry that is lent is Out, too, so that the first steps of malloc and
/// free find nothing there: no one frees what lies at such an address.
void lendEntry(uint64_t Address);

/// \returns whether an entry can hold the address.
inline bool canLendTo(const void *Address) {
  return reinterpret_cast<uint64_t>(Address) >> 32 <= HighAddress;
}

/// \returns the address that was lent an entry, or 0.
uint64_t lentWord();

} // namespace gpurt::alloc::magazine

#endif // GPURT_DEVICELIB_ALLOC_MAGAZINE_H
