//===- GraphNodes.cpp - CUDA's calls that make and change nodes -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cudaGraphAdd*Node, and *NodeGetParams and *NodeSetParams for nodes of a graph
// that is still being built.
// Test: test/unit/cudart/GraphTest.cpp
//===----------------------------------------------------------------------===//
#include "Copy.h"
#include "GraphWork.h"

using namespace gpurt::simt;

namespace {

/// Where a new node goes, and behind what.
struct Place {
  cudaGraphNode_t *Out;
  cudaGraph_t In;
  const cudaGraphNode_t *Before;
  size_t Count;
  const cudaGraphEdgeData *Data = nullptr;
};

template <typename Params>
cudaError_t addNode(const Place &At, const Params *P) {
  Graph *G = graphOf(At.In);
  if (!G || !At.Out || !P)
    return cudaErrorInvalidValue;
  std::vector<Edge> Edges;
  if (cudaError_t Error = edgesFrom(*G, At.Before, At.Data, At.Count, Edges))
    return Error;
  Work New;
  if (cudaError_t Error = makeWork(P, nullptr, New))
    return Error;
  *At.Out = G->add(std::move(New), std::move(Edges)).handle();
  return cudaSuccess;
}

template <typename Params> cudaError_t add(const Place &At, const Params *P) {
  std::lock_guard Guard(graphLock());
  return done(addNode(At, P));
}

template <typename Params>
cudaError_t change(cudaGraphNode_t N, const Params *P) {
  std::lock_guard Guard(graphLock());
  return done(changeNode(nodeOf(N), P));
}

/// Calls \p Use with the node's work if that is a \p Kind.
template <typename Kind, typename Action>
cudaError_t with(cudaGraphNode_t Handle, const void *Out, Action Use) {
  std::lock_guard Guard(graphLock());
  Node *N = nodeOf(Handle);
  auto *Found = N ? std::get_if<Kind>(&N->Do) : nullptr;
  if (!Found || !Out)
    return done(cudaErrorInvalidValue);
  Use(*Found);
  return done(cudaSuccess);
}

/// The graph itself becomes the node's, no clone of it.
cudaError_t addMoved(const Place &At, cudaGraph_t Handle) {
  Graph *Child = graphOf(Handle);
  if (!Child || Child->IsChild || Handle == At.In)
    return cudaErrorInvalidValue;
  cudaGraphNodeParams Empty{};
  Empty.type = cudaGraphNodeTypeEmpty;
  if (cudaError_t Error = addNode(At, &Empty))
    return Error;
  nodeOf(*At.Out)->Do = ChildWork{Child->shared_from_this()};
  Child->IsChild = true;
  dropGraph(Handle);
  return cudaSuccess;
}

} // namespace

//===--- Kernels ----------------------------------------------------------===//

GPURT_API cudaError_t cudaGraphAddKernelNode(
    cudaGraphNode_t *Out, cudaGraph_t In, const cudaGraphNode_t *Before,
    size_t Count, const cudaKernelNodeParams *Params) {
  return add({Out, In, Before, Count}, Params);
}

GPURT_API cudaError_t cudaGraphKernelNodeGetParams(cudaGraphNode_t N,
                                                   cudaKernelNodeParams *Out) {
  return with<KernelWork>(N, Out, [&](const KernelWork &W) {
    *Out = {const_cast<void *>(W.Symbol),
            W.How.Grid,
            W.How.Block,
            unsigned(W.How.Shared),
            const_cast<void **>(W.Values->Pointers.data()),
            nullptr};
  });
}

GPURT_API cudaError_t cudaGraphKernelNodeSetParams(
    cudaGraphNode_t N, const cudaKernelNodeParams *Params) {
  return change(N, Params);
}

GPURT_API cudaError_t
cudaGraphKernelNodeSetAttribute(cudaGraphNode_t N, cudaLaunchAttributeID Id,
                                const cudaLaunchAttributeValue *Value) {
  return with<KernelWork>(N, Value, [&](KernelWork &W) {
    if (Id == cudaLaunchAttributeCooperative)
      W.How.Cooperative = Value->cooperative != 0;
    if (Id == cudaLaunchAttributeClusterDimension) {
      W.How.Cluster = {Value->clusterDim.x, Value->clusterDim.y,
                       Value->clusterDim.z};
      W.How.ExplicitCluster = true;
    }
    // As in cudaLaunchKernelExC, the others only say when a kernel may begin.
  });
}

GPURT_API cudaError_t
cudaGraphKernelNodeGetAttribute(cudaGraphNode_t N, cudaLaunchAttributeID Id,
                                cudaLaunchAttributeValue *Out) {
  return with<KernelWork>(N, Out, [&](const KernelWork &W) {
    *Out = {};
    if (Id == cudaLaunchAttributeCooperative)
      Out->cooperative = W.How.Cooperative;
    if (Id == cudaLaunchAttributeClusterDimension) {
      Out->clusterDim.x = W.How.Cluster.x;
      Out->clusterDim.y = W.How.Cluster.y;
      Out->clusterDim.z = W.How.Cluster.z;
    }
  });
}

