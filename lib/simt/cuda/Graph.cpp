//===- Graph.cpp - What a CUDA graph holds --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Handles are addresses; the tables here say which of them live, so that a
// stale one is an error and no crash.
// Test: test/unit/cudart/GraphTest.cpp
//===----------------------------------------------------------------------===//
#include "Graph.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <unordered_set>

namespace gpurt::simt {
namespace {

/// Its own lock: an executable graph may end when its last launch does, where
/// nobody holds graphLock().
struct Tables {
  std::mutex Lock;
  std::unordered_set<const void *> Nodes, Graphs;
  uint64_t NextId = 1;
  static Tables &get() {
    static auto *const Only = new Tables;
    return *Only;
  }
  uint64_t add(std::unordered_set<const void *> &To, const void *Each) {
    std::lock_guard Guard(Lock);
    To.insert(Each);
    return NextId++;
  }
  void remove(std::unordered_set<const void *> &From, const void *Each) {
    std::lock_guard Guard(Lock);
    From.erase(Each);
  }
  bool has(const std::unordered_set<const void *> &In, const void *Each) {
    std::lock_guard Guard(Lock);
    return In.count(Each);
  }
};

/// The graphs that the program must destroy.
std::unordered_map<const void *, std::shared_ptr<Graph>> &kept() {
  static auto *const Only =
      new std::unordered_map<const void *, std::shared_ptr<Graph>>;
  return *Only;
}

} // namespace

//===--- Work -------------------------------------------------------------===//

Arguments::Arguments(const SimtKernelInfo &Info, void **Args) {
  Bytes.reserve(Info.NumParams);
  for (uint32_t I = 0; I != Info.NumParams; ++I) {
    const auto *From = static_cast<const unsigned char *>(Args[I]);
    Bytes.emplace_back(From, From + Info.ParamSizes[I]);
    Pointers.push_back(Bytes.back().data());
  }
}

cudaGraphNodeType typeOf(const Work &W) {
  // In the order of the variant.
  static constexpr cudaGraphNodeType Types[] = {
      cudaGraphNodeTypeEmpty,       cudaGraphNodeTypeKernel,
      cudaGraphNodeTypeMemcpy,      cudaGraphNodeTypeMemset,
      cudaGraphNodeTypeHost,        cudaGraphNodeTypeGraph,
      cudaGraphNodeTypeEventRecord, cudaGraphNodeTypeWaitEvent};
  static_assert(std::size(Types) == std::variant_size_v<Work>);
  return Types[W.index()];
}

cudaError_t makeKernelWork(const void *Symbol, Request R, void **Args,
                           Work &Made) {
  KernelWork New;
  if (cudaError_t Error = prepare(Symbol, R, New.Code))
    return Error;
  const SimtKernelInfo &Info = *New.Code->Info;
  if (Info.NumParams && !Args)
    return cudaErrorInvalidValue;
  New.Symbol = Symbol;
  New.How = R;
  New.Values = std::make_shared<Arguments>(Info, Args);
  Made = std::move(New);
  return cudaSuccess;
}

Work cloneOf(const Work &W) {
  const auto *Child = std::get_if<ChildWork>(&W);
  if (!Child)
    return W;
  ChildWork New{Child->Inside->clone()};
  New.Inside->IsChild = true;
  return New;
}

//===--- Nodes and graphs -------------------------------------------------===//

Node::Node(Graph *Owner, Work &&Do) : Owner(Owner), Do(std::move(Do)) {
  Id = Tables::get().add(Tables::get().Nodes, this);
}

Node::~Node() { Tables::get().remove(Tables::get().Nodes, this); }

bool Node::waitsFor(const Node &Other) const {
  return std::any_of(Before.begin(), Before.end(),
                     [&](const Edge &E) { return E.From == &Other; });
}

Graph::Graph() { Id = Tables::get().add(Tables::get().Graphs, this); }

Graph::~Graph() { Tables::get().remove(Tables::get().Graphs, this); }

Node &Graph::add(Work &&Do, std::vector<Edge> Before) {
  Nodes.push_back(std::make_unique<Node>(this, std::move(Do)));
  Nodes.back()->Before = std::move(Before);
  return *Nodes.back();
}

std::shared_ptr<Graph> Graph::clone() const {
  auto New = std::make_shared<Graph>();
  New->Origin = Id;
  std::unordered_map<const Node *, Node *> Twin;
  for (const auto &Each : Nodes) {
    Node &Copy = New->add(cloneOf(Each->Do), {});
    Copy.Origin = Each->Id;
    Copy.Enabled = Each->Enabled;
    Twin[Each.get()] = &Copy;
  }
  for (const auto &Each : Nodes)
    for (const Edge &E : Each->Before)
      Twin[Each.get()]->Before.push_back({Twin[E.From], E.Data});
  return New;
}

std::vector<size_t>
Graph::order(const std::function<size_t(size_t)> &Choose) const {
  std::unordered_map<const Node *, size_t> Position;
  for (size_t I = 0; I != Nodes.size(); ++I)
    Position[Nodes[I].get()] = I;
  std::vector<std::vector<size_t>> Behind(Nodes.size());
  std::vector<size_t> Missing(Nodes.size()), Order;
  std::set<size_t> Ready;
  for (size_t I = 0; I != Nodes.size(); ++I) {
    Missing[I] = Nodes[I]->Before.size();
    if (!Missing[I])
      Ready.insert(I);
    for (const Edge &E : Nodes[I]->Before)
      Behind[Position[E.From]].push_back(I);
  }
  while (!Ready.empty()) {
    auto Next = std::next(Ready.begin(), ptrdiff_t(Choose(Ready.size())));
    Order.push_back(*Next);
    Ready.erase(Next);
    for (size_t After : Behind[Order.back()])
      if (!--Missing[After])
        Ready.insert(After);
  }
  return Order;
}

bool Graph::hasCycle() const {
  if (order([](size_t) { return 0; }).size() != Nodes.size())
    return true;
  return std::any_of(Nodes.begin(), Nodes.end(), [](const auto &Each) {
    const auto *Child = std::get_if<ChildWork>(&Each->Do);
    return Child && Child->Inside->hasCycle();
  });
}

//===--- Handles ----------------------------------------------------------===//

std::mutex &graphLock() {
  static auto *const Only = new std::mutex;
  return *Only;
}

Graph *graphOf(cudaGraph_t Handle) {
  Tables &T = Tables::get();
  return T.has(T.Graphs, Handle) ? reinterpret_cast<Graph *>(Handle) : nullptr;
}

Node *nodeOf(cudaGraphNode_t Handle) {
  Tables &T = Tables::get();
  return T.has(T.Nodes, Handle) ? reinterpret_cast<Node *>(Handle) : nullptr;
}

cudaGraph_t keepGraph(std::shared_ptr<Graph> G) {
  cudaGraph_t Handle = G->handle();
  kept()[Handle] = std::move(G);
  return Handle;
}

bool dropGraph(cudaGraph_t Handle) { return kept().erase(Handle); }

cudaError_t edgesFrom(const Graph &In, const cudaGraphNode_t *Before,
                      const cudaGraphEdgeData *Data, size_t Count,
                      std::vector<Edge> &Edges) {
  if (Count && !Before)
    return cudaErrorInvalidValue;
  std::unordered_set<const Node *> Seen;
  for (size_t I = 0; I != Count; ++I) {
    Node *From = nodeOf(Before[I]);
    if (!From || From->Owner != &In || !Seen.insert(From).second)
      return cudaErrorInvalidValue;
    cudaGraphEdgeData How = Data ? Data[I] : cudaGraphEdgeData{};
    // Only kernels have ports of their own. What such an edge allows to begin
    // early may also begin late.
    bool Known = How.from_port <= cudaGraphKernelNodePortLaunchCompletion &&
                 !How.to_port &&
                 How.type <= cudaGraphDependencyTypeProgrammatic;
    if (!Known ||
        (How.from_port && !std::holds_alternative<KernelWork>(From->Do)))
      return cudaErrorInvalidValue;
    Edges.push_back({From, How});
  }
  return cudaSuccess;
}

cudaError_t giveNodes(const std::vector<Node *> &All, cudaGraphNode_t *Out,
                      size_t *Count) {
  if (!Count)
    return cudaErrorInvalidValue;
  if (Out)
    for (size_t I = 0; I != *Count; ++I)
      Out[I] = I < All.size() ? All[I]->handle() : nullptr;
  *Count = Out ? std::min(*Count, All.size()) : All.size();
  return cudaSuccess;
}

} // namespace gpurt::simt
