//===- GraphExec.cpp - Graphs that run ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An executable graph is a clone of what it was made of. A launch runs its
// nodes one after the other, inside the call; where the edges leave a choice
// the seed takes it, anew for each launch, so that a missing edge shows. Under
// run-to-block the order is that of the nodes' making.
// Not here: launches from kernels.
// Tests: test/unit/cudart/GraphTest.cpp, test/unit/cudart/programs/graph.cu
//===----------------------------------------------------------------------===//
#include "Capture.h"
#include "Copy.h"
#include "GraphWork.h"

#include "engine/Random.h"

#include <algorithm>

using namespace gpurt::simt;

namespace {

struct Executable {
  std::shared_ptr<Graph> Body;
  unsigned long long Flags;
  /// By the Id of the node that it stands for, also those inside of children.
  std::unordered_map<uint64_t, Node *> Nodes;

  Executable(const Graph &G, unsigned long long Flags)
      : Body(G.clone()), Flags(Flags) {
    name(*Body);
  }
  void name(const Graph &G) {
    for (const auto &Each : G.Nodes) {
      Nodes[Each->Origin] = Each.get();
      if (const auto *Child = std::get_if<ChildWork>(&Each->Do))
        name(*Child->Inside);
    }
  }
};

using Executables =
    std::unordered_map<const void *, std::shared_ptr<Executable>>;

Executables &executables() {
  static auto *const Only = new Executables;
  return *Only;
}

Executable *executableOf(cudaGraphExec_t Handle) {
  auto Found = executables().find(Handle);
  return Found == executables().end() ? nullptr : Found->second.get();
}

Node *nodeIn(cudaGraphExec_t Handle, cudaGraphNode_t Original) {
  Executable *E = executableOf(Handle);
  const Node *N = nodeOf(Original);
  if (!E || !N)
    return nullptr;
  auto Found = E->Nodes.find(N->Id);
  return Found == E->Nodes.end() ? nullptr : Found->second;
}

//===--- Running ----------------------------------------------------------===//

/// One launch of a graph; nobody holds graphLock().
class GraphRun {
public:
  explicit GraphRun(uint64_t Number)
      : Keep(deviceConfig().Order == Policy::RunToBlock) {
    Choice.seed(deviceConfig().Seed, mix(Number));
  }

  /// Stops where the context dies, which the next call that waits will say.
  cudaError_t run(const Graph &G) {
    for (size_t At : G.order([this](size_t Ready) { return choose(Ready); })) {
      const Node &Each = *G.Nodes[At];
      if (!Each.Enabled)
        continue;
      if (isContextDead())
        return cudaSuccess;
      if (cudaError_t Error =
              std::visit([this](const auto &W) { return run(W); }, Each.Do))
        return Error;
    }
    return cudaSuccess;
  }

private:
  size_t choose(size_t Ready) {
    return Keep ? 0 : Choice.below(uint32_t(Ready));
  }
  cudaError_t run(const EmptyWork &) { return cudaSuccess; }
  // The launches before have ended.
  cudaError_t run(const WaitWork &) { return cudaSuccess; }
  cudaError_t run(const RecordWork &W) {
    return markEvent(W.Event) ? cudaSuccess : cudaErrorInvalidResourceHandle;
  }
  cudaError_t run(const KernelWork &W) {
    return gpurt::simt::run(W.How, *W.Code,
                            const_cast<void **>(W.Values->Pointers.data()));
  }
  cudaError_t run(const cudaMemcpy3DParms &W) { return perform(W); }
  cudaError_t run(const cudaMemsetParams &W) { return perform(W); }
  cudaError_t run(const cudaHostNodeParams &W) {
    W.fn(W.userData);
    return cudaSuccess;
  }
  cudaError_t run(const ChildWork &W) { return run(*W.Inside); }

