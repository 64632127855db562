//===- Device.cpp - One device's state, host side -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Device.h for the locks. This file makes and empties a state;
// DeviceGrowth.cpp answers the device's requests for memory.
// Test: test/unit/DeviceTest.cpp
//===----------------------------------------------------------------------===//
#include "Device.h"
#include "CheckedReport.h"
#include "Grower.h"
#include "Limits.h"
#include "Logs.h"
#include "Message.h"
#include "Options.h"
#include "Process.h"

#include <algorithm>
#include <cstring>
#include <thread>

using namespace gpurt;
using namespace gpurt::runtime;

std::atomic<uint64_t> DeviceState::LiveMask{0};

namespace gpurt::runtime {

/// Never destroyed: hooks may run in destructors of the program's statics.
struct DeviceTable {
  DeviceState Devices[MaxDevices];
  DeviceTable() {
    for (int I = 0; I < MaxDevices; ++I)
      Devices[I].Ordinal = I;
  }
};

} // namespace gpurt::runtime

DeviceState &DeviceState::of(int Ordinal) {
  static DeviceTable *const Table = new DeviceTable;
  return Table->Devices[Ordinal];
}

//===----------------------------------------------------------------------===//
// PinnedReaders
//===----------------------------------------------------------------------===//

namespace {

struct alignas(64) ReaderCount {
  std::atomic<uint32_t> Value{0};
};

constexpr unsigned NumReaderCounts = 16;
ReaderCount ReaderCounts[NumReaderCounts];

std::atomic<uint32_t> &readerCountOfThread() {
  static std::atomic<unsigned> Next{0};
  // Relaxed: any spread will do.
  thread_local const unsigned Mine =
      Next.fetch_add(1, std::memory_order_relaxed) % NumReaderCounts;
  return ReaderCounts[Mine].Value;
}

} // namespace

// Seq_cst on both sides: either the reader sees that the device is no longer
// live (LiveMask), or waitForNone sees the reader (Value). Release and acquire
// would allow neither.
PinnedReaders::PinnedReaders() : Count(readerCountOfThread()) {
  Count.fetch_add(1, std::memory_order_seq_cst);
}

PinnedReaders::~PinnedReaders() {
  // Release: our reads are done when waitForNone sees the count fall.
  Count.fetch_sub(1, std::memory_order_release);
}

void PinnedReaders::waitForNone() {
  for (ReaderCount &Each : ReaderCounts)
    while (Each.Value.load(std::memory_order_seq_cst))
      std::this_thread::yield();
}

//===----------------------------------------------------------------------===//
// Making
//===----------------------------------------------------------------------===//

namespace {

/// Lays tables into one block: first to measure it, then to place them.
class Placer {
public:
  explicit Placer(std::byte *Block) : Block(Block) {}

  template <typename Entry> Entry *place(uint64_t Count) {
    Used = (Used + 255) / 256 * 256;
    uint64_t Offset = Used;
    Used += Count * sizeof(Entry);
    // Arithmetic on integers: a null block is no object to point into.
    return reinterpret_cast<Entry *>(reinterpret_cast<uintptr_t>(Block) +
                                     Offset);
  }

  abi::PageSet placeSet(uint64_t Pages) {
    abi::PageSet Set;
    for (unsigned Level = 0; Level < 3; ++Level)
      Set.Level[Level] = place<uint64_t>(abi::pageSetWords(Pages, Level));
    return Set;
  }

  [[nodiscard]] uint64_t used() const { return Used; }

private:
  std::byte *Block;
  uint64_t Used = 0;
};

abi::State *placeTables(Placer &Place, uint64_t Pages, abi::State &Layout) {
  abi::HeapState &Heap = Layout.Heap;
  auto *State = Place.place<abi::State>(1);
  Heap.PageWords = Place.place<uint64_t>(Pages);
  Heap.SlabPages = Place.place<uint32_t>(Pages);
  Heap.BitsReady = Place.place<uint64_t>((Pages + 63) / 64);
  Heap.RunPages = Place.place<uint32_t>(Pages);
  Heap.Groups =
      Place.place<abi::GroupSlab>(uint64_t(abi::NumGroups) * abi::NumClasses);
  Heap.FreePages = Place.placeSet(Pages);
  Heap.Empty = Place.placeSet(Pages);
  for (abi::PageSet &Set : Heap.Listed)
    Set = Place.placeSet(Pages);
  Layout.Checked.Ring = Place.place<uint64_t>(abi::QuarantineSlots);
  Layout.Errors.Sites = Place.place<abi::PanicSite>(abi::PanicSites);
  Layout.Panic.Sites = Place.place<abi::PanicSite>(abi::PanicSites);
  return State;
}

} // namespace

/// Makes the first \p Pages the members of \p Set, which has none.
cudaError_t DeviceState::fillSet(const abi::PageSet &Set, uint64_t Pages) {
  for (uint64_t *Level : Set.Level) {
    uint64_t Words = Pages / 64;
    uint64_t Last = (1ull << Pages % 64) - 1;
    if (cudaError_t Error =
            Calls.fill(Level, std::byte{0xff}, Words * sizeof(*Level)))
      return Error;
    if (Last)
      if (cudaError_t Error = Calls.write(Level + Words, &Last, sizeof(Last)))
        return Error;
    Pages = Words + (Last != 0);
  }
  return cudaSuccess;
}

