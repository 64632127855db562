//===- target/Atomic.h - Atomics of stated order and scope ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The only way the device library touches memory that several threads share.
// Order and scope are template arguments without a default, and reach the PTX
// as written: Clang 22 drops both from an atomicrmw and widens the scope of
// the __scoped_atomic builtins, so each function is inline PTX
// (target/nvptx/AtomicText.h spells it, test/ir/ptx/ pins it).
// T is an integer or a pointer of 4 or 8 bytes: with Scope::Device and
// Scope::System in global or pinned host memory, with Scope::Block and
// Scope::Cluster there or in shared memory. Any lane may call any of them,
// converged or not.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_ATOMIC_H
#define GPURT_TARGET_ATOMIC_H

#include <stdint.h>

#include "target/nvptx/AtomicText.h"

namespace gpurt::target {

template <typename T>
concept AtomicWord = sizeof(T) == 4 || sizeof(T) == 8;
template <typename T>
concept AtomicInteger = AtomicWord<T> && __is_integral(T);

namespace detail {

template <typename T> struct Same {
  using Type = T;
};
/// A T that takes no part in deducing T.
template <typename T> using Value = typename Same<T>::Type;

template <bool Wide> struct Register {
  using Type = uint32_t;
};
template <> struct Register<true> {
  using Type = uint64_t;
};
/// The register that carries a T through inline PTX.
template <typename T> using Word = typename Register<sizeof(T) == 8>::Type;

/// \returns the address of \p Place as the instructions of \p S take it.
template <Scope S, typename T> inline uint64_t address(const T &Place) {
  if constexpr (S == Scope::Device || S == Scope::System)
    return uint64_t((const __attribute__((address_space(1))) T *)&Place);
  else
    return uint64_t(&Place);
}

/// PTX has no sequentially consistent access; a fence.sc before the access
/// makes one (Lustig et al., "A Formal Analysis of the NVIDIA PTX Memory
/// Consistency Model", ASPLOS 2019, section 6).
template <Order O, Scope S> inline void leadingFence() {
  if constexpr (O == Order::SeqCst)
    asm volatile((ptx::fence(Order::SeqCst, S))::: "memory");
}

} // namespace detail

/// Orders the calling thread's accesses before it against those after it, as
/// the threads of \p S see them.
template <Order O, Scope S> inline void fence() {
  static_assert(O != Order::Relaxed, "a relaxed fence orders nothing");
  asm volatile((ptx::fence(O, S))::: "memory");
}

/// \returns the value of \p Place. O: Relaxed, Acquire or SeqCst.
template <Order O, Scope S, AtomicWord T> inline T load(const T &Place) {
  static_assert(O != Order::Release && O != Order::AcqRel);
  detail::leadingFence<O, S>();
  detail::Word<T> Seen;
  if constexpr (sizeof(T) == 4)
    asm volatile((ptx::load(O, S, 32))
                 : "=r"(Seen)
                 : "l"(detail::address<S>(Place))
                 : "memory");
  else
    asm volatile((ptx::load(O, S, 64))
                 : "=l"(Seen)
                 : "l"(detail::address<S>(Place))
                 : "memory");
  return __builtin_bit_cast(T, Seen);
}

/// Writes \p New to \p Place. O: Relaxed, Release or SeqCst.
template <Order O, Scope S, AtomicWord T>
inline void store(T &Place, detail::Value<T> New) {
  static_assert(O != Order::Acquire && O != Order::AcqRel);
  detail::leadingFence<O, S>();
  auto Word = __builtin_bit_cast(detail::Word<T>, New);
  if constexpr (sizeof(T) == 4)
    asm volatile((ptx::store(O, S, 32))::"l"(detail::address<S>(Place)),
                 "r"(Word)
                 : "memory");
  else
    asm volatile((ptx::store(O, S, 64))::"l"(detail::address<S>(Place)),
                 "l"(Word)
                 : "memory");
}

/// Writes \p Desired if \p Place holds \p Expected; else sets \p Expected to
/// what it holds. \returns whether it wrote. A failed call has the order of a
/// successful one: PTX has one order for both.
template <Order O, Scope S, AtomicWord T>
inline bool compareExchange(T &Place, detail::Value<T> &Expected,
                            detail::Value<T> Desired) {
  detail::leadingFence<O, S>();
  auto Want = __builtin_bit_cast(detail::Word<T>, Expected);
  auto Word = __builtin_bit_cast(detail::Word<T>, Desired);
  detail::Word<T> Seen;
  if constexpr (sizeof(T) == 4)
    asm volatile((ptx::compareAndSwap(O, S, 32))
                 : "=r"(Seen)
                 : "l"(detail::address<S>(Place)), "r"(Want), "r"(Word)
                 : "memory");
  else
    asm volatile((ptx::compareAndSwap(O, S, 64))
                 : "=l"(Seen)
                 : "l"(detail::address<S>(Place)), "l"(Want), "l"(Word)
                 : "memory");
  Expected = __builtin_bit_cast(T, Seen);
  return Seen == Want;
}

// One function a read-modify-write operation: NAME takes an integer (exchange:
// any word), applies OPERATION as one atomic step, and returns the value
// before. U and S are PTX's types for unsigned (or untyped) and signed T.
#define GPURT_READ_MODIFY_WRITE(NAME, CONCEPT, OPERATION, U, S)                \
  template <Order O, Scope Among, CONCEPT T>                                   \
  inline T NAME(T &Place, detail::Value<T> Operand) {                          \
    detail::leadingFence<O, Among>();                                          \
    auto Word = __builtin_bit_cast(detail::Word<T>, Operand);                  \
    detail::Word<T> Before;                                                    \
    if constexpr (sizeof(T) == 4 && __is_signed(T))                            \
      asm volatile((ptx::atom(O, Among, OPERATION S "32"))                     \
                   : "=r"(Before)                                              \
                   : "l"(detail::address<Among>(Place)), "r"(Word)             \
                   : "memory");                                                \
    else if constexpr (sizeof(T) == 4)                                         \
      asm volatile((ptx::atom(O, Among, OPERATION U "32"))                     \
                   : "=r"(Before)                                              \
                   : "l"(detail::address<Among>(Place)), "r"(Word)             \
                   : "memory");                                                \
    else if constexpr (__is_signed(T))                                         \
      asm volatile((ptx::atom(O, Among, OPERATION S "64"))                     \
                   : "=l"(Before)                                              \
                   : "l"(detail::address<Among>(Place)), "l"(Word)             \
                   : "memory");                                                \
    else                                                                       \
      asm volatile((ptx::atom(O, Among, OPERATION U "64"))                     \
                   : "=l"(Before)                                              \
                   : "l"(detail::address<Among>(Place)), "l"(Word)             \
                   : "memory");                                                \
    return __builtin_bit_cast(T, Before);                                      \
  }

GPURT_READ_MODIFY_WRITE(exchange, AtomicWord, ".exch", ".b", ".b")
// Two's complement: PTX adds signed 64-bit words as unsigned ones only.
GPURT_READ_MODIFY_WRITE(fetchAdd, AtomicInteger, ".add", ".u", ".u")
GPURT_READ_MODIFY_WRITE(fetchMin, AtomicInteger, ".min", ".u", ".s")
GPURT_READ_MODIFY_WRITE(fetchMax, AtomicInteger, ".max", ".u", ".s")
GPURT_READ_MODIFY_WRITE(fetchAnd, AtomicInteger, ".and", ".b", ".b")
GPURT_READ_MODIFY_WRITE(fetchOr, AtomicInteger, ".or", ".b", ".b")
GPURT_READ_MODIFY_WRITE(fetchXor, AtomicInteger, ".xor", ".b", ".b")
#undef GPURT_READ_MODIFY_WRITE

/// Adds without a result: the thread does not wait for L2 (6 to 8 cycles to
/// issue against 282 and more for fetchAdd). O: Relaxed or Release.
template <Order O, Scope S, AtomicInteger T>
inline void add(T &Place, detail::Value<T> Operand) {
  static_assert(O == Order::Relaxed || O == Order::Release);
  auto Word = __builtin_bit_cast(detail::Word<T>, Operand);
  if constexpr (sizeof(T) == 4)
    asm volatile((ptx::red(O, S, ".add.u32"))::"l"(detail::address<S>(Place)),
                 "r"(Word)
                 : "memory");
  else
    asm volatile((ptx::red(O, S, ".add.u64"))::"l"(detail::address<S>(Place)),
                 "l"(Word)
                 : "memory");
}

} // namespace gpurt::target

#endif // GPURT_TARGET_ATOMIC_H