  bool Keep;
  Random Choice;
};

cudaError_t launchGraph(cudaGraphExec_t Handle, cudaStream_t Stream) {
  static std::atomic<uint64_t> Launches{0};
  if (cudaError_t Error = deadContext())
    return Error;
  bool Records = false;
  if (cudaError_t Error = enter(Stream, Records))
    return Error;
  std::shared_ptr<Executable> Found; // lives until the launch has ended
  ChildWork Later;
  {
    std::lock_guard Guard(graphLock());
    auto Known = executables().find(Handle);
    if (Known == executables().end())
      return cudaErrorInvalidValue;
    Found = Known->second;
    if (Records) {
      Later.Inside = Found->Body->clone();
      Later.Inside->IsChild = true;
    }
  }
  if (Records)
    return capture(Stream, std::move(Later));
  return GraphRun(++Launches).run(*Found->Body);
}

//===--- Making -----------------------------------------------------------===//

cudaError_t instantiate(cudaGraphExec_t *Out, const Graph *G,
                        unsigned long long Flags,
                        cudaGraphInstantiateResult &Result) {
  constexpr unsigned long long Known =
      cudaGraphInstantiateFlagAutoFreeOnLaunch |
      cudaGraphInstantiateFlagUpload | cudaGraphInstantiateFlagDeviceLaunch |
      cudaGraphInstantiateFlagUseNodePriority;
  Result = cudaGraphInstantiateError;
  if (!Out || !G || G->IsChild || (Flags & ~Known))
    return cudaErrorInvalidValue;
  if (Flags & cudaGraphInstantiateFlagDeviceLaunch) {
    say("a launch of a graph from a kernel is not available on the CPU device");
    Result = cudaGraphInstantiateNodeOperationNotSupported;
    return cudaErrorNotSupported;
  }
  if (G->hasCycle()) {
    Result = cudaGraphInstantiateInvalidStructure;
    return cudaErrorInvalidValue;
  }
  auto New = std::make_shared<Executable>(*G, Flags);
  *Out = reinterpret_cast<cudaGraphExec_t>(New.get());
  executables()[New.get()] = std::move(New);
  Result = cudaGraphInstantiateSuccess;
  return cudaSuccess;
}

cudaError_t instantiate(cudaGraphExec_t *Out, cudaGraph_t Handle,
                        unsigned long long Flags) {
  std::lock_guard Guard(graphLock());
  cudaGraphInstantiateResult Result;
  return done(instantiate(Out, graphOf(Handle), Flags, Result));
}

//===--- Changing ---------------------------------------------------------===//

std::vector<size_t> positionsBefore(const Graph &G, const Node &N) {
  std::vector<size_t> All;
  for (const Edge &E : N.Before)
    All.push_back(size_t(
        std::find_if(G.Nodes.begin(), G.Nodes.end(),
                     [&](const auto &Each) { return Each.get() == E.From; }) -
        G.Nodes.begin()));
  std::sort(All.begin(), All.end());
  return All;
}

/// Nodes pair up in the order of their making.
bool matches(const Graph &Old, const Graph &New,
             cudaGraphExecUpdateResultInfo &Why) {
  Why = {cudaGraphExecUpdateErrorTopologyChanged, nullptr, nullptr};
  if (Old.Nodes.size() != New.Nodes.size())
    return false;
  for (size_t I = 0; I != Old.Nodes.size(); ++I) {
    const Node &Was = *Old.Nodes[I], &Is = *New.Nodes[I];
    Why = {cudaGraphExecUpdateErrorNodeTypeChanged, Is.handle(), nullptr};
    if (Was.Do.index() != Is.Do.index())
      return false;
    Why.result = cudaGraphExecUpdateErrorTopologyChanged;
    if (positionsBefore(Old, Was) != positionsBefore(New, Is))
      return false;
    if (const auto *Child = std::get_if<ChildWork>(&Was.Do);
        Child &&
        !matches(*Child->Inside, *std::get<ChildWork>(Is.Do).Inside, Why))
      return false;
  }
  Why = {cudaGraphExecUpdateSuccess, nullptr, nullptr};
  return true;
}

/// The nodes stay, so that the program's names for them do.
void take(Graph &Old, const Graph &New) {
  for (size_t I = 0; I != Old.Nodes.size(); ++I) {
    Work &To = Old.Nodes[I]->Do;
    const Work &From = New.Nodes[I]->Do;
    if (auto *Child = std::get_if<ChildWork>(&To))
      take(*Child->Inside, *std::get<ChildWork>(From).Inside);
    else
      To = From;
  }
}

template <typename Params>
cudaError_t change(cudaGraphExec_t E, cudaGraphNode_t N, const Params *P) {
  std::lock_guard Guard(graphLock());
  return done(changeNode(nodeIn(E, N), P));
}

cudaError_t changeChild(Node *N, const Graph *New) {
  auto *Child = N ? std::get_if<ChildWork>(&N->Do) : nullptr;
  if (!Child || !New)
    return cudaErrorInvalidValue;
  cudaGraphExecUpdateResultInfo Why;
  if (!matches(*Child->Inside, *New, Why))
    return cudaErrorGraphExecUpdateFailure;
  take(*Child->Inside, *New);
  return cudaSuccess;
}

} // namespace

