//===- Memory.cpp - Shared memory, and accesses that the engine performs --===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shared buffers of all resident blocks lie in one arena, a fixed distance
// apart, so whose buffer a pointer is in takes one division. Without a model
// an access is one host atomic of the strongest order: only one lane runs at
// a time, but host threads of the program may look at the same memory.
// Test: test/unit/simt/MemoryTest.cpp, SharedTest.cpp
//===----------------------------------------------------------------------===//
#include "Machine.h"

#include <bit>
#include <cstring>

namespace gpurt::simt {

//===--- Shared memory ----------------------------------------------------===//

Block *Machine::sharedOwner(const void *Pointer) const {
  if (!SharedBytes)
    return nullptr;
  // Unsigned: what lies below the arena is far beyond it.
  size_t Offset = reinterpret_cast<uintptr_t>(Pointer) -
                  reinterpret_cast<uintptr_t>(SharedBase);
  size_t Slot = Offset / SharedPitch;
  return Slot < Blocks.size() ? Blocks[Slot].get() : nullptr;
}

void Machine::sharedAccess(Lane &L, const void *Pointer, uint32_t Bytes,
                           bool IsWrite, const SimtSite *Site) {
  step(L, Site, Pointer);
  Block *Owner = sharedOwner(Pointer);
  if (!Owner) {
    if (IsWrite)
      watchStore(L, Pointer, Bytes);
    return;
  }
  size_t Offset = size_t(static_cast<const char *>(Pointer) - Owner->Shared);
  std::string Text;
  auto Part = [&] {
    return std::to_string(Bytes) + " bytes at shared+" + std::to_string(Offset);
  };
  if (Owner->C != L.B->C)
    Text = "access to shared memory of a block of another cluster: " + Part();
  else if (Offset + Bytes > SharedBytes)
    Text = "access beyond shared memory: " + Part() + ", the block has " +
           std::to_string(SharedBytes);
  else if (IsWrite)
    std::memset(Owner->Written + Offset, 1, Bytes);
  else if (Options.CheckSharedInit &&
           std::memchr(Owner->Written + Offset, 0, Bytes))
    Text = "read of uninitialised shared memory: " + Part();
  if (!Text.empty()) [[unlikely]]
    fail(L, Status::SharedMemory, std::move(Text));
  if (IsWrite)
    watchStore(L, Pointer, Bytes);
}

const Block &Machine::checkCluster(Lane &L, const void *Pointer, uint32_t Rank,
                                   const SimtSite *Site) {
  const Block *Owner = sharedOwner(Pointer);
  bool Ours = Owner && Owner->C == L.B->C;
  if (!Ours || Rank >= L.B->C->Blocks.size()) {
    std::string Text = Ours ? "block " + std::to_string(Rank) +
                                  " of a cluster of " +
                                  std::to_string(L.B->C->Blocks.size())
                            : "an address outside of the cluster's shared "
                              "memory is mapped in it";
    L.Site = Site;
    fail(L, Status::SharedMemory, std::move(Text));
  }
  return *Owner;
}

void *Machine::mapShared(Lane &L, const void *Pointer, uint32_t Rank,
                         const SimtSite *Site) {
  const Block &Owner = checkCluster(L, Pointer, Rank, Site);
  return L.B->C->Blocks[Rank]->Shared +
         (static_cast<const char *>(Pointer) - Owner.Shared);
}

uint32_t Machine::sharedRank(Lane &L, const void *Pointer,
                             const SimtSite *Site) {
  return checkCluster(L, Pointer, 0, Site).Rank;
}

//===--- Read-modify-write ------------------------------------------------===//

static uint64_t addFloat(uint64_t Old, uint64_t Operand, uint32_t Bytes) {
  if (Bytes == 8)
    return std::bit_cast<uint64_t>(std::bit_cast<double>(Old) +
                                   std::bit_cast<double>(Operand));
  return std::bit_cast<uint32_t>(std::bit_cast<float>(uint32_t(Old)) +
                                 std::bit_cast<float>(uint32_t(Operand)));
}

uint64_t applyRmw(SimtRmw Op, uint64_t Old, uint64_t Operand, uint32_t Bytes) {
  uint32_t Unused = 64 - Bytes * 8;
  uint64_t Mask = ~uint64_t(0) >> Unused;
  auto Extended = [&](uint64_t V) { return int64_t(V << Unused) >> Unused; };
  Old &= Mask;
  Operand &= Mask;
  uint64_t New = Operand;
  switch (Op) {
  case SIMT_RMW_XCHG:
    break;
  case SIMT_RMW_ADD:
    New = Old + Operand;
    break;
  case SIMT_RMW_SUB:
    New = Old - Operand;
    break;
  case SIMT_RMW_AND:
    New = Old & Operand;
    break;
  case SIMT_RMW_OR:
    New = Old | Operand;
    break;
  case SIMT_RMW_XOR:
    New = Old ^ Operand;
    break;
  case SIMT_RMW_SMIN:
    New = Extended(Old) < Extended(Operand) ? Old : Operand;
    break;
  case SIMT_RMW_SMAX:
    New = Extended(Old) > Extended(Operand) ? Old : Operand;
    break;
  case SIMT_RMW_UMIN:
    New = Old < Operand ? Old : Operand;
    break;
  case SIMT_RMW_UMAX:
    New = Old > Operand ? Old : Operand;
    break;
  case SIMT_RMW_INC:
    New = Old >= Operand ? 0 : Old + 1;
    break;
  case SIMT_RMW_DEC:
    New = Old == 0 || Old > Operand ? Operand : Old - 1;
    break;
  case SIMT_RMW_FADD:
    New = addFloat(Old, Operand, Bytes);
    break;
  }
  return New & Mask;
}

//===--- Host memory ------------------------------------------------------===//

namespace {

template <typename T> struct HostWord {
  static uint64_t load(const void *P) {
    return __atomic_load_n(static_cast<const T *>(P), __ATOMIC_SEQ_CST);
  }
  static uint64_t exchange(void *P, uint64_t V) {
    return __atomic_exchange_n(static_cast<T *>(P), T(V), __ATOMIC_SEQ_CST);
  }
  static uint64_t rmw(SimtRmw Op, void *P, uint64_t Operand) {
    T Old = T(load(P));
    while (!__atomic_compare_exchange_n(
        static_cast<T *>(P), &Old, T(applyRmw(Op, Old, Operand, sizeof(T))),
        false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
      ;
    return Old;
  }
  static uint64_t cas(void *P, uint64_t Expected, uint64_t Desired) {
    T Old = T(Expected);
    __atomic_compare_exchange_n(static_cast<T *>(P), &Old, T(Desired), false,
                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return Old;
  }
};

/// Calls \p Do with the word type of \p Bytes.
template <typename F> auto withWord(uint32_t Bytes, F Do) {
  switch (Bytes) {
  case 1:
    return Do(HostWord<uint8_t>());
  case 2:
    return Do(HostWord<uint16_t>());
  case 4:
    return Do(HostWord<uint32_t>());
  default:
    return Do(HostWord<uint64_t>());
  }
}

} // namespace

void Machine::checkAccess(Lane &L, const void *Pointer, uint32_t Bytes,
                          bool IsWrite, const SimtSite *Site) {
  bool Sized = Bytes == 1 || Bytes == 2 || Bytes == 4 || Bytes == 8;
  if (!Sized || reinterpret_cast<uintptr_t>(Pointer) % Bytes) [[unlikely]]
    failMisaligned(L, Pointer, Bytes, Bytes, Site);
  if (Options.Limits && !Known.hold(Pointer, Bytes))
    checkBounds(L, Pointer, Bytes, IsWrite, Site);
  sharedAccess(L, Pointer, Bytes, IsWrite, Site);
}

uint64_t Machine::load(Lane &L, const Access &A) {
  checkAccess(L, A.Pointer, A.Bytes, false, A.Site);
  if (MemoryModel *Model = modelAt(L, A.Pointer)) [[unlikely]]
    return Model->onLoad(A);
  return withWord(A.Bytes, [&](auto W) { return W.load(A.Pointer); });
}

void Machine::store(Lane &L, const Access &A, uint64_t Value) {
  checkAccess(L, A.Pointer, A.Bytes, true, A.Site);
  bool Changed;
  if (MemoryModel *Model = modelAt(L, A.Pointer)) [[unlikely]] {
    Changed = Model->onStore(A, Value);
  } else {
    uint64_t New = applyRmw(SIMT_RMW_XCHG, 0, Value, A.Bytes);
    Changed = New != withWord(A.Bytes, [&](auto W) {
                return W.exchange(A.Pointer, Value);
              });
  }
  if (Changed)
    changed(L, A.Pointer, A.Site);
}

uint64_t Machine::rmw(Lane &L, const Access &A, SimtRmw Op, uint64_t Operand) {
  checkAccess(L, A.Pointer, A.Bytes, false, A.Site);
  bool Changed = false;
  uint64_t Old;
  if (MemoryModel *Model = modelAt(L, A.Pointer)) [[unlikely]] {
    Old = Model->onRmw(A, Op, Operand, Changed);
  } else {
    Old = withWord(A.Bytes,
                   [&](auto W) { return W.rmw(Op, A.Pointer, Operand); });
    Changed = applyRmw(Op, Old, Operand, A.Bytes) != Old;
  }
  if (Changed)
    changed(L, A.Pointer, A.Site);
  return Old;
}

uint64_t Machine::cas(Lane &L, const Access &A, SimtOrder FailureOrder,
                      uint64_t Expected, uint64_t Desired) {
  checkAccess(L, A.Pointer, A.Bytes, false, A.Site);
  // The hook's contract compares Old with Expected at the access's width.
  Expected = applyRmw(SIMT_RMW_XCHG, 0, Expected, A.Bytes);
  Desired = applyRmw(SIMT_RMW_XCHG, 0, Desired, A.Bytes);
  bool Changed = false;
  uint64_t Old;
  if (MemoryModel *Model = modelAt(L, A.Pointer)) [[unlikely]] {
    Old = Model->onCas(A, FailureOrder, Expected, Desired, Changed);
  } else {
    Old = withWord(A.Bytes,
                   [&](auto W) { return W.cas(A.Pointer, Expected, Desired); });
    Changed = Old == Expected && Expected != Desired;
  }
  if (Changed)
    changed(L, A.Pointer, A.Site);
  return Old;
}

void Machine::fence(Lane &L, SimtOrder O, SimtScope S, const SimtSite *Site) {
  step(L, Site, nullptr);
  if (Options.Memory) [[unlikely]]
    Options.Memory->onFence(refOf(L), O, S, Site);
  else
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

} // namespace gpurt::simt
