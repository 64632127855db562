//===- HeapOnHost.cpp - A device heap in the test process -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See HeapOnHost.h.
//===----------------------------------------------------------------------===//
#include "HeapOnHost.h"

#include <bit>
#include <chrono>
#include <cstdlib>
#include <sys/mman.h>

using namespace gpurt;
using namespace gpurt::test;

extern "C" const unsigned __gpurt_panic_mode = 3;

// A test never runs without its state.
void gpurt::reportMissingRuntime() { std::abort(); }

abi::State *__gpurt_slot = nullptr;

uint64_t *HeapOnHost::table(uint64_t Words) {
  Tables.push_back(std::make_unique<uint64_t[]>(Words));
  return Tables.back().get();
}

HeapOnHost::HeapOnHost(uint64_t Pages, uint64_t Backed, uint64_t Limit) {
  abi::HeapState &Heap = TheState.Heap;
  void *Memory =
      mmap(nullptr, (Pages + 512) * abi::PageSize, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (Memory == MAP_FAILED)
    std::abort();
  // The real heap starts at a multiple of 1 GiB; 32 MiB serve the tests.
  Tables.reserve(8 + 3 * abi::NumClasses);
  uint64_t Align = 512 * abi::PageSize;
  Heap.Base = (reinterpret_cast<uint64_t>(Memory) + Align - 1) & ~(Align - 1);
  Heap.ReservedPages = Pages;
  Heap.LimitPages = Limit;
  Heap.PageWords = table(Pages);
  Heap.SlotBits = table(Pages * abi::SlotWordsPerPage);
  Heap.RunPages = reinterpret_cast<uint32_t *>(table(Pages));
  auto MakeSet = [&](abi::PageSet &Set) {
    for (unsigned Level = 0; Level < 3; ++Level)
      Set.Level[Level] = table(abi::pageSetWords(Pages, Level));
  };
  MakeSet(Heap.FreePages);
  for (abi::PageSet &Set : Heap.Available)
    MakeSet(Set);
  TheState.Mail = &Mail;
  TheState.Panic.Records = Records.data();
  Mail.Backed = Backed;
  Mail.Limit = Limit;
  __gpurt_slot = &TheState;
  Host = std::thread([this] { serve(); });
}

HeapOnHost::~HeapOnHost() {
  Stop = true;
  Host.join();
  munmap(reinterpret_cast<void *>(TheState.Heap.Base),
         TheState.Heap.ReservedPages * abi::PageSize);
}

void HeapOnHost::setLimit(uint64_t Pages) {
  __atomic_store_n(&Mail.Limit, Pages, __ATOMIC_SEQ_CST);
  __atomic_store_n(&TheState.Heap.LimitPages, Pages, __ATOMIC_SEQ_CST);
}

void HeapOnHost::serve() {
  while (!Stop) {
    uint64_t Wanted = __atomic_load_n(&Mail.Wanted, __ATOMIC_RELAXED);
    uint64_t Limit = __atomic_load_n(&Mail.Limit, __ATOMIC_RELAXED);
    if (Wanted > Mail.Backed && Wanted <= Limit) {
      uint64_t Backed = std::min((Wanted + 31) / 32 * 32, Limit);
      __atomic_store_n(&Mail.Backed, Backed, __ATOMIC_RELEASE);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
}

uint64_t HeapOnHost::usedSlots() const {
  uint64_t Used = 0;
  for (uint64_t Page = 0; Page < TheState.Heap.ReservedPages; ++Page) {
    alloc::PageWord Word{TheState.Heap.PageWords[Page]};
    if (Word.isClassPage())
      Used += uint64_t(abi::classSlots(Word.sizeClass()) - Word.count());
  }
  return Used;
}

uint64_t HeapOnHost::usedPages() const {
  uint64_t Used = 0;
  for (uint64_t Page = 0; Page < TheState.Heap.ReservedPages; ++Page)
    if (alloc::PageWord{TheState.Heap.PageWords[Page]}.tag() == abi::TagRunHead)
      Used += TheState.Heap.RunPages[Page];
  return Used;
}

static bool contains(const abi::PageSet &Set, uint64_t Page) {
  return Set.Level[0][Page / 64] >> Page % 64 & 1;
}

/// PageSet's I1 with no caller inside.
static bool levelsAgree(const abi::PageSet &Set, uint64_t Pages) {
  for (unsigned Level = 0; Level < 2; ++Level)
    for (uint64_t I = 0; I < abi::pageSetWords(Pages, Level); ++I)
      if (Set.Level[Level][I] && !(Set.Level[Level + 1][I / 64] >> I % 64 & 1))
        return false;
  return true;
}

std::string HeapOnHost::findFault() const {
  const abi::HeapState &Heap = TheState.Heap;
  uint64_t Pages = Heap.ReservedPages;
  uint64_t Accounted = 0;
  uint64_t Empty = 0;
  for (uint64_t Page = 0; Page < Pages; ++Page) {
    alloc::PageWord Word{Heap.PageWords[Page]};
    std::string Where = "page " + std::to_string(Page) + ": ";
    uint64_t Taken = 0;
    for (uint64_t I = 0; I < abi::SlotWordsPerPage; ++I)
      Taken += uint64_t(
          std::popcount(Heap.SlotBits[Page * abi::SlotWordsPerPage + I]));
    if (contains(Heap.FreePages, Page)) {
      ++Accounted;
      if (Word.Word)
        return Where + "free, but its word is not zero";
    } else if (Word.isClassPage()) {
      ++Accounted;
      auto Slots = int32_t(abi::classSlots(Word.sizeClass()));
      if (uint64_t(Slots - Word.count()) != Taken)
        return Where + "its count and its bits differ (I1)";
      if (Word.count() > 0 && !contains(Heap.Available[Word.sizeClass()], Page))
        return Where + "has free slots that no search finds (I2)";
      Empty += Word.count() == Slots;
      continue;
    } else if (Word.tag() == abi::TagRunHead) {
      Accounted += Heap.RunPages[Page];
    }
    if (Taken)
      return Where + "of no class, but has slot bits (I3)";
  }
  if (Accounted != Heap.BackedPages)
    return std::to_string(Heap.BackedPages - Accounted) + " pages are lost";
  if (Heap.EmptyPages != Empty)
    return "EmptyPages is off";
  if (uint32_t(Heap.Transits) || Heap.Polling)
    return "someone is still in transit or polling";
  if (!levelsAgree(Heap.FreePages, Pages))
    return "levels of FreePages differ";
  for (const abi::PageSet &Set : Heap.Available)
    if (!levelsAgree(Set, Pages))
      return "levels of an Available differ";
  return "";
}