//===--- Life -------------------------------------------------------------===//

GPURT_API cudaError_t cudaGraphInstantiate(cudaGraphExec_t *Out,
                                           cudaGraph_t Handle,
                                           unsigned long long Flags) {
  return instantiate(Out, Handle, Flags);
}

GPURT_API cudaError_t cudaGraphInstantiateWithFlags(cudaGraphExec_t *Out,
                                                    cudaGraph_t Handle,
                                                    unsigned long long Flags) {
  return instantiate(Out, Handle, Flags);
}

GPURT_API cudaError_t
cudaGraphInstantiateWithParams(cudaGraphExec_t *Out, cudaGraph_t Handle,
                               cudaGraphInstantiateParams *Params) {
  std::lock_guard Guard(graphLock());
  if (!Params)
    return done(cudaErrorInvalidValue);
  Params->errNode_out = nullptr;
  return done(
      instantiate(Out, graphOf(Handle), Params->flags, Params->result_out));
}
GPURT_PER_THREAD(cudaGraphInstantiateWithParams, _ptsz)

GPURT_API cudaError_t cudaGraphExecDestroy(cudaGraphExec_t Handle) {
  std::lock_guard Guard(graphLock());
  return done(executables().erase(Handle) ? cudaSuccess
                                          : cudaErrorInvalidValue);
}

