//===- target/Pair.h - Two 64-bit words in one instruction ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For what the host reads while it is written: the instruction that moves most
// bytes of a lane. Test: test/ir/ptx/stores-pairs.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_PAIR_H
#define GPURT_TARGET_PAIR_H

#include <stdint.h>

namespace gpurt::target {

/// Writes \p Low and \p High to \p Place, which is a multiple of 16: two
/// relaxed stores of scope system in no order, each of which is atomic.
inline void storePair(void *Place, uint64_t Low, uint64_t High) {
  asm volatile("st.relaxed.sys.global.v2.b64 [%0], {%1, %2};" ::"l"(
                   (__attribute__((address_space(1))) void *)Place),
               "l"(Low), "l"(High)
               : "memory");
}

} // namespace gpurt::target

#endif // GPURT_TARGET_PAIR_H
