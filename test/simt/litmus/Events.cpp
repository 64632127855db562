//===- Events.cpp - A litmus program as memory events ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Events.h. Test: OracleTest.cpp
//===----------------------------------------------------------------------===//
#include "Events.h"

namespace gpurt::litmus {

Group groupOf(Verb V) {
  switch (V) {
  case Verb::WarpSync:
    return Group::Warp;
  case Verb::BlockSync:
  case Verb::NamedSync:
  case Verb::NamedArrive:
    return Group::Block;
  case Verb::ClusterArrive:
  case Verb::ClusterWait:
    return Group::Cluster;
  default:
    return Group::None;
  }
}

bool inGroup(const Program &P, Group G, unsigned A, unsigned B) {
  Position PA = P.position(A), PB = P.position(B);
  switch (G) {
  case Group::None:
    return A == B;
  case Group::Warp:
    return PA.Block == PB.Block && PA.Warp == PB.Warp;
  case Group::Block:
    return PA.Block == PB.Block;
  case Group::Cluster:
    return PA.Block == PB.Block || P.L == Layout::ClusterBlocks;
  }
  return false;
}

bool sameBarrier(Verb A, Verb B) {
  auto kind = [](Verb V) {
    return V == Verb::NamedArrive     ? Verb::NamedSync
           : V == Verb::ClusterArrive ? Verb::ClusterWait
                                      : V;
  };
  return kind(A) == kind(B);
}

bool includes(const Program &P, Scope S, unsigned By, unsigned Other) {
  switch (S) {
  case Scope::Cta:
    return inGroup(P, Group::Block, By, Other);
  case Scope::Cluster:
    return inGroup(P, Group::Cluster, By, Other);
  case Scope::Gpu:
  case Scope::Sys:
    return true;
  }
  return false;
}

std::vector<Event> eventsOf(const Op &O, unsigned Thread) {
  Event E;
  E.Thread = Thread;
  E.Of = O;
  E.Reads = O.reads();
  E.Writes = O.writes();
  auto as = [&](Event::Kind K) {
    E.K = K;
    return E;
  };
  switch (O.V) {
  case Verb::Fence:
    return {as(Event::Fence)};
  case Verb::NamedArrive:
  case Verb::ClusterArrive:
    return {as(Event::Arrive)};
  case Verb::ClusterWait:
    return {as(Event::Leave)};
  case Verb::WarpSync:
  case Verb::BlockSync:
  case Verb::NamedSync:
    return {as(Event::Arrive), as(Event::Leave)};
  default:
    return {as(Event::Access)};
  }
}

} // namespace gpurt::litmus
