//===- HeapOnHost.h - A device heap in the test process -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sets up the state that libgpurt would, over host memory, with a thread in
// the host's part of the growth mailbox; and checks the heap's invariants.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_HEAPONHOST_H
#define GPURT_TEST_HEAPONHOST_H

#include "alloc/Slabs.h"
#include "alloc/Slots.h"
#include "state/State.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

extern "C" {
void __gpurt_magazine_enter();
void __gpurt_magazine_leave();
void *__gpurt_malloc(size_t Size);
void *__gpurt_calloc(size_t Number, size_t Size);
void *__gpurt_realloc(void *Block, size_t Size, const char *Site);
void __gpurt_free(void *Block, const char *Site);
void *__gpurt_aligned_alloc(size_t Align, size_t Size);
int __gpurt_posix_memalign(void **Result, size_t Align, size_t Size);
void *__gpurt_new(size_t Size, const char *Site);
void *__gpurt_new_aligned(size_t Size, size_t Align, const char *Site);
}

namespace gpurt::test {

/// Whether malloc and free use the calling thread's magazine.
void setMagazines(bool On);

class HeapOnHost {
  abi::State TheState{};
  abi::Mailbox Mail{};
  std::vector<abi::PanicRecord> Records{abi::PanicRecords};
  std::vector<std::unique_ptr<uint64_t[]>> Tables;
  std::atomic<bool> Stop{false};
  std::thread Host;

  uint64_t *table(uint64_t Words);
  void serve();
  uint64_t takenOn(uint64_t Page) const;
  std::string findSlabFault(uint64_t First, uint64_t Taken) const;

public:
  /// \p Pages of address space, of which \p Backed have memory at first and
  /// \p Limit may get it.
  HeapOnHost(uint64_t Pages, uint64_t Backed, uint64_t Limit);
  ~HeapOnHost();
  HeapOnHost(const HeapOnHost &) = delete;
  HeapOnHost &operator=(const HeapOnHost &) = delete;

  abi::HeapState &heap() { return TheState.Heap; }
  const abi::PanicRecord &record(unsigned I) const { return Records[I]; }
  uint64_t panics() const { return TheState.Panic.Tickets; }
  void setLimit(uint64_t Pages);

  /// Checks every invariant of a heap that nobody uses at the moment.
  /// \returns what is wrong, or an empty string.
  std::string findFault() const;

  /// Pages in runs and slots in blocks.
  uint64_t usedPages() const;
  uint64_t usedSlots() const;

  /// Pages that any class may take, and those of slabs.
  uint64_t freePages() const;
  uint64_t slabPages() const;
};

} // namespace gpurt::test

#endif // GPURT_TEST_HEAPONHOST_H
