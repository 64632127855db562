//===- GraphTopology.cpp - CUDA's calls on graphs and their edges ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Making, cloning and destroying graphs, and what a program may ask of nodes
// and edges. A cycle is found when a graph is instantiated.
// Test: test/unit/cudart/GraphTest.cpp
//===----------------------------------------------------------------------===//
#include "Graph.h"

#include <algorithm>

using namespace gpurt::simt;

namespace {

struct FullEdge {
  Node *From, *To;
  cudaGraphEdgeData Data;
};

bool isPlain(const cudaGraphEdgeData &D) {
  return !D.from_port && !D.to_port && !D.type;
}

/// As giveNodes, for edges; null arrays are left out.
cudaError_t giveEdges(const std::vector<FullEdge> &All, cudaGraphNode_t *From,
                      cudaGraphNode_t *To, cudaGraphEdgeData *Data,
                      size_t *Count) {
  if (!Count)
    return cudaErrorInvalidValue;
  bool Asked = From || To;
  size_t Room = Asked ? *Count : 0;
  for (size_t I = 0; I != Room; ++I) {
    bool There = I < All.size();
    if (There && !Data && !isPlain(All[I].Data))
      return cudaErrorLossyQuery;
    if (From)
      From[I] = There ? All[I].From->handle() : nullptr;
    if (To)
      To[I] = There ? All[I].To->handle() : nullptr;
    if (Data)
      Data[I] = There ? All[I].Data : cudaGraphEdgeData{};
  }
  *Count = Asked ? std::min(Room, All.size()) : All.size();
  return cudaSuccess;
}

std::vector<FullEdge> edgesOf(const Graph &G) {
  std::vector<FullEdge> All;
  for (const auto &Each : G.Nodes)
    for (const Edge &E : Each->Before)
      All.push_back({E.From, Each.get(), E.Data});
  return All;
}

std::vector<Node *> nodesOf(const Graph &G, bool RootsOnly) {
  std::vector<Node *> All;
  for (const auto &Each : G.Nodes)
    if (!RootsOnly || Each->Before.empty())
      All.push_back(Each.get());
  return All;
}

cudaError_t connect(const Graph &G, cudaGraphNode_t From, cudaGraphNode_t To,
                    const cudaGraphEdgeData *Data) {
  Node *After = nodeOf(To);
  std::vector<Edge> New;
  if (cudaError_t Error = edgesFrom(G, &From, Data, 1, New))
    return Error;
  if (!After || After->Owner != &G || After == New[0].From ||
      After->waitsFor(*New[0].From))
    return cudaErrorInvalidValue;
  After->Before.push_back(New[0]);
  return cudaSuccess;
}

cudaError_t disconnect(const Graph &G, cudaGraphNode_t From,
                       cudaGraphNode_t To) {
  Node *First = nodeOf(From), *After = nodeOf(To);
  if (!First || !After || After->Owner != &G || !After->waitsFor(*First))
    return cudaErrorInvalidValue;
  std::erase_if(After->Before, [&](const Edge &E) { return E.From == First; });
  return cudaSuccess;
}

cudaError_t destroyNode(Node *N) {
  if (!N)
    return cudaErrorInvalidValue;
  Graph &G = *N->Owner;
  for (const auto &Each : G.Nodes)
    std::erase_if(Each->Before, [&](const Edge &E) { return E.From == N; });
  std::erase_if(G.Nodes, [&](const auto &Each) { return Each.get() == N; });
  return cudaSuccess;
}

cudaError_t cloneGraph(cudaGraph_t *Out, const Graph *G) {
  if (!Out || !G)
    return cudaErrorInvalidValue;
  *Out = keepGraph(G->clone());
  return cudaSuccess;
}

cudaError_t findInClone(cudaGraphNode_t *Out, const Node *Original,
                        const Graph *In) {
  if (!Out || !Original || !In)
    return cudaErrorInvalidValue;
  for (const auto &Each : In->Nodes)
    if (Each->Origin == Original->Id) {
      *Out = Each->handle();
      return cudaSuccess;
    }
  return cudaErrorInvalidValue;
}

} // namespace

//===--- Graphs -----------------------------------------------------------===//

