//===- HeapApi.cpp - What gpurt/runtime.h has of the heap -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Statistics and the map of a running heap, and giving its memory back. No
// exception leaves.
// Tests: test/unit/ApiTest.cpp, HeapTableTest.cpp, TrimTest.cpp
//===----------------------------------------------------------------------===//
#include "Cuda.h"
#include "Device.h"
#include "HeapTable.h"
#include "Limits.h"
#include "Message.h"
#include "Process.h"

#include "gpurt/runtime.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

using namespace gpurt;
using namespace gpurt::runtime;

static_assert(GPURT_HEAP_CLASSES == abi::NumClasses);
static_assert(GPURT_HEAP_PAGE == abi::PageSize);

namespace {

/// Calls \p Use(DeviceState), which returns a cudaError_t, with the current
/// device's state if there is one.
template <typename User>
gpurt_status withHeap(const char *Purpose, User Use) noexcept {
  int Ordinal = 0;
  {
    OwnErrors Errors;
    if (isForkedChild() || cudaGetDevice(&Ordinal) != cudaSuccess ||
        Ordinal >= MaxDevices)
      return GPURT_NO_DEVICE;
  }
  DeviceState &Device = DeviceState::of(Ordinal);
  if (!Device.onDevice())
    return GPURT_OK; // nothing was launched yet
  try {
    RelaxedCapture Capture;
    OwnErrors Errors;
    cudaError_t Error = Use(Device);
    if (Error == cudaSuccess)
      return GPURT_OK;
    complain("cannot %s the heap of device %d: %s", Purpose, Ordinal,
             cudaGetErrorString(Error));
  } catch (const std::exception &Error) {
    complain("cannot %s the heap of device %d: %s", Purpose, Ordinal,
             Error.what());
  }
  return GPURT_CUDA_ERROR;
}

//===----------------------------------------------------------------------===//
// Statistics
//===----------------------------------------------------------------------===//

void addSpan(gpurt_heap_statistics &Stats, const HeapSpan &Span) {
  uint64_t Bytes = Span.Pages * abi::PageSize;
  if (Span.What != HeapSpan::Kind::Free)
    Stats.free_bytes -= std::min(Stats.free_bytes, Bytes);
  if (Span.What == HeapSpan::Kind::Run) {
    ++Stats.large_blocks;
    Stats.large_bytes += Bytes;
  } else if (Span.What == HeapSpan::Kind::Slab) {
    gpurt_heap_class &Class = Stats.classes[Span.Class];
    ++Class.slabs;
    Class.slab_bytes += Bytes;
    Class.used_slots += Span.Used;
    Class.free_slots += Span.Slots - Span.Used;
  }
}

cudaError_t readStatistics(DeviceState &Device, gpurt_heap_statistics &Stats) {
  HeapTable Table;
  if (cudaError_t Error = Table.read(Device))
    return Error;
  const abi::State *State = Device.onDevice();
  if (cudaError_t Error = Device.Calls.read(
          &Stats.failed_allocations, &State->Heap.Failures, sizeof(uint64_t)))
    return Error;
  abi::CheckedState Checked{};
  if (cudaError_t Error =
          Device.Calls.read(&Checked, &State->Checked, sizeof(Checked)))
    return Error;
  DeviceState::HeapSize Size = Device.heapSize();
  Stats.limit_bytes = Size.Limit;
  Stats.committed_bytes = Stats.free_bytes = Size.Committed;
  for (uint32_t Class = 0; Class < abi::NumClasses; ++Class)
    Stats.classes[Class].slot_bytes = abi::classSize(Class);
  Table.forEachSpan([&](const HeapSpan &Span) { addSpan(Stats, Span); });
  Stats.used_blocks = Stats.large_blocks;
  Stats.used_bytes = Stats.large_bytes;
  for (const gpurt_heap_class &Class : Stats.classes) {
    Stats.used_blocks += Class.used_slots;
    Stats.used_bytes += Class.used_slots * Class.slot_bytes;
  }
  // The program does not hold what waits in the quarantine of checked mode.
  Stats.used_bytes -= std::min(Stats.used_bytes, Checked.Waiting);
  Stats.used_blocks -= std::min(Stats.used_blocks, Checked.WaitingBlocks);
  return cudaSuccess;
}

//===----------------------------------------------------------------------===//
// The map
//===----------------------------------------------------------------------===//

gpurt_span_kind kindOf(const HeapSpan &Span) {
  switch (Span.What) {
  case HeapSpan::Kind::Free:
    return GPURT_SPAN_FREE;
  case HeapSpan::Kind::Slab:
    return GPURT_SPAN_SLAB;
  case HeapSpan::Kind::Run:
    return GPURT_SPAN_BLOCK;
  case HeapSpan::Kind::Moving:
    break;
  }
  return GPURT_SPAN_MOVING;
}

/// Calls \p Take(gpurt_heap_span) for all pages up to the limit.
template <typename Taker> cudaError_t mapHeap(DeviceState &Device, Taker Take) {
  HeapTable Table;
  if (cudaError_t Error = Table.read(Device))
    return Error;
  Table.forEachSpan([&](const HeapSpan &Span) {
    bool IsSlab = Span.What == HeapSpan::Kind::Slab;
    Take(gpurt_heap_span{kindOf(Span), IsSlab ? abi::classSize(Span.Class) : 0,
                         Span.Used, Span.Slots, Span.First, Span.Pages});
  });
  DeviceState::HeapSize Size = Device.heapSize();
  // The device takes over what the host has backed when it needs it.
  uint64_t Known = Table.pages();
  uint64_t Backed = std::max(Known, Size.BackedPages);
  if (Backed > Known)
    Take(gpurt_heap_span{GPURT_SPAN_FREE, 0, 0, 0, Known, Backed - Known});
  uint64_t Limit = Size.Limit / abi::PageSize;
  if (Limit > Backed)
    Take(gpurt_heap_span{GPURT_SPAN_UNBACKED, 0, 0, 0, Backed, Limit - Backed});
  return cudaSuccess;
}

/// One line of what `gpurt-bench heap-map` reads.
void printSpan(std::FILE *Out, const gpurt_heap_span &Span) {
  static constexpr const char *Kinds[] = {"free", "slots", "run", "moving",
                                          "unbacked"};
  std::fprintf(Out, "%llu %s", (unsigned long long)Span.pages,
               Kinds[Span.kind]);
  if (Span.kind == GPURT_SPAN_SLAB)
    std::fprintf(Out, " %u %u %u", Span.slot_bytes, Span.used_slots,
                 Span.slots);
  std::fputc('\n', Out);
}

//===----------------------------------------------------------------------===//
// Giving memory back
//===----------------------------------------------------------------------===//

/// A program that launches all the time from other threads is told so.
constexpr int MostWaits = 8;

/// \returns cudaErrorNotReady if the device did not stay idle.
cudaError_t trimWhenIdle(DeviceState &Device, size_t Keep) {
  for (int Wait = 0; Wait < MostWaits; ++Wait) {
    uint64_t Launches = Device.Launches.load(std::memory_order_seq_cst);
    if (cudaError_t Error = __real_cudaDeviceSynchronize())
      return Error;
    cudaError_t Error = Device.trim(Launches, Keep);
    if (Error != cudaErrorNotReady)
      return Error;
  }
  return cudaErrorNotReady;
}

} // namespace

