//===- gpurt/memory_detail.h - What arenas and pools share ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scopes, and the few atomic steps that arena.h and pool.h take, spelled with
// what Clang 22 compiles to PTX of the stated strength: the CUDA functions
// atomicAdd/Or/And/Max (relaxed; atomicCAS is not, it brings a fence.sc), the
// relaxed __atomic builtins (scope .sys, wider than asked, never narrower) and
// the CUDA fences. Orders come from a fence beside a relaxed access, or from an
// acquiring load; each pair has a label at its use. Not for programs:
// <gpurt/atomic.h> will be.
// Tests: test/ir/headers/atomics.cu
//===----------------------------------------------------------------------===//
#ifndef GPURT_MEMORY_DETAIL_H
#define GPURT_MEMORY_DETAIL_H

#if !defined(__CUDA__) || !defined(__clang__)
#error "this header is for CUDA programs compiled by Clang with -fgpu-rt"
#endif

#include <new>
#include <stddef.h>
#include <stdint.h>

namespace gpurt {

/// Who shares a thing: one thread, the threads of a warp, of a block, of all
/// blocks on the device.
enum class scope : unsigned char { lane, warp, block, grid };

namespace detail {

using word = unsigned long long;

/// Blocks from malloc, and all that is cut from them, start at multiples.
inline constexpr size_t min_align = 16;

__host__ __device__ constexpr size_t round_up(size_t Bytes, size_t Align) {
  return (Bytes + Align - 1) & ~(Align - 1);
}

__host__ __device__ constexpr bool is_power_of_two(size_t Number) {
  return Number && !(Number & (Number - 1));
}

//===----------------------------------------------------------------------===//
// Atomic steps: all relaxed
//===----------------------------------------------------------------------===//

template <typename T> __device__ inline T load(const T &Place) {
  return __atomic_load_n(&Place, __ATOMIC_RELAXED);
}

template <typename T> __device__ inline void store(T &Place, T New) {
  __atomic_store_n(&Place, New, __ATOMIC_RELAXED);
}

/// Writes \p New if \p Place holds \p Seen; else \p Seen becomes what it holds.
template <typename T> __device__ inline bool replace(T &Place, T &Seen, T New) {
  return __atomic_compare_exchange_n(&Place, &Seen, New, false,
                                     __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

/// \returns the value before.
template <scope S, typename T> __device__ inline T fetch_add(T &Place, T More) {
  if constexpr (S == scope::grid)
    return atomicAdd(&Place, More);
  // Folded away where the compiler sees the variable. A generic address costs
  // an add in shared memory a trip through the path of global ones.
  using shared = __attribute__((address_space(3))) T;
  if (__isShared(&Place))
    return __atomic_fetch_add((shared *)&Place, More, __ATOMIC_RELAXED);
  return atomicAdd_block(&Place, More);
}

/// load() and replace() on a word that threads of \p S change. In shared memory
/// with its own instructions: a piece of an arena that took a generic load and
/// CAS of the system's scope cost 10,900 cycles, one with an add 615 (H100,
/// 2026-11-23). The load is a CAS as well: compute-sanitizer's racecheck takes
/// any other one beside atomics for a race.
template <scope S, typename T>
__device__ inline bool replace(T &Place, T &Seen, T New) {
  using shared = __attribute__((address_space(3))) T;
  if (S != scope::grid && __isShared(&Place))
    return __atomic_compare_exchange_n((shared *)&Place, &Seen, New, false,
                                       __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return replace(Place, Seen, New);
}

template <scope S, typename T> __device__ inline T load(T &Place) {
  if (S == scope::grid || !__isShared(&Place))
    return load(Place);
  T Seen{};
  replace<S>(Place, Seen, Seen);
  return Seen;
}

/// Orders the caller's accesses as the threads of \p S see them. Together with
/// a relaxed access it makes a release (before it) or an acquire (after it).
template <scope S> __device__ inline void fence() {
  if constexpr (S == scope::grid)
    __threadfence();
  else
    __threadfence_block();
}

/// Waits for less than a load and a fence; in shared memory for nothing more
/// than a load. In assembly, since Clang's ld.acquire has the scope of the
/// system.
template <scope S, typename T>
__device__ inline T load_acquire(const T &Place) {
  static_assert(sizeof(T) == sizeof(word));
  if constexpr (S == scope::grid)
    return __atomic_load_n(&Place, __ATOMIC_ACQUIRE);
  word Seen;
  if (__isShared(&Place))
    asm volatile("ld.acquire.cta.shared.b64 %0, [%1];"
                 : "=l"(Seen)
                 : "l"(__cvta_generic_to_shared(&Place))
                 : "memory");
  else
    asm volatile("ld.acquire.cta.b64 %0, [%1];"
                 : "=l"(Seen)
                 : "l"(&Place)
                 : "memory");
  return (T)Seen;
}

//===----------------------------------------------------------------------===//
// Lanes
//===----------------------------------------------------------------------===//

__device__ inline unsigned lane_index() {
  return unsigned(__nvvm_read_ptx_sreg_laneid());
}

/// \returns how many lanes of \p Mask come before the caller's.
__device__ inline unsigned rank_in(unsigned Mask) {
  return unsigned(__popc(Mask & ((1u << lane_index()) - 1)));
}

//===----------------------------------------------------------------------===//
// Growing
//===----------------------------------------------------------------------===//

/// Keeps many threads from doing at once what one of them can do for all. It
/// is a throttle and no lock: after a bounded time a thread goes ahead anyway,
/// so nothing depends on whoever came first.
template <scope S = scope::grid> class throttle {
  unsigned &Busy;
  bool Mine = false;

public:
  __device__ explicit throttle(unsigned &Busy) : Busy(Busy) {}
  __device__ ~throttle() {
    if (Mine)
      atomicExch(&Busy, 0u);
  }
  throttle(const throttle &) = delete;
  throttle &operator=(const throttle &) = delete;

  /// Waits until the caller should act or \p Done() is not null.
  /// \returns what Done() gave.
  template <typename Predicate> __device__ auto wait(Predicate Done) {
    for (unsigned Look = 0;; ++Look) {
      auto Result = Done();
      if (Result || Look == 64)
        return Result;
      if (!load<S>(Busy) && !atomicExch(&Busy, 1u)) {
        Mine = true;
        return Done(); // it may have come between the look and the exchange
      }
      __nanosleep(200);
    }
  }
};

/// Ends the thread as a failed assert does.
#define GPURT_MISUSE(Text)                                                     \
  __assert_fail(Text, __FILE__, __LINE__, __PRETTY_FUNCTION__)

} // namespace detail
} // namespace gpurt

#endif // GPURT_MEMORY_DETAIL_H