GPURT_API cudaError_t cudaGraphCreate(cudaGraph_t *Out, unsigned Flags) {
  std::lock_guard Guard(graphLock());
  if (!Out || Flags)
    return done(cudaErrorInvalidValue);
  *Out = keepGraph(std::make_shared<Graph>());
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaGraphDestroy(cudaGraph_t Handle) {
  std::lock_guard Guard(graphLock());
  return done(dropGraph(Handle) ? cudaSuccess : cudaErrorInvalidValue);
}

GPURT_API cudaError_t cudaGraphClone(cudaGraph_t *Out, cudaGraph_t Original) {
  std::lock_guard Guard(graphLock());
  return done(cloneGraph(Out, graphOf(Original)));
}

GPURT_API cudaError_t cudaGraphNodeFindInClone(cudaGraphNode_t *Out,
                                               cudaGraphNode_t Original,
                                               cudaGraph_t Clone) {
  std::lock_guard Guard(graphLock());
  return done(findInClone(Out, nodeOf(Original), graphOf(Clone)));
}

//===--- Nodes ------------------------------------------------------------===//

GPURT_API cudaError_t cudaGraphDestroyNode(cudaGraphNode_t Handle) {
  std::lock_guard Guard(graphLock());
  return done(destroyNode(nodeOf(Handle)));
}

GPURT_API cudaError_t cudaGraphNodeGetType(cudaGraphNode_t Handle,
                                           cudaGraphNodeType *Type) {
  std::lock_guard Guard(graphLock());
  const Node *N = nodeOf(Handle);
  if (!N || !Type)
    return done(cudaErrorInvalidValue);
  *Type = typeOf(N->Do);
  return done(cudaSuccess);
}

static cudaError_t listNodes(cudaGraph_t Handle, bool RootsOnly,
                             cudaGraphNode_t *Out, size_t *Count) {
  std::lock_guard Guard(graphLock());
  const Graph *G = graphOf(Handle);
  return done(G ? giveNodes(nodesOf(*G, RootsOnly), Out, Count)
                : cudaErrorInvalidValue);
}

GPURT_API cudaError_t cudaGraphGetNodes(cudaGraph_t Handle,
                                        cudaGraphNode_t *Out, size_t *Count) {
  return listNodes(Handle, false, Out, Count);
}

GPURT_API cudaError_t cudaGraphGetRootNodes(cudaGraph_t Handle,
                                            cudaGraphNode_t *Out,
                                            size_t *Count) {
  return listNodes(Handle, true, Out, Count);
}

//===--- Edges ------------------------------------------------------------===//

GPURT_API cudaError_t cudaGraphGetEdges(cudaGraph_t Handle,
                                        cudaGraphNode_t *From,
                                        cudaGraphNode_t *To,
                                        cudaGraphEdgeData *Data,
                                        size_t *Count) {
  std::lock_guard Guard(graphLock());
  const Graph *G = graphOf(Handle);
  // Both or none, as CUDA has it.
  if (!G || !From != !To)
    return done(cudaErrorInvalidValue);
  return done(giveEdges(edgesOf(*G), From, To, Data, Count));
}

GPURT_API cudaError_t cudaGraphNodeGetDependencies(cudaGraphNode_t Handle,
                                                   cudaGraphNode_t *Out,
                                                   cudaGraphEdgeData *Data,
                                                   size_t *Count) {
  std::lock_guard Guard(graphLock());
  Node *N = nodeOf(Handle);
  if (!N)
    return done(cudaErrorInvalidValue);
  std::vector<FullEdge> All;
  for (const Edge &E : N->Before)
    All.push_back({E.From, N, E.Data});
  return done(giveEdges(All, Out, nullptr, Data, Count));
}

GPURT_API cudaError_t cudaGraphNodeGetDependentNodes(cudaGraphNode_t Handle,
                                                     cudaGraphNode_t *Out,
                                                     cudaGraphEdgeData *Data,
                                                     size_t *Count) {
  std::lock_guard Guard(graphLock());
  Node *N = nodeOf(Handle);
  if (!N)
    return done(cudaErrorInvalidValue);
  std::vector<FullEdge> All = edgesOf(*N->Owner);
  std::erase_if(All, [&](const FullEdge &E) { return E.From != N; });
  return done(giveEdges(All, nullptr, Out, Data, Count));
}

GPURT_API cudaError_t cudaGraphAddDependencies(cudaGraph_t Handle,
                                               const cudaGraphNode_t *From,
                                               const cudaGraphNode_t *To,
                                               const cudaGraphEdgeData *Data,
                                               size_t Count) {
  std::lock_guard Guard(graphLock());
  const Graph *G = graphOf(Handle);
  if (!G || (Count && (!From || !To)))
    return done(cudaErrorInvalidValue);
  for (size_t I = 0; I != Count; ++I)
    if (cudaError_t Error =
            connect(*G, From[I], To[I], Data ? Data + I : nullptr))
      return done(Error);
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaGraphRemoveDependencies(cudaGraph_t Handle,
                                                  const cudaGraphNode_t *From,
                                                  const cudaGraphNode_t *To,
                                                  const cudaGraphEdgeData *,
                                                  size_t Count) {
  std::lock_guard Guard(graphLock());
  const Graph *G = graphOf(Handle);
  if (!G || (Count && (!From || !To)))
    return done(cudaErrorInvalidValue);
  for (size_t I = 0; I != Count; ++I)
    if (cudaError_t Error = disconnect(*G, From[I], To[I]))
      return done(Error);
  return done(cudaSuccess);
}
