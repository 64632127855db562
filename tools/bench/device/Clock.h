//===- Clock.h - Device clocks of the benchmark kernels ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// PTX, so that neither the compiler nor the machine moves a clock read: Clang's
// clock64() says nothing of memory around it.
// Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_DEVICE_CLOCK_H
#define GPURT_TOOLS_BENCH_DEVICE_CLOCK_H

#include <cstdint>

namespace gpurt::bench {

/// Cycles of this SM.
__device__ inline uint64_t cycles() {
  uint64_t Now;
  asm volatile("mov.u64 %0, %%clock64;" : "=l"(Now)::"memory");
  return Now;
}

/// Cycles of this SM, read when \p Value has arrived: a trap that depends on it
/// stands before the read. No block has the address 1.
__device__ inline uint64_t cyclesAfter(const void *Value) {
  uint64_t Now;
  asm volatile("{ .reg .pred q; setp.eq.u64 q, %1, 1; @q trap; "
               "mov.u64 %0, %%clock64; }"
               : "=l"(Now)
               : "l"(Value)
               : "memory");
  return Now;
}

/// Nanoseconds of a clock that all SMs share.
__device__ inline uint64_t nanoseconds() {
  uint64_t Now;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(Now)::"memory");
  return Now;
}

} // namespace gpurt::bench

#endif // GPURT_TOOLS_BENCH_DEVICE_CLOCK_H
