//===- target/Lanes.h - Operations among the lanes of a warp --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each takes the mask of the lanes that take part; all of them must make the
// same call with the same mask, and the calling lane is one of them. They wait
// for each other here, so a mask comes from lanes that are known to get here:
// from activeMask() in the same straight line, or from another such operation.
// A lane that has exited is not waited for. Test: test/ir/ptx/.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_LANES_H
#define GPURT_TARGET_LANES_H

#include <stdint.h>

namespace gpurt::target {

/// \returns the lanes of \p Mask whose \p Value is the caller's. Orders no
/// memory.
inline uint32_t matchAny(uint32_t Mask, uint32_t Value) {
  return __nvvm_match_any_sync_i32(Mask, Value);
}

/// \returns the lanes of \p Mask whose \p Condition is true. Orders no memory.
inline uint32_t ballot(uint32_t Mask, bool Condition) {
  return __nvvm_vote_ballot_sync(Mask, Condition);
}

/// \returns the \p Value of lane \p From, which is in \p Mask. Orders no
/// memory.
inline uint32_t shuffle(uint32_t Mask, uint32_t Value, uint32_t From) {
  return uint32_t(
      __nvvm_shfl_sync_idx_i32(Mask, int32_t(Value), int32_t(From), 31));
}

/// Waits for the lanes of \p Mask. What each did to memory before, all see
/// after it.
inline void syncLanes(uint32_t Mask) { __nvvm_bar_warp_sync(Mask); }

} // namespace gpurt::target

#endif // GPURT_TARGET_LANES_H
