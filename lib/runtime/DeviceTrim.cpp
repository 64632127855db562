//===- DeviceTrim.cpp - Giving a heap's memory back to the driver ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// While no kernel runs the heap's tables are ours to edit. What lies behind the
// last page in use, free pages and slabs with every slot free, is taken out of
// them; then the memory goes, in the steps in which it came. The tables end as
// if those pages had never been backed: growth maps them again.
//
// Before: BackedPages 8   [slab][run ....][free][slab, empty][free][free]
// After:  BackedPages 4   [slab][run ....][free] not backed
//
// Hints of the device that name such a page (in GroupSlab, and in Listed of a
// class that had no slab there) stay: whoever follows one looks at the page's
// word first, which says that nothing begins there.
// Test: test/unit/TrimTest.cpp, test/run/memory/trim-*.cu
//===----------------------------------------------------------------------===//
#include "Device.h"
#include "HeapTable.h"
#include "Message.h"
#include "Options.h"

#include <algorithm>
#include <bitset>
#include <new>
#include <optional>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

uint64_t heldEnd(const HeapTable &Table) {
  uint64_t End = 0;
  Table.forEachSpan([&](const HeapSpan &Span) {
    if (Span.Held)
      End = Span.end();
  });
  return End;
}

/// Edits of the tables of one device, step by step; after the first failure
/// none is made.
class TableEditor {
  CopyLane &Lane;

public:
  explicit TableEditor(CopyLane &Lane) : Lane(Lane) {}

  cudaError_t Error = cudaSuccess;

  template <typename Entry> Entry read(const Entry *From) {
    Entry Value{};
    if (Error == cudaSuccess)
      Error = Lane.read(&Value, From, sizeof(Entry));
    return Value;
  }

  template <typename Entry> void write(Entry *To, Entry Value) {
    if (Error == cudaSuccess)
      Error = Lane.write(To, &Value, sizeof(Entry));
  }

  template <typename Entry> void zero(Entry *From, uint64_t Count) {
    if (Error == cudaSuccess && Count)
      Error = Lane.zero(From, Count * sizeof(Entry));
  }

  /// Clears the bits from \p First to \p End, which is above, and all others of
  /// the last word. \returns whether the word of \p First has a bit left.
  bool cutBits(uint64_t *Bits, uint64_t First, uint64_t End) {
    uint64_t Index = First / 64;
    uint64_t Rest = read(Bits + Index) & ((1ull << First % 64) - 1);
    write(Bits + Index, Rest);
    zero(Bits + Index + 1, (End + 63) / 64 - Index - 1);
    return Rest != 0;
  }

  /// Takes the members from \p First on out of \p Set, which has none at \p End
  /// or above that anyone looks at.
  void cutOff(const abi::PageSet &Set, uint64_t First, uint64_t End) {
    for (uint64_t *Level : Set.Level) {
      if (First >= End)
        return;
      bool IsLeft = cutBits(Level, First, End);
      // The level above has a bit for each of these words.
      First = First / 64 + IsLeft;
      End = (End + 63) / 64;
    }
  }
};

/// Takes the pages of \p Table from \p Keep on, which nobody holds, out of the
/// tables of \p Device.
cudaError_t cutTables(DeviceState &Device, const HeapTable &Table,
                      uint64_t Keep) {
  uint64_t End = Table.pages();
  if (Keep >= End)
    return cudaSuccess;
  std::bitset<abi::NumClasses> Classes;
  uint64_t EmptyPages = 0;
  Table.forEachSpan([&](const HeapSpan &Span) {
    if (Span.First < Keep || Span.What != HeapSpan::Kind::Slab)
      return;
    Classes.set(Span.Class);
    EmptyPages += Span.Pages;
  });
  const abi::HeapState &Heap = Device.layout().Heap;
  abi::HeapState &OnDevice = Device.onDevice()->Heap;
  TableEditor Edit(Device.Calls);
  Edit.zero(Heap.PageWords + Keep, End - Keep);
  Edit.zero(Heap.SlabPages + Keep, End - Keep);
  Edit.cutBits(Heap.BitsReady, Keep, End);
  Edit.cutOff(Heap.FreePages, Keep, End);
  Edit.cutOff(Heap.Empty, Keep, End);
  for (uint32_t Class = 0; Class < abi::NumClasses; ++Class)
    if (Classes[Class])
      Edit.cutOff(Heap.Listed[Class], Keep, End);
  if (EmptyPages)
    Edit.write(&OnDevice.EmptyPages,
               Edit.read(&OnDevice.EmptyPages) - EmptyPages);
  Edit.write(&OnDevice.BackedPages, Keep);
  return Edit.Error;
}

} // namespace

std::shared_mutex DeviceState::LaunchGate;

cudaError_t DeviceState::trim(uint64_t SeenLaunches, uint64_t KeepBytes) {
  // Not waited for: threads that launch all the time could hold it for ever.
  std::unique_lock Gate(LaunchGate, std::try_to_lock);
  // Launches are counted under the gate: if none came since, all have ended.
  if (!Gate || Launches.load(std::memory_order_seq_cst) != SeenLaunches)
    return cudaErrorNotReady;
  std::lock_guard Grow(GrowLock);
  uint64_t Asked = KeepBytes / abi::PageSize + (KeepBytes % abi::PageSize != 0);
  if (!Serving || Asked >= Heap.backedPages())
    return cudaSuccess;
  HeapTable Table;
  if (cudaError_t Error = Table.read(*this))
    return Error;
  uint64_t Keep = Heap.leastFrom(std::max(Asked, heldEnd(Table)));
  if (Keep == Heap.backedPages())
    return cudaSuccess;
  if (cudaError_t Error = cutTables(*this, Table, Keep))
    return Error;
  Backed = std::min(Backed, Keep);
  // Relaxed: the next kernel's launch orders it. Wanted is of a request that
  // was answered, for no kernel runs; it must not be answered again.
  std::atomic_ref(Pinned->Mail.Backed).store(Backed, std::memory_order_relaxed);
  std::atomic_ref(Pinned->Mail.Wanted).store(0, std::memory_order_relaxed);
  // A step that the driver will not take stays backed, and is published again
  // when the heap grows.
  return Heap.shrinkTo(Keep) == CUDA_SUCCESS ? cudaSuccess : cudaErrorUnknown;
}

void DeviceState::trimIfTold(uint64_t SeenLaunches) {
  const std::optional<uint64_t> &Keep = Options::get().HeapKeep;
  // Relaxed: two threads that both trim do no harm.
  if (!Keep || Restless.load(std::memory_order_relaxed) ||
      TrimmedAt.exchange(SeenLaunches, std::memory_order_relaxed) ==
          SeenLaunches)
    return;
  try {
    RelaxedCapture Capture;
    OwnErrors Errors;
    // A failure is of the context, and the program's next call meets it too.
    trim(SeenLaunches, *Keep);
  } catch (const std::bad_alloc &) {
    complain("cannot trim the heap of device %d: no host memory", Ordinal);
  }
}
