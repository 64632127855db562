//===- target/Lanes.h - The device library's lanes, on host threads -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stands in for devicelib/target/Lanes.h: each thread is a warp of one lane.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_LANES_H
#define GPURT_TARGET_LANES_H

#include <cstdint>

namespace gpurt::target {

inline uint32_t matchAny(uint32_t Mask, uint32_t) { return Mask; }
inline uint32_t shuffle(uint32_t, uint32_t Value, uint32_t) { return Value; }
inline uint32_t ballot(uint32_t Mask, bool Condition) {
  return Condition ? Mask : 0;
}
inline void syncLanes(uint32_t) {}

} // namespace gpurt::target

#endif // GPURT_TARGET_LANES_H
