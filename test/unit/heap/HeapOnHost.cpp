//===- HeapOnHost.cpp - A device heap in the test process -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See HeapOnHost.h.
//===----------------------------------------------------------------------===//
#include "HeapOnHost.h"

#include <bit>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

using namespace gpurt;
using namespace gpurt::test;

extern "C" const unsigned __gpurt_panic_mode = 3;
// A constant of each module; here tests turn it on and off.
extern "C" unsigned __gpurt_magazine_mode = 0;
extern "C" const unsigned __gpurt_arena_mode = 1; // of the fast heap

void gpurt::test::setMagazines(bool On) { __gpurt_magazine_mode = On; }

// A test never runs without its state.
void gpurt::reportMissingRuntime() { std::abort(); }

abi::Slot __gpurt_slot;

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
  Tables.reserve(16 + 3 * abi::NumClasses);
  uint64_t Align = 512 * abi::PageSize;
  Heap.Base = (reinterpret_cast<uint64_t>(Memory) + Align - 1) & ~(Align - 1);
  Heap.ReservedPages = Pages;
  Heap.LimitPages = Limit;
  Heap.PageWords = table(Pages);
  auto HalfWords = [&](uint64_t Count) {
    return reinterpret_cast<uint32_t *>(table((Count + 1) / 2));
  };
  Heap.SlotBits = HalfWords(Pages * abi::SlotWordsPerPage);
  // Until a page's are ready its memory may hold anything.
  std::memset(Heap.SlotBits, 0xa5, Pages * abi::SlotWordsPerPage * 4);
  Heap.BitsReady = table((Pages + 63) / 64);
  Heap.SlabPages = HalfWords(Pages);
  Heap.RunPages = HalfWords(Pages);
  Heap.Groups = reinterpret_cast<abi::GroupSlab *>(
      table(abi::NumGroups * abi::NumClasses));
  auto MakeSet = [&](abi::PageSet &Set) {
    for (unsigned Level = 0; Level < 3; ++Level)
      Set.Level[Level] = table(abi::pageSetWords(Pages, Level));
  };
  MakeSet(Heap.FreePages);
  MakeSet(Heap.Empty);
  for (abi::PageSet &Set : Heap.Listed)
    MakeSet(Set);
  TheState.Mail = &Mail;
  TheState.Panic.Records = Records.data();
  Mail.Backed = Backed;
  Mail.Limit = Limit;
  __gpurt_slot = abi::makeSlot(&TheState, Heap);
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
    if (Word.isSlab())
      Used += uint64_t(int32_t(Word.slots()) - Word.count());
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

uint64_t HeapOnHost::freePages() const {
  uint64_t Free = 0;
  for (uint64_t I = 0; I < TheState.Heap.ReservedPages / 64; ++I)
    Free += uint64_t(std::popcount(TheState.Heap.FreePages.Level[0][I]));
  return Free;
}

uint64_t HeapOnHost::slabPages() const {
  uint64_t Pages = 0;
  for (uint64_t Page = 0; Page < TheState.Heap.ReservedPages; ++Page)
    if (alloc::PageWord Word{TheState.Heap.PageWords[Page]}; Word.isSlab())
      Pages += Word.pages();
  return Pages;
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

/// Slabs of \p Class that some group takes its slots from.
static bool isOfGroup(const abi::HeapState &Heap, uint32_t Class,
                      uint64_t Page) {
  for (uint32_t Group = 0; Group < abi::NumGroups; ++Group) {
    const abi::GroupSlab &Slabs = Heap.Groups[Group * abi::NumClasses + Class];
    if (Slabs.Current == Page + 1 || Slabs.Next == Page + 1)
      return true;
  }
  return false;
}

uint64_t HeapOnHost::takenOn(uint64_t Page) const {
  if (!(TheState.Heap.BitsReady[Page / 64] >> Page % 64 & 1))
    return 0;
  const uint32_t *Bits = TheState.Heap.SlotBits + Page * abi::SlotWordsPerPage;
  uint64_t Taken = 0;
  for (uint64_t I = 0; I < abi::SlotWordsPerPage; ++I)
    Taken += uint64_t(std::popcount(Bits[I]));
  return Taken;
}

std::string HeapOnHost::findSlabFault(uint64_t First, uint64_t Taken) const {
  const abi::HeapState &Heap = TheState.Heap;
  alloc::PageWord Word{Heap.PageWords[First]};
  uint32_t Class = Word.sizeClass();
  if (uint64_t(int32_t(Word.slots()) - Word.count()) != Taken)
    return "its count and its bits differ (I1)";
  if (abi::pagePins(Word.Word) != 0)
    return "has pins and nobody who gives them back";
  if (Word.count() > 0 && !contains(Heap.Listed[Class], First) &&
      !isOfGroup(Heap, Class, First))
    return "has free slots that no search finds (I2)";
  if (Word.isEmpty() && !contains(Heap.Empty, First))
    return "is empty and no search finds that";
  for (uint32_t I = 0; I < 1u << Word.log(); ++I)
    if (Heap.SlabPages[First + I] != (Word.tag() | I << abi::SlabOrdinalShift))
      return "page " + std::to_string(I) + " of it is marked wrong";
  return "";
}

std::string HeapOnHost::findFault() const {
  const abi::HeapState &Heap = TheState.Heap;
  uint64_t Pages = Heap.ReservedPages;
  uint64_t Accounted = 0;
  uint64_t Empty = 0;
  for (uint64_t Page = 0; Page < Pages; ++Page) {
    alloc::PageWord Word{Heap.PageWords[Page]};
    std::string Where = "page " + std::to_string(Page) + ": ";
    uint64_t Taken = takenOn(Page);
    if (Word.isSlab()) {
      Accounted += 1u << Word.log();
      Empty += Word.isEmpty() ? Word.pages() : 0;
      uint64_t Last = Page + (1u << Word.log()) - 1;
      for (uint64_t Next = Page + 1; Next <= Last; ++Next)
        Taken += takenOn(Next);
      if (std::string Fault = findSlabFault(Page, Taken); !Fault.empty())
        return Where + Fault;
      Page = Last;
      continue;
    }
    if (Taken)
      return Where + "of no slab, but has slot bits (I3)";
    if (Word.tag() == abi::TagRunHead)
      Accounted += Heap.RunPages[Page];
    if (!contains(Heap.FreePages, Page))
      continue;
    ++Accounted;
    if (Word.Word || Heap.SlabPages[Page])
      return Where + "free, but marked as in use";
  }
  if (Accounted != Heap.BackedPages)
    return std::to_string(Heap.BackedPages - Accounted) + " pages are lost";
  if (Heap.EmptyPages != Empty)
    return "EmptyPages is off";
  if (uint32_t(Heap.Transits) || Heap.Polling)
    return "someone is still in transit or polling";
  if (!levelsAgree(Heap.FreePages, Pages) || !levelsAgree(Heap.Empty, Pages))
    return "levels of FreePages or Empty differ";
  for (const abi::PageSet &Set : Heap.Listed)
    if (!levelsAgree(Set, Pages))
      return "levels of a Listed differ";
  return "";
}