cudaError_t DeviceState::createTables() {
  abi::HeapState &H = Layout.Heap;
  uint64_t Pages = Heap.reservedPages();
  Placer Measure(nullptr);
  placeTables(Measure, Pages, Layout);
  if (cudaError_t Error = cudaMalloc(&Tables, Measure.used()))
    return Error;
  if (cudaError_t Error = Calls.zero(Tables, Measure.used()))
    return Error;
  Placer Place(static_cast<std::byte *>(Tables));
  abi::State *State = placeTables(Place, Pages, Layout);

  Layout.Version = abi::Version;
  Layout.Device = uint32_t(Ordinal);
  Layout.Mail = &Pinned->Mail;
  Layout.Panic.Records = Pinned->Records;
  Layout.Undefined.Records = Pinned->Undefined;
  Layout.Errors.Records = Pinned->Errors;
  H.Base = Heap.base();
  H.ReservedPages = Pages;
  H.SlotBits = reinterpret_cast<uint32_t *>(Heap.slotBits());
  // The device takes over pages as it sees Mailbox::Backed rise above this.
  // Those that are there, now: else a program's first thousands of mallocs
  // would wait for one of them to do it.
  H.BackedPages = std::min(Heap.backedPages(), Limit);
  if (cudaError_t Error = fillSet(H.FreePages, H.BackedPages))
    return Error;
  H.LimitPages = Limit;
  if (cudaError_t Error = Calls.write(State, &Layout, sizeof(Layout)))
    return Error;
  OnDevice.store(State, std::memory_order_release);
  return cudaSuccess;
}

cudaError_t DeviceState::create(const DriverApi &Driver) {
  const char *Step = "cudaMemGetInfo";
  size_t Free = 0, Total = 0;
  cudaError_t Error = cudaMemGetInfo(&Free, &Total);
  if (Error == cudaSuccess) {
    CardBytes = Total;
    Step = "cudaHostAlloc";
    void *Memory = nullptr;
    Error = cudaHostAlloc(&Memory, sizeof(PinnedBlock),
                          cudaHostAllocMapped | cudaHostAllocPortable);
    Pinned = static_cast<PinnedBlock *>(Memory);
  }
  if (Error == cudaSuccess) {
    std::memset(static_cast<void *>(Pinned), 0, sizeof(PinnedBlock));
    Panics.start(Pinned->Records);
    Undefined.start(Pinned->Undefined);
    Errors.start(Pinned->Errors);
    Stops.start();
    Step = "cudaStreamCreate";
    Error = Calls.open();
  }
  if (Error == cudaSuccess)
    Error = Growth.open();
  if (Error == cudaSuccess)
    makeRoomOnStack(Ordinal);
  if (Error == cudaSuccess) {
    Step = "cuMemAddressReserve";
    if (CUresult Result = Heap.reserve(Driver, Ordinal, CardBytes)) {
      complain("cannot set up the heap of device %d: cuMemAddressReserve of "
               "%llu MiB: %s",
               Ordinal, (unsigned long long)(CardBytes >> 20),
               Driver.text(Result));
      return cudaErrorMemoryAllocation;
    }
    uint64_t FirstPages = Options::get().HeapInitial / abi::PageSize;
    Limit = limitPages();
    // A card that is nearly full still gets a heap of one step, or an empty
    // one that says no.
    if (FirstPages)
      Heap.growTo(1, std::min(FirstPages, Limit));
    Step = "cudaMalloc";
    Error = createTables();
  }
  if (Error != cudaSuccess) {
    static Once First;
    if (First())
      complain("cannot set up device %d: %s: %s; kernels that use gpu-rt will "
               "fail",
               Ordinal, Step, cudaGetErrorString(Error));
  }
  return Error;
}

cudaError_t DeviceState::ensure(const DriverApi &Driver) {
  std::lock_guard Life(LifeLock);
  if (onDevice())
    return cudaSuccess;
  OwnErrors Errors;
  {
    // Only this thread knows the state yet; the lock is for serve(), which
    // may look at the object of a device that is not serving.
    std::lock_guard Grow(GrowLock);
    if (cudaError_t Error = create(Driver)) {
      release();
      return Error;
    }
    Backed = 0;
    Squeezed.store(false, std::memory_order_relaxed);
    std::atomic_ref(Pinned->Mail.Limit).store(Limit, std::memory_order_release);
    publishBacked();
    Serving = true;
  }
  LiveMask.fetch_or(1ull << Ordinal, std::memory_order_seq_cst);
  watchProcess();
  Grower::get().start();
  return cudaSuccess;
}

//===----------------------------------------------------------------------===//
// Emptying
//===----------------------------------------------------------------------===//

void DeviceState::release() {
  // Null first: no new slot may get this address.
  OnDevice.store(nullptr, std::memory_order_release);
  Calls.close();
  Growth.close();
  Heap.release();
  if (Tables)
    __real_cudaFree(Tables);
  if (Pinned)
    __real_cudaFreeHost(Pinned);
  Tables = nullptr;
  Pinned = nullptr;
  Layout = {};
}

void DeviceState::tearDown() {
  std::lock_guard Life(LifeLock);
  if (!onDevice())
    return;
  Undefined.reportCounts(*this);
  reportChecked(*this);
  OwnErrors Errors;
  logs::tearDown(Ordinal);
  LiveMask.fetch_and(~(1ull << Ordinal), std::memory_order_seq_cst);
  {
    std::lock_guard Grow(GrowLock);
    Serving = false;
  }
  PinnedReaders::waitForNone();
  std::lock_guard Grow(GrowLock);
  release();
  Launches.store(0, std::memory_order_relaxed);
  QuietAt.store(0, std::memory_order_relaxed);
  TrimmedAt.store(0, std::memory_order_relaxed);
  Log.start();
  Restless.store(false, std::memory_order_relaxed);
}