extern "C" {

GPURT_EXPORT gpurt_status gpurt_heap_stats(gpurt_heap_statistics *Stats) {
  if (!Stats)
    return GPURT_INVALID;
  *Stats = {};
  gpurt_status Status = withHeap("read", [&](DeviceState &Device) {
    return readStatistics(Device, *Stats);
  });
  if (Status != GPURT_OK)
    *Stats = {};
  return Status;
}

GPURT_EXPORT gpurt_status gpurt_heap_map(gpurt_heap_span *Spans,
                                         size_t Capacity, size_t *Count) {
  if (!Count || (!Spans && Capacity))
    return GPURT_INVALID;
  size_t Seen = 0;
  gpurt_status Status = withHeap("read", [&](DeviceState &Device) {
    return mapHeap(Device, [&](const gpurt_heap_span &Span) {
      if (Seen < Capacity)
        Spans[Seen] = Span;
      ++Seen;
    });
  });
  *Count = Status == GPURT_OK ? Seen : 0;
  return Status;
}

GPURT_EXPORT gpurt_status gpurt_heap_write_map(const char *File) {
  std::FILE *Out = File ? std::fopen(File, "w") : nullptr;
  if (!Out) {
    complain("cannot write the heap's map to '%s': %s", File ? File : "null",
             std::strerror(errno));
    return GPURT_INVALID;
  }
  gpurt_status Status = withHeap("read", [&](DeviceState &Device) {
    return mapHeap(Device,
                   [&](const gpurt_heap_span &Span) { printSpan(Out, Span); });
  });
  bool Failed = std::ferror(Out);
  if (std::fclose(Out) || Failed) {
    complain("cannot write the heap's map to '%s'", File);
    return GPURT_INVALID;
  }
  return Status;
}

GPURT_EXPORT gpurt_status gpurt_heap_trim(size_t Keep) {
  bool Busy = false;
  gpurt_status Status = withHeap("trim", [&](DeviceState &Device) {
    cudaError_t Error = trimWhenIdle(Device, Keep);
    Busy = Error == cudaErrorNotReady;
    return Busy ? cudaSuccess : Error;
  });
  if (Status == GPURT_OK && !Busy)
    retrySqueezedHeaps(Relief::Freed);
  return Busy ? GPURT_BUSY : Status;
}

} // extern "C"

GPURT_EXPORT gpurt::heap_statistics gpurt::heap_stats() noexcept {
  gpurt_heap_statistics Stats{};
  gpurt_heap_stats(&Stats);
  return Stats;
}