GPURT_API cudaError_t cudaGraphKernelNodeCopyAttributes(cudaGraphNode_t To,
                                                        cudaGraphNode_t From) {
  Request Source;
  if (cudaError_t Error = with<KernelWork>(
          From, &Source, [&](const KernelWork &W) { Source = W.How; }))
    return Error;
  return with<KernelWork>(To, &Source, [&](KernelWork &W) {
    W.How.Cooperative = Source.Cooperative;
    W.How.ExplicitCluster = Source.ExplicitCluster;
    W.How.Cluster = Source.Cluster;
  });
}

//===--- Copies -----------------------------------------------------------===//

GPURT_API cudaError_t cudaGraphAddMemcpyNode(cudaGraphNode_t *Out,
                                             cudaGraph_t In,
                                             const cudaGraphNode_t *Before,
                                             size_t Count,
                                             const cudaMemcpy3DParms *Params) {
  return add({Out, In, Before, Count}, Params);
}

GPURT_API cudaError_t cudaGraphAddMemcpyNode1D(cudaGraphNode_t *Out,
                                               cudaGraph_t In,
                                               const cudaGraphNode_t *Before,
                                               size_t Count, void *To,
                                               const void *From, size_t Size,
                                               cudaMemcpyKind Kind) {
  cudaMemcpy3DParms P = boxOf(To, From, Size, Kind);
  return add({Out, In, Before, Count}, &P);
}

GPURT_API cudaError_t cudaGraphAddMemcpyNodeToSymbol(
    cudaGraphNode_t *Out, cudaGraph_t In, const cudaGraphNode_t *Before,
    size_t Count, const void *Symbol, const void *From, size_t Size,
    size_t Offset, cudaMemcpyKind Kind) {
  cudaMemcpy3DParms P;
  cudaError_t Error = makeCopyToSymbol(Symbol, From, Size, Offset, Kind, P);
  return Error ? done(Error) : add({Out, In, Before, Count}, &P);
}

GPURT_API cudaError_t cudaGraphAddMemcpyNodeFromSymbol(
    cudaGraphNode_t *Out, cudaGraph_t In, const cudaGraphNode_t *Before,
    size_t Count, void *To, const void *Symbol, size_t Size, size_t Offset,
    cudaMemcpyKind Kind) {
  cudaMemcpy3DParms P;
  cudaError_t Error = makeCopyFromSymbol(To, Symbol, Size, Offset, Kind, P);
  return Error ? done(Error) : add({Out, In, Before, Count}, &P);
}

GPURT_API cudaError_t cudaGraphMemcpyNodeGetParams(cudaGraphNode_t N,
                                                   cudaMemcpy3DParms *Out) {
  return with<cudaMemcpy3DParms>(N, Out, [&](auto &W) { *Out = W; });
}

GPURT_API cudaError_t cudaGraphMemcpyNodeSetParams(
    cudaGraphNode_t N, const cudaMemcpy3DParms *Params) {
  return change(N, Params);
}

GPURT_API cudaError_t cudaGraphMemcpyNodeSetParams1D(cudaGraphNode_t N,
                                                     void *To, const void *From,
                                                     size_t Size,
                                                     cudaMemcpyKind Kind) {
  cudaMemcpy3DParms P = boxOf(To, From, Size, Kind);
  return change(N, &P);
}

GPURT_API cudaError_t cudaGraphMemcpyNodeSetParamsToSymbol(
    cudaGraphNode_t N, const void *Symbol, const void *From, size_t Size,
    size_t Offset, cudaMemcpyKind Kind) {
  cudaMemcpy3DParms P;
  cudaError_t Error = makeCopyToSymbol(Symbol, From, Size, Offset, Kind, P);
  return Error ? done(Error) : change(N, &P);
}

GPURT_API cudaError_t cudaGraphMemcpyNodeSetParamsFromSymbol(
    cudaGraphNode_t N, void *To, const void *Symbol, size_t Size, size_t Offset,
    cudaMemcpyKind Kind) {
  cudaMemcpy3DParms P;
  cudaError_t Error = makeCopyFromSymbol(To, Symbol, Size, Offset, Kind, P);
  return Error ? done(Error) : change(N, &P);
}

//===--- Fills, host functions, events ------------------------------------===//

GPURT_API cudaError_t cudaGraphAddMemsetNode(cudaGraphNode_t *Out,
                                             cudaGraph_t In,
                                             const cudaGraphNode_t *Before,
                                             size_t Count,
                                             const cudaMemsetParams *Params) {
  return add({Out, In, Before, Count}, Params);
}

