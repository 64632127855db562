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

/// Marks the time in which the caller holds pages that no search can find.
/// While there is such a caller, "nothing found" does not mean "full".
class InTransit {
  uint64_t &Count;

public:
  explicit InTransit(abi::HeapState &Heap) : Count(Heap.InTransit) {
    // Release and acquire: the caller's removals stay inside.
    target::fetchAdd<Order::AcqRel, Scope::Device>(Count, 1);
  }
  ~InTransit() {
    // Pairs with isQuiet: who sees the count fall sees the pages listed.
    target::fetchAdd<Order::Release, Scope::Device>(Count, ~0ull);
  }
  InTransit(const InTransit &) = delete;
  InTransit &operator=(const InTransit &) = delete;
};

/// \returns whether no caller holds pages in transit.
inline bool isQuiet(const abi::HeapState &Heap) {
  return target::load<Order::Acquire, Scope::Device>(Heap.InTransit) == 0;
}

/// \returns a page that now belongs to the caller, or NoPage. The caller must
/// be InTransit until the page can be found again.
uint32_t takePage(abi::HeapState &Heap);

/// Gives one page back.
void givePage(abi::HeapState &Heap, uint32_t Page);

/// \returns the first of \p Count neighbouring pages whose address is a
/// multiple of \p Align pages (a power of two), or NoPage. First fit. Under
/// contention two callers may each fail where one could have had its run.
uint32_t takeRun(abi::HeapState &Heap, uint64_t Count, uint64_t Align);

/// Gives a run back; neighbours merge by themselves.
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
