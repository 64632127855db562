//===- Arena.cpp - Addresses of device and pinned memory ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Arena.h.
// Test: test/unit/cudart/MemoryTest.cpp
//===----------------------------------------------------------------------===//
#include "Arena.h"

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <sys/mman.h>

namespace gpurt::simt {
namespace {

constexpr size_t PageSize = 4096;
constexpr size_t Align = 256;
/// What fresh memory holds on a card is anything; larger blocks stay zero, for
/// to touch all of them would cost more than it shows.
constexpr size_t MostFilled = 1 << 20;
constexpr int Fill = 0xCD;
constexpr size_t MostFreed = 256;
constexpr int ReserveFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

size_t roundUp(size_t Value, size_t To) { return (Value + To - 1) / To * To; }

void *at(uintptr_t Address) { return reinterpret_cast<void *>(Address); }

void *reserve(uintptr_t Wish, size_t Extent) {
  void *Start = mmap(at(Wish), Extent, PROT_NONE,
                     ReserveFlags | MAP_FIXED_NOREPLACE, -1, 0);
  if (Start != MAP_FAILED && Start != at(Wish)) {
    munmap(Start, Extent); // a kernel that knows no MAP_FIXED_NOREPLACE
    Start = MAP_FAILED;
  }
  if (Start == MAP_FAILED)
    Start = mmap(nullptr, Extent, PROT_NONE, ReserveFlags, -1, 0);
  return Start;
}

} // namespace

Arena::Arena(uintptr_t Wish, size_t WishedExtent, const char *Name)
    : Name(Name) {
  // A machine with little address space to give still gets some.
  for (Extent = WishedExtent; Extent >= PageSize; Extent /= 2) {
    void *Start = reserve(Wish, Extent);
    if (Start == MAP_FAILED)
      continue;
    Base = Cursor = reinterpret_cast<uintptr_t>(Start);
    return;
  }
  Extent = 0;
}

/// \returns the start of \p Length free bytes, at or behind the cursor if there
/// are any; 0 if there are none.
uintptr_t Arena::place(size_t Length) {
  for (uintptr_t From : {Cursor, Base}) {
    uintptr_t Start = From;
    auto Next = Live.lower_bound(Start);
    if (Next != Live.begin()) {
      auto Before = std::prev(Next);
      Start = std::max(Start, Before->first + Before->second.Length);
    }
    for (; Next != Live.end() && Next->first - Start < Length; ++Next)
      Start = Next->first + Next->second.Length;
    if (Base + Extent >= Start && Base + Extent - Start >= Length)
      return Start;
  }
  return 0;
}

void *Arena::allocate(size_t Size, unsigned Kind, unsigned Flags) {
  size_t Room = roundUp(Size, Align), Pages = roundUp(Room, PageSize);
  if (Pages < Size)
    return nullptr;
  std::lock_guard Guard(Lock);
  uintptr_t First = place(Pages + PageSize);
  if (!First || mprotect(at(First), Pages, PROT_READ | PROT_WRITE))
    return nullptr;
  Cursor = First + Pages + PageSize;
  // At the end of its pages, so that what is behind it cannot be touched.
  uintptr_t Start = First + (Pages - Room);
  if (Size <= MostFilled)
    std::memset(at(Start), Fill, Size);
  std::memset(at(Start + Size), Fill, Room - Size);
  Live[First] = {Pages + PageSize, {Start, Size, Kind, Flags, Launches}};
  Used += Pages;
  return at(Start);
}

bool Arena::free(void *Pointer) {
  auto Start = reinterpret_cast<uintptr_t>(Pointer);
  std::lock_guard Guard(Lock);
  auto Found = Live.find(Start / PageSize * PageSize);
  if (Found == Live.end() || Found->second.Inside.Start != Start)
    return false;
  size_t Pages = Found->second.Length - PageSize;
  // Replaced rather than protected: the memory goes back to the system.
  mmap(at(Found->first), Pages, PROT_NONE, ReserveFlags | MAP_FIXED, -1, 0);
  Used -= Pages;
  Freed.push_back(Found->second.Inside);
  Freed.back().Died = Launches;
  if (Freed.size() > MostFreed)
    Freed.pop_front();
  Live.erase(Found);
  return true;
}

Arena::Block Arena::find(const void *Pointer) const {
  auto At = reinterpret_cast<uintptr_t>(Pointer);
  if (At - Base >= Extent)
    return {};
  std::lock_guard Guard(Lock);
  auto Next = Live.upper_bound(At);
  if (Next == Live.begin())
    return {};
  const Block &Found = std::prev(Next)->second.Inside;
  return Found.holds(At, 1) ? Found : Block();
}

size_t Arena::used() const {
  std::lock_guard Guard(Lock);
  return Used;
}

void Arena::countLaunch() {
  std::lock_guard Guard(Lock);
  ++Launches;
}

/// "100 bytes of device memory at 0x300000000f00"
std::string Arena::nameOf(const Block &Each) const {
  char Text[96];
  std::snprintf(Text, sizeof(Text), "%zu bytes of %s memory at 0x%" PRIxPTR,
                Each.Size, Name, Each.Start);
  return Text;
}

std::string Arena::takeOverrun() {
  std::lock_guard Guard(Lock);
  for (auto &[First, Each] : Live) {
    auto *Tail =
        reinterpret_cast<unsigned char *>(Each.Inside.Start + Each.Inside.Size);
    size_t Length = roundUp(Each.Inside.Size, Align) - Each.Inside.Size;
    size_t End = Length;
    while (End && Tail[End - 1] == Fill)
      --End;
    if (!End)
      continue;
    std::memset(Tail, Fill, Length);
    return "the " + std::to_string(End) + " bytes behind " +
           nameOf(Each.Inside);
  }
  return {};
}

std::string Arena::describe(uintptr_t Address) const {
  if (Address - Base >= Extent)
    return {};
  std::lock_guard Guard(Lock);
  for (auto Each = Freed.rbegin(); Each != Freed.rend(); ++Each)
    if (Each->holds(Address, 1))
      return std::to_string(Address - Each->Start) + " bytes into " +
             nameOf(*Each) + ", freed after launch " +
             std::to_string(Each->Died) + " (allocated after launch " +
             std::to_string(Each->Born) + ")";
  auto Next = Live.upper_bound(Address);
  if (Next != Live.begin()) {
    const Block &Near = std::prev(Next)->second.Inside;
    if (Address < Near.Start)
      return std::to_string(Near.Start - Address) + " bytes before " +
             nameOf(Near);
    uintptr_t Behind = Address - (Near.Start + Near.Size);
    return (Behind ? std::to_string(Behind) + " bytes" : "right") +
           " behind the end of " + nameOf(Near);
  }
  return std::string("in ") + Name + " memory that was never allocated";
}

} // namespace gpurt::simt