GPURT_API cudaError_t cudaGraphMemsetNodeGetParams(cudaGraphNode_t N,
                                                   cudaMemsetParams *Out) {
  return with<cudaMemsetParams>(N, Out, [&](auto &W) { *Out = W; });
}

GPURT_API cudaError_t cudaGraphMemsetNodeSetParams(
    cudaGraphNode_t N, const cudaMemsetParams *Params) {
  return change(N, Params);
}

GPURT_API cudaError_t cudaGraphAddHostNode(cudaGraphNode_t *Out, cudaGraph_t In,
                                           const cudaGraphNode_t *Before,
                                           size_t Count,
                                           const cudaHostNodeParams *Params) {
  return add({Out, In, Before, Count}, Params);
}

GPURT_API cudaError_t cudaGraphHostNodeGetParams(cudaGraphNode_t N,
                                                 cudaHostNodeParams *Out) {
  return with<cudaHostNodeParams>(N, Out, [&](auto &W) { *Out = W; });
}

GPURT_API cudaError_t cudaGraphHostNodeSetParams(
    cudaGraphNode_t N, const cudaHostNodeParams *Params) {
  return change(N, Params);
}

GPURT_API cudaError_t cudaGraphAddEventRecordNode(cudaGraphNode_t *Out,
                                                  cudaGraph_t In,
                                                  const cudaGraphNode_t *Before,
                                                  size_t Count,
                                                  cudaEvent_t Event) {
  RecordWork P{Event};
  return add({Out, In, Before, Count}, &P);
}

GPURT_API cudaError_t cudaGraphEventRecordNodeGetEvent(cudaGraphNode_t N,
                                                       cudaEvent_t *Out) {
  return with<RecordWork>(N, Out, [&](auto &W) { *Out = W.Event; });
}

GPURT_API cudaError_t cudaGraphEventRecordNodeSetEvent(cudaGraphNode_t N,
                                                       cudaEvent_t Event) {
  RecordWork P{Event};
  return change(N, &P);
}

GPURT_API cudaError_t cudaGraphAddEventWaitNode(cudaGraphNode_t *Out,
                                                cudaGraph_t In,
                                                const cudaGraphNode_t *Before,
                                                size_t Count,
                                                cudaEvent_t Event) {
  WaitWork P{Event};
  return add({Out, In, Before, Count}, &P);
}

GPURT_API cudaError_t cudaGraphEventWaitNodeGetEvent(cudaGraphNode_t N,
                                                     cudaEvent_t *Out) {
  return with<WaitWork>(N, Out, [&](auto &W) { *Out = W.Event; });
}

GPURT_API cudaError_t cudaGraphEventWaitNodeSetEvent(cudaGraphNode_t N,
                                                     cudaEvent_t Event) {
  WaitWork P{Event};
  return change(N, &P);
}

//===--- Others, and any --------------------------------------------------===//

GPURT_API cudaError_t cudaGraphAddChildGraphNode(cudaGraphNode_t *Out,
                                                 cudaGraph_t In,
                                                 const cudaGraphNode_t *Before,
                                                 size_t Count,
                                                 cudaGraph_t Child) {
  return add({Out, In, Before, Count}, &Child);
}

GPURT_API cudaError_t cudaGraphChildGraphNodeGetGraph(cudaGraphNode_t N,
                                                      cudaGraph_t *Out) {
  return with<ChildWork>(N, Out, [&](auto &W) { *Out = W.Inside->handle(); });
}

GPURT_API cudaError_t cudaGraphAddEmptyNode(cudaGraphNode_t *Out,
                                            cudaGraph_t In,
                                            const cudaGraphNode_t *Before,
                                            size_t Count) {
  cudaGraphNodeParams P{};
  P.type = cudaGraphNodeTypeEmpty;
  return add({Out, In, Before, Count}, &P);
}

GPURT_API cudaError_t cudaGraphAddNode(cudaGraphNode_t *Out, cudaGraph_t In,
                                       const cudaGraphNode_t *Before,
                                       const cudaGraphEdgeData *Data,
                                       size_t Count,
                                       cudaGraphNodeParams *Params) {
  Place At{Out, In, Before, Count, Data};
  bool Moves = Params && Params->type == cudaGraphNodeTypeGraph &&
               Params->graph.ownership == cudaGraphChildGraphOwnershipMove;
  if (!Moves)
    return add(At, Params);
  std::lock_guard Guard(graphLock());
  return done(addMoved(At, Params->graph.graph));
}

GPURT_API cudaError_t cudaGraphNodeSetParams(cudaGraphNode_t N,
                                             cudaGraphNodeParams *Params) {
  return change(N, Params);
}
