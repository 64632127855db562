//===- target/nvptx/AtomicText.h - The PTX of each atomic -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds the text of each atomic instruction at compile time, for Clang's
// constant-expression asm strings. Holds spelling only; what an order means is
// target/Atomic.h's. Operand %0 is the result where there is one, then the
// address, then the values. Test: test/ir/ptx/.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_NVPTX_ATOMICTEXT_H
#define GPURT_TARGET_NVPTX_ATOMICTEXT_H

namespace gpurt::target {

/// Memory orders, as in the C++ and PTX memory models.
enum class Order { Relaxed, Acquire, Release, AcqRel, SeqCst };

/// The threads among which an access is atomic and ordered.
enum class Scope { Block, Cluster, Device, System };

namespace ptx {

/// A string built at compile time, in the shape that asm accepts.
class Text {
  char Chars[96] = {};
  unsigned Length = 0;

public:
  consteval Text(const char *Start) { *this += Start; }
  consteval Text &operator+=(const char *More) {
    for (; *More; ++More)
      Chars[Length++] = *More;
    return *this;
  }
  friend consteval Text operator+(Text Left, const char *Right) {
    return Left += Right;
  }
  [[nodiscard]] constexpr const char *data() const { return Chars; }
  [[nodiscard]] constexpr unsigned size() const { return Length; }
};

consteval const char *scope(Scope S) {
  switch (S) {
  case Scope::Block:
    return ".cta";
  case Scope::Cluster:
    return ".cluster";
  case Scope::Device:
    return ".gpu";
  case Scope::System:
    return ".sys";
  }
}

/// Where what threads of \p S share lies: a generic address costs each 64-bit
/// atomic a branch and code for shared memory, which has no such operation.
consteval const char *space(Scope S) {
  return S == Scope::Device || S == Scope::System ? ".global" : "";
}

/// A SeqCst access is an acquiring one behind a fence.sc; a SeqCst store is a
/// relaxed one behind it.
consteval const char *accessOrder(Order O) {
  switch (O) {
  case Order::Relaxed:
    return ".relaxed";
  case Order::Acquire:
  case Order::SeqCst:
    return ".acquire";
  case Order::Release:
    return ".release";
  case Order::AcqRel:
    return ".acq_rel";
  }
}

consteval Text fence(Order O, Scope S) {
  return Text(O == Order::SeqCst ? "fence.sc" : "fence.acq_rel") + scope(S) +
         ";";
}

consteval Text load(Order O, Scope S, unsigned Bits) {
  return Text("ld") + accessOrder(O) + scope(S) + space(S) +
         (Bits == 32 ? ".b32" : ".b64") + " %0, [%1];";
}

consteval Text store(Order O, Scope S, unsigned Bits) {
  return Text("st") + (O == Order::Release ? ".release" : ".relaxed") +
         scope(S) + space(S) + (Bits == 32 ? ".b32" : ".b64") + " [%0], %1;";
}

/// \p Operation with its type, as in ".add.u32".
consteval Text atom(Order O, Scope S, const char *Operation) {
  return Text("atom") + accessOrder(O) + scope(S) + space(S) + Operation +
         " %0, [%1], %2;";
}

consteval Text compareAndSwap(Order O, Scope S, unsigned Bits) {
  return Text("atom") + accessOrder(O) + scope(S) + space(S) +
         (Bits == 32 ? ".cas.b32" : ".cas.b64") + " %0, [%1], %2, %3;";
}

/// \p Operation with its type; no result comes back.
consteval Text red(Order O, Scope S, const char *Operation) {
  return Text("red") + (O == Order::Release ? ".release" : ".relaxed") +
         scope(S) + space(S) + Operation + " [%0], %1;";
}

} // namespace ptx
} // namespace gpurt::target

#endif // GPURT_TARGET_NVPTX_ATOMICTEXT_H
