//===- Bounds.cpp - Accesses to memory that is not the kernel's -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Bounds.h. The text of a bad access names the access, what lies there,
// and why a GPU would not reach it.
// Test: test/unit/simt/BoundsTest.cpp, test/simt/planted/
//===----------------------------------------------------------------------===//
#include "Bounds.h"
#include "Machine.h"

#include <cinttypes>
#include <cstdio>

namespace gpurt::simt {

namespace {

/// What nobody maps: null and small offsets from it.
constexpr uintptr_t NullPage = 4096;

std::string addressOf(uintptr_t At) {
  char Text[32];
  std::snprintf(Text, sizeof Text, "0x%" PRIxPTR, At);
  return Text;
}

bool isOn(const Stack &S, uintptr_t At) {
  return At >= reinterpret_cast<uintptr_t>(S.Base) &&
         At < reinterpret_cast<uintptr_t>(S.Top);
}

} // namespace

/// "; local memory of thread #3 of the block", or what Bounds knows.
std::string Machine::whatIsAt(const Lane &L, uintptr_t At) const {
  if (At < NullPage)
    return "a null pointer";
  for (const auto &B : Blocks)
    for (const Warp &W : B->Warps)
      for (const Lane &Other : W.Lanes)
        if (&Other != &L && isOn(Other.Memory, At))
          return "the stack of another thread (block " +
                 std::to_string(B->Linear) + " thread " +
                 std::to_string(Other.Thread) +
                 "): each thread sees only its own local memory";
  std::string Text = Options.Limits->describe(At);
  return Text.empty() ? "host memory that is neither pinned nor managed; a GPU "
                        "cannot reach it"
                      : Text;
}

void Machine::checkBounds(Lane &L, const void *Pointer, uint32_t Bytes,
                          bool IsWrite, const SimtSite *Site) {
  auto At = reinterpret_cast<uintptr_t>(Pointer);
  if (!Bytes || sharedOwner(Pointer) || isOn(L.Memory, At))
    return;
  Extent Found = Options.Limits->find(At);
  if (Found.holds(At, Bytes)) {
    Known.add(Found);
    return;
  }
  // What is named is the first byte that is not the kernel's.
  uintptr_t Bad = Found.holds(At, 1) ? Found.Start + Found.Size : At;
  std::string Text = std::string("illegal address ") + addressOf(At) + ": " +
                     (IsWrite ? "write" : "read") + " of " +
                     std::to_string(Bytes) + " bytes";
  if (Bad != At)
    Text += ", of which " + std::to_string(At + Bytes - Bad) +
            " are beyond, at " + addressOf(Bad);
  Text += ", " + whatIsAt(L, Bad);
  L.Site = Site;
  fail(L, Status::IllegalAddress, std::move(Text));
}

void Machine::plainAccess(Lane &L, const void *Pointer, uint32_t Bytes,
                          uint32_t Align, bool IsWrite, const SimtSite *Site) {
  if (reinterpret_cast<uintptr_t>(Pointer) & (Align - 1)) [[unlikely]]
    failMisaligned(L, Pointer, Bytes, Align, Site);
  // A loop on plain memory alone must not keep the others out.
  if (--PlainLeft == 0) [[unlikely]] {
    PlainLeft = PlainOfStep;
    step(L, Site, Pointer);
  }
  if (Options.Limits && !Known.hold(Pointer, Bytes))
    checkBounds(L, Pointer, Bytes, IsWrite, Site);
  if (IsWrite)
    watchStore(L, Pointer, Bytes);
}

/// "8 bytes behind the end of the 128 bytes of 'table'"
std::string Machine::wayOut(const char *Pointer, uint32_t Bytes,
                            const Variable &Of) {
  auto Offset = Pointer - static_cast<const char *>(Of.Object);
  std::string Rest =
      " the " + std::to_string(Of.Size) + " bytes of '" + Of.Name + "'";
  if (Offset < 0)
    return std::to_string(-Offset) + " bytes before" + Rest;
  if (uint64_t(Offset) == Of.Size)
    return "right behind the end of" + Rest;
  if (uint64_t(Offset) > Of.Size)
    return std::to_string(uint64_t(Offset) - Of.Size) +
           " bytes behind the end of" + Rest;
  return "which ends " + std::to_string(uint64_t(Offset) + Bytes - Of.Size) +
         " bytes behind the end of" + Rest;
}

void Machine::variableAccess(Lane &L, const void *Pointer, uint32_t Bytes,
                             const Variable &Of, bool IsWrite,
                             const SimtSite *Site) {
  Extent Whole{reinterpret_cast<uintptr_t>(Of.Object), Of.Size};
  auto At = reinterpret_cast<uintptr_t>(Pointer);
  if (!Bytes || Whole.holds(At, Bytes)) [[likely]]
    return;
  std::string Text = std::string(IsWrite ? "write" : "read") + " of " +
                     std::to_string(Bytes) + " bytes out of bounds, " +
                     wayOut(static_cast<const char *>(Pointer), Bytes, Of);
  L.Site = Site;
  L.Address = nullptr;
  fail(L, Status::IllegalAddress, std::move(Text));
}

void Machine::failMisaligned(Lane &L, const void *Pointer, uint32_t Bytes,
                             uint32_t Align, const SimtSite *Site) {
  std::string Text = "misaligned address " +
                     addressOf(reinterpret_cast<uintptr_t>(Pointer)) +
                     ": access of " + std::to_string(Bytes) +
                     " bytes needs a multiple of " + std::to_string(Align);
  L.Site = Site;
  fail(L, Status::MisalignedAddress, std::move(Text));
}

} // namespace gpurt::simt
