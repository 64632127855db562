//===- Stamp.h - Who did what, when and with what order ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lane of a launch ("actor"; lanes that use a slot one after the other are
// several), the moment of one of its accesses, and the question on which all
// synchronisation of PTX hangs: whether two scopes reach each other's lane.
// Test: test/unit/model/ScopeTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_MODEL_STAMP_H
#define GPURT_LIB_SIMT_MODEL_STAMP_H

#include "engine/Hooks.h"
#include "engine/MemoryModel.h"

#include <algorithm>
#include <cstdint>

namespace gpurt::simt {

using ActorId = uint32_t;
constexpr ActorId NoActor = ~0u;
/// The host, an agent at system scope.
constexpr ActorId HostActor = 0;

enum class Deed : uint8_t { Read, Write, Update };

/// One access, as long as someone may have to be told of it.
struct Stamp {
  const SimtSite *Site = nullptr;
  ActorId Actor = NoActor;
  uint32_t Slot = 0; ///< of the actor's clock
  uint32_t Time = 0;
  uint8_t Bytes = 0;
  Deed Kind = Deed::Read;
  uint8_t Order = SIMT_PLAIN;  ///< SimtOrder
  uint8_t Scope = SIMT_SYSTEM; ///< SimtScope

  explicit operator bool() const { return Actor != NoActor; }
  [[nodiscard]] bool isPlain() const { return Order == SIMT_PLAIN; }
};
static_assert(sizeof(Stamp) == 24, "there is one for each word of memory");

/// Where an actor is, as far as scopes are concerned.
struct Position {
  uint64_t Block = 0;
  uint64_t Cluster = 0;
  bool Host = false;
};

/// The narrowest scope that reaches from \p A to \p B.
inline SimtScope distance(const Position &A, const Position &B) {
  if (A.Host || B.Host)
    return A.Host && B.Host ? SIMT_BLOCK : SIMT_SYSTEM;
  if (A.Block == B.Block)
    return SIMT_BLOCK;
  return A.Cluster == B.Cluster ? SIMT_CLUSTER : SIMT_DEVICE;
}

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_MODEL_STAMP_H
