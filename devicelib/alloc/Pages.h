//===- devicelib/alloc/Pages.h - Taking pages from the heap ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Single pages for the size classes, runs of neighbouring pages for large
// blocks, and growth. Lock-free but for growth, which waits for the host.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ALLOC_PAGES_H
#define GPURT_DEVICELIB_ALLOC_PAGES_H

#include "alloc/PageSet.h"

namespace gpurt::alloc {

/// Marks the time, from begin() on, in which the caller takes pages or slabs
/// out of sets or puts them in: they, and others of their word (PageSet's I1),
/// may be where no search can find them. While there is such a caller, and in a
/// search that one came behind, "nothing found" does not mean "full". A slab
/// that slots empty needs no mark: a search counts EmptyPages last.
class InTransit {
  uint64_t &Transits;
  bool Begun = false;

public:
  explicit InTransit(abi::HeapState &Heap) : Transits(Heap.Transits) {}

  /// To be called before the first step; again, it does nothing.
  void begin();

  ~InTransit() { end(); }
  InTransit(const InTransit &) = delete;
  InTransit &operator=(const InTransit &) = delete;

private:
  void end();
};

/// What a search must know before it begins, so that at its end "nothing
/// found" can be told from "moved while I looked".
class SearchStart {
  const abi::HeapState &Heap;
  uint64_t Backed;
  uint64_t Transits;

public:
  explicit SearchStart(const abi::HeapState &Heap)
      : Heap(Heap),
        // In this order: growth first counts itself in Transits and then
        // raises BackedPages (release), so whoever reads the raised value
        // here sees the growth in Transits too.
        Backed(target::load<Order::Acquire, Scope::Device>(Heap.BackedPages)),
        Transits(target::load<Order::Acquire, Scope::Device>(Heap.Transits)) {
    // P1 is the acquire above.
  }

  [[nodiscard]] uint64_t backedPages() const { return Backed; }
  [[nodiscard]] uint64_t transits() const { return Transits; }

  /// \returns whether no page was in transit from the start until now. Then
  /// what was found taken is taken still.
  [[nodiscard]] bool sawEverything() const;
};

/// How long a thread leaves adding a page, or calling the heap full, to others
/// that are at it: as long as they move. A bound and no lock, because those
/// others may be gone, or be lanes that wait for this one.
/// Where warps progress but not each lane (the engine's warp-unfair, no card
/// that we support), a sibling with the last page in transit may never run: the
/// search ends all the same, and says "full" although a page is on its way.
class Patience {
  static constexpr uint32_t MaxLooks = 1024;
  uint64_t Seen = ~0ull;
  uint32_t Looks = 0;

public:
  /// \returns false once nothing has moved for MaxLooks calls.
  bool lasts(const SearchStart &Start) {
    if (Start.transits() != Seen)
      Looks = 0;
    Seen = Start.transits();
    return Looks++ < MaxLooks;
  }
};

/// Lets others run for a moment, longer with each \p Attempt. Ends the thread
/// if its grid has panicked.
void rest(abi::State &State, uint32_t Attempt);

/// \returns the first of 1 << \p Log neighbouring pages (Log at most 4; at a
/// multiple of their number) that now belong to the caller, or NoPage. From the
/// lowest words that have them, so that the heap stays dense. \p Guard, which
/// is begun before anything moves, must last until the pages can be found
/// again.
uint32_t takePages(abi::HeapState &Heap, uint32_t Log, InTransit &Guard);

/// \returns the first of \p Count neighbouring pages whose address is a
/// multiple of \p Align pages (a power of two), or NoPage. First fit. Under
/// contention two callers may each fail where one could have had its run.
uint32_t takeRun(abi::HeapState &Heap, uint32_t Count, uint32_t Align);

/// Takes the pages from \p First to \p End for the caller, who must be
/// InTransit.
/// \returns false, and takes none, if one of them is not free.
bool takeRange(abi::HeapState &Heap, uint64_t First, uint64_t End);

/// Gives a run back; neighbours merge by themselves. The caller must be
/// InTransit.
void giveRun(abi::HeapState &Heap, uint32_t First, uint64_t Count);

/// \returns how many backed pages the heap must have so that takeRun of the
/// same arguments can succeed at its end.
uint64_t pagesForRun(abi::HeapState &Heap, uint64_t Count, uint64_t Align);

/// Asks the host to back \p Needed pages in all, and waits for its answer.
/// \returns false if the heap may not grow that far. Ends the thread if its
/// grid has panicked.
bool grow(abi::State &State, uint64_t Needed);

} // namespace gpurt::alloc

#endif // GPURT_DEVICELIB_ALLOC_PAGES_H
