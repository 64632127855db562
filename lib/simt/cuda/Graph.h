//===- Graph.h - What a CUDA graph holds ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes with work and edges, the same for graphs that a program builds and for
// those that a stream records (Capture.h). An executable graph is a clone; its
// nodes know whom they were cloned from, which is how CUDA names them.
// Locks: graphLock() is held by each call of the API that looks at a graph, and
// never while a kernel or a host function runs. Functions here want it held.
// Tests: test/unit/cudart/GraphTest.cpp, test/unit/cudart/programs/graph.cu
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_GRAPH_H
#define GPURT_LIB_SIMT_CUDA_GRAPH_H

#include "Launch.h"

#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <variant>
#include <vector>

namespace gpurt::simt {

struct Graph;
struct Node;

//===--- Work -------------------------------------------------------------===//

/// The bytes of a kernel's arguments, which never change: clones share them.
struct Arguments {
  std::vector<std::vector<unsigned char>> Bytes;
  std::vector<void *> Pointers;
  Arguments(const SimtKernelInfo &Info, void **Args);
  Arguments(const Arguments &) = delete;
  Arguments &operator=(const Arguments &) = delete;
};

struct KernelWork {
  const void *Symbol = nullptr;
  Kernel *Code = nullptr;
  Request How;
  std::shared_ptr<const Arguments> Values;
};
struct ChildWork {
  std::shared_ptr<Graph> Inside; ///< its node's own
};
struct EmptyWork {};
struct RecordWork {
  cudaEvent_t Event;
};
struct WaitWork {
  cudaEvent_t Event;
};
using Work =
    std::variant<EmptyWork, KernelWork, cudaMemcpy3DParms, cudaMemsetParams,
                 cudaHostNodeParams, ChildWork, RecordWork, WaitWork>;

cudaGraphNodeType typeOf(const Work &W);

/// Checks a launch and copies its arguments.
cudaError_t makeKernelWork(const void *Symbol, Request R, void **Args,
                           Work &Made);

//===--- Nodes and graphs -------------------------------------------------===//

struct Edge {
  Node *From;
  cudaGraphEdgeData Data;
};

struct Node {
  Graph *Owner;
  uint64_t Id;         ///< never another's
  uint64_t Origin = 0; ///< the Id of the node that this one was cloned from
  bool Enabled = true; ///< of an executable graph's nodes
  Work Do;
  std::vector<Edge> Before; ///< what must have ended, no node twice

  Node(Graph *Owner, Work &&Do);
  Node(const Node &) = delete;
  Node &operator=(const Node &) = delete;
  ~Node();
  [[nodiscard]] cudaGraphNode_t handle() const {
    return reinterpret_cast<cudaGraphNode_t>(const_cast<Node *>(this));
  }
  [[nodiscard]] bool waitsFor(const Node &Other) const;
};

struct Graph : std::enable_shared_from_this<Graph> {
  std::vector<std::unique_ptr<Node>> Nodes; ///< in the order of their making
  uint64_t Origin = 0; ///< the Id of the graph that this one was cloned from
  uint64_t Id;
  bool IsChild = false; ///< a node's, or moved into one

  Graph();
  Graph(const Graph &) = delete;
  Graph &operator=(const Graph &) = delete;
  ~Graph();
  [[nodiscard]] cudaGraph_t handle() const {
    return reinterpret_cast<cudaGraph_t>(const_cast<Graph *>(this));
  }

  Node &add(Work &&Do, std::vector<Edge> Before);
  /// With all that is inside of it.
  [[nodiscard]] std::shared_ptr<Graph> clone() const;
  /// Positions of the nodes in an order that respects the edges. \p Choose
  /// picks one of the N that are ready, which are in the order of their making.
  /// \returns fewer than there are nodes if the edges form a cycle
  [[nodiscard]] std::vector<size_t>
  order(const std::function<size_t(size_t N)> &Choose) const;
  /// True if edges form a cycle, here or in a child.
  [[nodiscard]] bool hasCycle() const;
};

/// A clone of \p W; that of a child graph is a graph of its own.
Work cloneOf(const Work &W);

//===--- Handles ----------------------------------------------------------===//

std::mutex &graphLock();

/// Null if there is nothing behind the handle.
Graph *graphOf(cudaGraph_t Handle);
Node *nodeOf(cudaGraphNode_t Handle);

/// The graph belongs to the program until dropGraph.
cudaGraph_t keepGraph(std::shared_ptr<Graph> G);
/// \returns false if the program has no such graph
bool dropGraph(cudaGraph_t Handle);

/// Edges from the nodes \p Before, all of \p In.
cudaError_t edgesFrom(const Graph &In, const cudaGraphNode_t *Before,
                      const cudaGraphEdgeData *Data, size_t Count,
                      std::vector<Edge> &Edges);

/// Writes up to *Count of \p All, nulls behind them, and how many there are;
/// only the latter if \p Out is null.
cudaError_t giveNodes(const std::vector<Node *> &All, cudaGraphNode_t *Out,
                      size_t *Count);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_GRAPH_H
