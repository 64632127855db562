//===- Events.h - A litmus program as memory events -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle's view of a program: events and relations over them. An atomic
// operation is one event that reads and writes. A barrier that waits is two
// events, its arrival and its leaving.
// Test: OracleTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_LITMUS_EVENTS_H
#define GPURT_TEST_SIMT_LITMUS_EVENTS_H

#include "Notation.h"

#include <array>
#include <vector>

namespace gpurt::litmus {

inline constexpr unsigned NoThread = ~0u; ///< of the initial writes

struct Event {
  enum Kind : uint8_t { Access, Fence, Arrive, Leave } K = Access;
  unsigned Thread = NoThread;
  Op Of;
  /// After the choices of an execution: a failed cas does not write.
  bool Reads = false, Writes = false;

  [[nodiscard]] bool isAtomic() const { return Reads && Writes; }
};

/// Barriers of one kind meet among the threads of one group, phase by phase.
enum class Group : uint8_t { None, Warp, Block, Cluster };
Group groupOf(Verb V);
bool inGroup(const Program &P, Group G, unsigned A, unsigned B);
/// NamedArrive and NamedSync are one kind, as the cluster's two halves are.
bool sameBarrier(Verb A, Verb B);

/// True if an operation of scope \p S by thread \p By includes \p Other.
bool includes(const Program &P, Scope S, unsigned By, unsigned Other);

/// The events of one statement in program order.
std::vector<Event> eventsOf(const Op &O, unsigned Thread);

class Relation {
public:
  static constexpr unsigned Most = 64;
  void add(unsigned A, unsigned B) { Rows[A] |= uint64_t(1) << B; }
  [[nodiscard]] bool has(unsigned A, unsigned B) const {
    return Rows[A] >> B & 1;
  }
  void close() {
    for (unsigned K = 0; K != Most; ++K)
      for (unsigned A = 0; A != Most; ++A)
        if (has(A, K))
          Rows[A] |= Rows[K];
  }
  [[nodiscard]] bool isAcyclic() const {
    Relation Closed = *this;
    Closed.close();
    for (unsigned A = 0; A != Most; ++A)
      if (Closed.has(A, A))
        return false;
    return true;
  }
  Relation &operator|=(const Relation &Other) {
    for (unsigned A = 0; A != Most; ++A)
      Rows[A] |= Other.Rows[A];
    return *this;
  }
  /// A to C, if this has A to B and \p Then has B to C.
  [[nodiscard]] Relation then(const Relation &Then) const {
    Relation Out;
    for (unsigned A = 0; A != Most; ++A)
      for (unsigned B = 0; B != Most; ++B)
        if (has(A, B))
          Out.Rows[A] |= Then.Rows[B];
    return Out;
  }

private:
  std::array<uint64_t, Most> Rows{};
};

} // namespace gpurt::litmus

#endif // GPURT_TEST_SIMT_LITMUS_EVENTS_H
