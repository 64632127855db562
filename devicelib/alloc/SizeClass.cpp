//===- devicelib/alloc/SizeClass.cpp - Numbers of each size class ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See SizeClass.h. Test: test/unit/heap/HeapTest.cpp
//===----------------------------------------------------------------------===//
#include "alloc/SizeClass.h"

using namespace gpurt;

namespace {

constexpr alloc::ClassNumbers compute() {
  alloc::ClassNumbers All{};
  for (uint32_t Class = 0; Class < abi::NumClasses; ++Class) {
    uint32_t Units = abi::classSize(Class) / 16;
    All.Reciprocals[Class] = uint32_t((1ull << 31) / Units + 1);
    for (uint32_t Log = 0; Log < abi::NumSlabLogs; ++Log)
      All.Slots[Log][Class] = abi::slabSlots(Class, Log);
  }
  return All;
}

} // namespace

const GPURT_CONSTANT alloc::ClassNumbers alloc::Numbers = compute();
