//===- Bounds.h - Which memory a kernel may touch ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lanes run in the host's address space, where a wrong pointer often reaches
// something. Whoever launches says what device code may reach; besides that
// there are only the shared memory of its cluster and its own stack. Any other
// access ends the launch, at its own place in the source.
// Test: test/unit/simt/BoundsTest.cpp, test/simt/planted/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_ENGINE_BOUNDS_H
#define GPURT_LIB_SIMT_ENGINE_BOUNDS_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace gpurt::simt {

/// One piece of memory, all of which a kernel may touch.
struct Extent {
  uintptr_t Start = 0;
  size_t Size = 0; ///< 0: there is none
  [[nodiscard]] bool holds(uintptr_t At, size_t Bytes) const {
    return At >= Start && Bytes <= Size && At - Start <= Size - Bytes;
  }
};

/// What the launching side knows. A piece found once is taken to stay until the
/// launch ends.
class Bounds {
public:
  virtual ~Bounds() = default;
  [[nodiscard]] virtual Extent find(uintptr_t Address) const = 0;
  /// What lies at an address that find() does not hold: "24 bytes behind the
  /// end of ...". Empty if nothing is known of it.
  [[nodiscard]] virtual std::string describe(uintptr_t Address) const = 0;
};

/// The pieces that were found last.
class KnownExtents {
public:
  [[nodiscard]] bool hold(const void *Pointer, size_t Bytes) const {
    auto At = reinterpret_cast<uintptr_t>(Pointer);
    for (const Extent &Each : Last)
      if (Each.holds(At, Bytes))
        return true;
    return false;
  }
  void add(const Extent &E) {
    Last[Next] = E;
    Next = (Next + 1) % Count;
  }
  void clear() { *this = {}; }

private:
  static constexpr unsigned Count = 4;
  Extent Last[Count] = {};
  unsigned Next = 0;
};

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_ENGINE_BOUNDS_H
