//===- target/Atomic.h - The device library's atomics, on host threads ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stands in for devicelib/target/Atomic.h so that the heap runs on the threads
// of the test process, under ThreadSanitizer too. Now and then an access gives
// the processor away: with two cores most races need that.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_ATOMIC_H
#define GPURT_TARGET_ATOMIC_H

#include <cstdint>
#include <sched.h>

namespace gpurt::target {

enum class Order { Relaxed, Acquire, Release, AcqRel, SeqCst };
enum class Scope { Block, Cluster, Device, System };

/// Drives the calling thread's yields; set it to start a reproducible series.
inline thread_local uint32_t ScheduleSeed = 1;

inline uint32_t nextRandom() {
  ScheduleSeed = ScheduleSeed * 1664525u + 1013904223u;
  return ScheduleSeed >> 8;
}

namespace detail {

template <typename T> struct Same {
  using Type = T;
};
template <typename T> using Value = typename Same<T>::Type;

constexpr int orderOf(Order O) {
  constexpr int Orders[] = {__ATOMIC_RELAXED, __ATOMIC_ACQUIRE,
                            __ATOMIC_RELEASE, __ATOMIC_ACQ_REL,
                            __ATOMIC_SEQ_CST};
  return Orders[int(O)];
}

inline void preempt() {
  if (nextRandom() % 40 == 0)
    sched_yield();
}

} // namespace detail

template <Order O, Scope> void fence() {
  __atomic_thread_fence(detail::orderOf(O));
}

template <Order O, Scope, typename T> T load(const T &Place) {
  detail::preempt();
  return __atomic_load_n(&Place, detail::orderOf(O));
}

template <Order O, Scope, typename T>
void store(T &Place, detail::Value<T> New) {
  detail::preempt();
  __atomic_store_n(&Place, New, detail::orderOf(O));
}

template <Order O, Scope, typename T>
bool compareExchange(T &Place, detail::Value<T> &Expected,
                     detail::Value<T> Desired) {
  detail::preempt();
  return __atomic_compare_exchange_n(&Place, &Expected, Desired, false,
                                     detail::orderOf(O), __ATOMIC_ACQUIRE);
}

#define GPURT_READ_MODIFY_WRITE(NAME, BUILTIN)                                 \
  template <Order O, Scope, typename T>                                        \
  T NAME(T &Place, detail::Value<T> Operand) {                                 \
    detail::preempt();                                                         \
    return BUILTIN(&Place, Operand, detail::orderOf(O));                       \
  }
GPURT_READ_MODIFY_WRITE(exchange, __atomic_exchange_n)
GPURT_READ_MODIFY_WRITE(fetchAdd, __atomic_fetch_add)
GPURT_READ_MODIFY_WRITE(fetchAnd, __atomic_fetch_and)
GPURT_READ_MODIFY_WRITE(fetchOr, __atomic_fetch_or)
#undef GPURT_READ_MODIFY_WRITE

template <Order O, Scope S, typename T>
void add(T &Place, detail::Value<T> Operand) {
  fetchAdd<O, S>(Place, Operand);
}

} // namespace gpurt::target

#endif // GPURT_TARGET_ATOMIC_H