GPURT_API cudaError_t cudaGraphExecGetFlags(cudaGraphExec_t Handle,
                                            unsigned long long *Flags) {
  std::lock_guard Guard(graphLock());
  const Executable *E = executableOf(Handle);
  if (!E || !Flags)
    return done(cudaErrorInvalidValue);
  *Flags = E->Flags;
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaGraphLaunch(cudaGraphExec_t Handle,
                                      cudaStream_t Stream) {
  return done(launchGraph(Handle, Stream));
}
GPURT_PER_THREAD(cudaGraphLaunch, _ptsz)

GPURT_API cudaError_t cudaGraphUpload(cudaGraphExec_t Handle,
                                      cudaStream_t Stream) {
  if (cudaError_t Error = enterUncaptured(Stream))
    return done(Error);
  std::lock_guard Guard(graphLock());
  return done(executableOf(Handle) ? deadContext() : cudaErrorInvalidValue);
}
GPURT_PER_THREAD(cudaGraphUpload, _ptsz)

//===--- Changes ----------------------------------------------------------===//

GPURT_API cudaError_t cudaGraphExecUpdate(cudaGraphExec_t Handle,
                                          cudaGraph_t New,
                                          cudaGraphExecUpdateResultInfo *Info) {
  std::lock_guard Guard(graphLock());
  Executable *E = executableOf(Handle);
  const Graph *G = graphOf(New);
  if (!E || !G)
    return done(cudaErrorInvalidValue);
  cudaGraphExecUpdateResultInfo Why;
  bool Fits = matches(*E->Body, *G, Why);
  if (Fits)
    take(*E->Body, *G);
  if (Info)
    *Info = Why;
  return done(Fits ? cudaSuccess : cudaErrorGraphExecUpdateFailure);
}

GPURT_API cudaError_t cudaGraphExecKernelNodeSetParams(
    cudaGraphExec_t E, cudaGraphNode_t N, const cudaKernelNodeParams *Params) {
  return change(E, N, Params);
}

GPURT_API cudaError_t cudaGraphExecMemcpyNodeSetParams(
    cudaGraphExec_t E, cudaGraphNode_t N, const cudaMemcpy3DParms *Params) {
  return change(E, N, Params);
}

GPURT_API cudaError_t cudaGraphExecMemcpyNodeSetParams1D(
    cudaGraphExec_t E, cudaGraphNode_t N, void *To, const void *From,
    size_t Size, cudaMemcpyKind Kind) {
  cudaMemcpy3DParms P = boxOf(To, From, Size, Kind);
  return change(E, N, &P);
}

GPURT_API cudaError_t cudaGraphExecMemcpyNodeSetParamsToSymbol(
    cudaGraphExec_t E, cudaGraphNode_t N, const void *Symbol, const void *From,
    size_t Size, size_t Offset, cudaMemcpyKind Kind) {
  cudaMemcpy3DParms P;
  cudaError_t Error = makeCopyToSymbol(Symbol, From, Size, Offset, Kind, P);
  return Error ? done(Error) : change(E, N, &P);
}

GPURT_API cudaError_t cudaGraphExecMemcpyNodeSetParamsFromSymbol(
    cudaGraphExec_t E, cudaGraphNode_t N, void *To, const void *Symbol,
    size_t Size, size_t Offset, cudaMemcpyKind Kind) {
  cudaMemcpy3DParms P;
  cudaError_t Error = makeCopyFromSymbol(To, Symbol, Size, Offset, Kind, P);
  return Error ? done(Error) : change(E, N, &P);
}

GPURT_API cudaError_t cudaGraphExecMemsetNodeSetParams(
    cudaGraphExec_t E, cudaGraphNode_t N, const cudaMemsetParams *Params) {
  return change(E, N, Params);
}

GPURT_API cudaError_t cudaGraphExecHostNodeSetParams(
    cudaGraphExec_t E, cudaGraphNode_t N, const cudaHostNodeParams *Params) {
  return change(E, N, Params);
}

GPURT_API cudaError_t cudaGraphExecEventRecordNodeSetEvent(cudaGraphExec_t E,
                                                           cudaGraphNode_t N,
                                                           cudaEvent_t Event) {
  RecordWork P{Event};
  return change(E, N, &P);
}

GPURT_API cudaError_t cudaGraphExecEventWaitNodeSetEvent(cudaGraphExec_t E,
                                                         cudaGraphNode_t N,
                                                         cudaEvent_t Event) {
  WaitWork P{Event};
  return change(E, N, &P);
}

GPURT_API cudaError_t cudaGraphExecChildGraphNodeSetParams(cudaGraphExec_t E,
                                                           cudaGraphNode_t N,
                                                           cudaGraph_t Child) {
  std::lock_guard Guard(graphLock());
  return done(changeChild(nodeIn(E, N), graphOf(Child)));
}

GPURT_API cudaError_t cudaGraphExecNodeSetParams(cudaGraphExec_t E,
                                                 cudaGraphNode_t N,
                                                 cudaGraphNodeParams *Params) {
  if (Params && Params->type == cudaGraphNodeTypeGraph)
    return cudaGraphExecChildGraphNodeSetParams(E, N, Params->graph.graph);
  return change(E, N, Params);
}

//===--- Nodes that are left out ------------------------------------------===//

namespace {
/// Null unless it is one of those that CUDA can leave out.
Node *switchable(cudaGraphExec_t E, cudaGraphNode_t N) {
  Node *Found = nodeIn(E, N);
  bool Can = Found && (std::holds_alternative<KernelWork>(Found->Do) ||
                       std::holds_alternative<cudaMemcpy3DParms>(Found->Do) ||
                       std::holds_alternative<cudaMemsetParams>(Found->Do));
  return Can ? Found : nullptr;
}
} // namespace

GPURT_API cudaError_t cudaGraphNodeSetEnabled(cudaGraphExec_t E,
                                              cudaGraphNode_t N,
                                              unsigned IsEnabled) {
  std::lock_guard Guard(graphLock());
  Node *Found = switchable(E, N);
  if (!Found)
    return done(cudaErrorInvalidValue);
  Found->Enabled = IsEnabled != 0;
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaGraphNodeGetEnabled(cudaGraphExec_t E,
                                              cudaGraphNode_t N,
                                              unsigned *IsEnabled) {
  std::lock_guard Guard(graphLock());
  Node *Found = switchable(E, N);
  if (!Found || !IsEnabled)
    return done(cudaErrorInvalidValue);
  *IsEnabled = Found->Enabled;
  return done(cudaSuccess);
}
