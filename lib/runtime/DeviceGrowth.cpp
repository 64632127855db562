//===- DeviceGrowth.cpp - Answering a device's requests for memory --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The device writes Mailbox::Wanted, the pages in all that some thread needs,
// and polls. The answer is one of two: Backed reaches Wanted, or Limit falls
// below it. Wanted alone does not tell the two kinds of asking apart, one
// still waiting and one given up long ago, and the device raises but never
// lowers it; so a request that is refused is also taken out of the mailbox.
// A thread that still waits for less puts its own request back.
// Test: test/unit/GrowthTest.cpp
//===----------------------------------------------------------------------===//
#include "Device.h"
#include "Limits.h"
#include "Message.h"

#include <algorithm>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

constexpr uint64_t GiBInPages = (1ull << 30) / abi::PageSize;

/// The mailbox is shared with the device, which sees host memory coherently:
/// atomic accesses of the host are atomic to it as well.
std::atomic_ref<uint64_t> shared(uint64_t &Word) {
  return std::atomic_ref<uint64_t>(Word);
}

} // namespace

uint64_t DeviceState::limitPages() const {
  uint64_t Bytes = heapLimit(Ordinal, CardBytes);
  uint64_t Pages = Bytes / abi::PageSize + (Bytes % abi::PageSize != 0);
  return std::min(Pages, Heap.reservedPages());
}

void DeviceState::publishBacked() {
  // Memory comes in steps that may pass the limit: those pages stay unused.
  uint64_t Pages = std::min(Heap.backedPages(), Limit);
  if (Pages <= Backed)
    return; // only a trim lowers it, not a lower limit
  Backed = Pages;
  // Release: a device thread that sees the pages also finds them mapped and
  // their slot bits zero. Pairs with the acquire in devicelib's askHost.
  shared(Pinned->Mail.Backed).store(Pages, std::memory_order_release);
}

void DeviceState::publishLimit(uint64_t Pages) {
  Limit = Pages;
  // Mailbox first, the device's copy second; devicelib's copyLimit counts on
  // that. Release pairs with its acquire.
  shared(Pinned->Mail.Limit).store(Pages, std::memory_order_release);
  // Not waited for. If the copy fails, the context is dead and nobody reads it.
  Growth.post(&onDevice()->Heap.LimitPages, &Pinned->Mail.Limit, sizeof(Pages));
}

void DeviceState::refuse(uint64_t Wanted) {
  // Refuse this request, but not smaller ones that can be had.
  uint64_t Pages = Heap.attainablePages();
  // If the card claims to have what it just refused, trust the refusal.
  if (Pages >= Wanted)
    Pages = Backed;
  Squeezed.store(true, std::memory_order_relaxed);
  publishLimit(std::max(Pages, Backed));
}

bool DeviceState::serve() {
  std::lock_guard Grow(GrowLock);
  if (!Serving)
    return false;
  // Relaxed: the number is all that we need to know.
  uint64_t Wanted = shared(Pinned->Mail.Wanted).load(std::memory_order_relaxed);
  if (Wanted <= Backed)
    return false;
  if (Wanted <= Limit) {
    // Each time: a reset by another thread may have replaced the context.
    // This is the growth thread, so it changes nobody's current device.
    cudaSetDevice(Ordinal);
    // A heap that is asked for more will be asked again: double it, in steps
    // that stay short.
    uint64_t Have = Heap.backedPages();
    uint64_t Aim = std::min(2 * Have, Have + GiBInPages);
    Aim = std::clamp(Aim, Wanted, Limit);
    if (Heap.growTo(Wanted, Aim)) {
      publishBacked();
      return true;
    }
    refuse(Wanted);
  }
  // Take the refused request out, unless another came meanwhile. The limit
  // must be visible before: who sees the empty mailbox asks again. Release.
  shared(Pinned->Mail.Wanted)
      .compare_exchange_strong(Wanted, 0, std::memory_order_release,
                               std::memory_order_relaxed);
  return true;
}

void DeviceState::renewLimit() {
  std::lock_guard Grow(GrowLock);
  if (Serving)
    restoreLimit();
}

void DeviceState::restoreLimit() {
  Squeezed.store(false, std::memory_order_relaxed);
  uint64_t Pages = limitPages();
  if (Pages == Limit)
    return;
  publishLimit(Pages);
  publishBacked();
}

void DeviceState::retry(Relief Why) {
  std::lock_guard Grow(GrowLock);
  if (!Serving)
    return;
  // A program that asks for too much in a loop must not cost a search of the
  // card (7 ms for 80 GiB, H100, 2026-11-22) each time that it waits.
  if (Why == Relief::Freed || Heap.attainablePages() > Limit)
    restoreLimit();
}

void DeviceState::refuseGrowth() {
  std::lock_guard Grow(GrowLock);
  if (!Serving)
    return;
  Serving = false;
  publishLimit(Backed);
}

DeviceState::HeapSize DeviceState::heapSize() {
  std::lock_guard Grow(GrowLock);
  if (!Serving)
    return {};
  // The limit that holds, not one lowered for the moment.
  return {std::min(heapLimit(Ordinal, CardBytes), CardBytes),
          Heap.backedPages() * abi::PageSize, Backed};
}
