//===- Territory.cpp - What kernels may touch -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Territory.h. Asks each owner in turn; the engine remembers the answer.
// Test: test/simt/planted/programs/host-pointer.cu, out-of-bounds.cu
//===----------------------------------------------------------------------===//
#include "Territory.h"
#include "Runtime.h"

#include "jit/Module.h"
#include "jit/Places.h"

namespace gpurt::simt {
namespace {

class Territory final : public Bounds {
  [[nodiscard]] Extent find(uintptr_t Address) const override {
    const void *Pointer = reinterpret_cast<const void *>(Address);
    for (const Arena *Each : {&deviceArena(), &pinnedArena()})
      if (Arena::Block Found = Each->find(Pointer); Found.Size)
        return {Found.Start, Found.Size};
    for (Extent Found : {mappedAt(Address), registeredAt(Address)})
      if (Found.Size)
        return Found;
    return imageDataAt(Address);
  }
  [[nodiscard]] std::string describe(uintptr_t Address) const override {
    return describeAddress(Address);
  }
};

} // namespace

const Bounds *territory() {
  static const Territory Only;
  return checksBounds() ? &Only : nullptr;
}

} // namespace gpurt::simt
