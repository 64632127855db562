//===- Api.cpp - gpurt/runtime.h ------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a host program may ask of us. No exception leaves.
// Test: test/unit/ApiTest.cpp
//===----------------------------------------------------------------------===//
#include "Cuda.h"
#include "Device.h"
#include "Message.h"
#include "Observe.h"
#include "Panic.h"
#include "Process.h"
#include "Slots.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <new>
#include <vector>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

/// What the page table says about blocks in use.
struct Usage {
  uint64_t Bytes = 0;
  uint64_t Blocks = 0;
};

/// Counts page by page; RunPages is read only for pages that begin a run.
class UsageCounter {
public:
  UsageCounter(DeviceState &Device, const abi::HeapState &Heap,
               uint64_t NumPages)
      : Words(NumPages), Runs(NumPages) {
    Error = Device.Calls.read(Words.data(), Heap.PageWords,
                              NumPages * sizeof(uint64_t));
    if (Error == cudaSuccess)
      Error = Device.Calls.read(Runs.data(), Heap.RunPages,
                                NumPages * sizeof(uint32_t));
  }

  cudaError_t Error;

  [[nodiscard]] Usage count() const {
    Usage Sum;
    for (uint64_t Page = 0; Page < Words.size(); ++Page)
      add(Sum, Page);
    return Sum;
  }

private:
  void add(Usage &Sum, uint64_t Page) const {
    uint32_t Tag = abi::pageTag(Words[Page]);
    if (Tag == abi::TagRunHead) {
      Sum.Bytes += Runs[Page] * abi::PageSize;
      ++Sum.Blocks;
      return;
    }
    if (!abi::isSlabTag(Tag))
      return;
    uint32_t Class = abi::tagClass(Tag);
    // Below zero for the moment that an allocator takes to find too few.
    int64_t Free = abi::pageCount(Words[Page]);
    int64_t Slots = abi::slabSlots(Class, abi::tagLog(Tag));
    uint64_t Used = uint64_t(Slots - std::clamp<int64_t>(Free, 0, Slots));
    Sum.Blocks += Used;
    Sum.Bytes += Used * abi::classSize(Class);
  }

  std::vector<uint64_t> Words;
  std::vector<uint32_t> Runs;
};

gpurt_status readHeap(gpurt_heap_statistics &Stats) {
  int Ordinal = 0;
  {
    OwnErrors Errors;
    if (isForkedChild() || cudaGetDevice(&Ordinal) != cudaSuccess ||
        Ordinal >= MaxDevices)
      return GPURT_NO_DEVICE;
  }
  DeviceState &Device = DeviceState::of(Ordinal);
  abi::State *State = Device.onDevice();
  if (!State)
    return GPURT_OK; // nothing was launched yet
  RelaxedCapture Capture;
  OwnErrors Errors;
  DeviceState::HeapSize Size = Device.heapSize();
  UsageCounter Counter(Device, Device.layout().Heap, Size.BackedPages);
  cudaError_t Error = Counter.Error;
  if (Error == cudaSuccess)
    Error = Device.Calls.read(&Stats.failed_allocations, &State->Heap.Failures,
                              sizeof(uint64_t));
  abi::CheckedState Checked{};
  if (Error == cudaSuccess)
    Error = Device.Calls.read(&Checked, &State->Checked, sizeof(Checked));
  if (Error != cudaSuccess) {
    complain("cannot read the heap of device %d: %s", Ordinal,
             cudaGetErrorString(Error));
    return GPURT_CUDA_ERROR;
  }
  Usage Used = Counter.count();
  Stats.limit_bytes = Size.Limit;
  Stats.committed_bytes = Size.Committed;
  // The program does not hold what waits in the quarantine of checked mode.
  Stats.used_bytes = Used.Bytes - std::min(Used.Bytes, Checked.Waiting);
  Stats.used_blocks =
      Used.Blocks - std::min(Used.Blocks, Checked.WaitingBlocks);
  return GPURT_OK;
}

} // namespace

extern "C" {

GPURT_EXPORT int gpurt_last_panic(gpurt_panic_info *Info) {
  return Info && copyLastPanic(*Info);
}

GPURT_EXPORT void gpurt_clear_panic() {
  forgetLastPanic();
  clearPendingError();
}

GPURT_EXPORT gpurt_status gpurt_heap_stats(gpurt_heap_statistics *Stats) {
  if (!Stats)
    return GPURT_INVALID;
  gpurt_heap_statistics Result{};
  gpurt_status Status = GPURT_CUDA_ERROR;
  try {
    Status = readHeap(Result);
  } catch (const std::exception &Error) {
    complain("cannot read the heap: %s", Error.what());
  }
  *Stats = Status == GPURT_OK ? Result : gpurt_heap_statistics{};
  return Status;
}

GPURT_EXPORT gpurt_status gpurt_attach_module(CUmod_st *Module) {
  return attachModule(Module);
}

} // extern "C"

GPURT_EXPORT const gpurt::panic_info *gpurt::last_panic() noexcept {
  // 4 KiB for threads that ask, none for those that do not.
  thread_local std::unique_ptr<gpurt_panic_info> Copy;
  try {
    if (!Copy)
      Copy = std::make_unique<gpurt_panic_info>();
  } catch (const std::bad_alloc &) {
    return nullptr;
  }
  return copyLastPanic(*Copy) ? Copy.get() : nullptr;
}

GPURT_EXPORT gpurt::heap_statistics gpurt::heap_stats() noexcept {
  gpurt_heap_statistics Stats{};
  gpurt_heap_stats(&Stats);
  return Stats;
}
