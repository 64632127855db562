//===- GraphWork.h - A node's work from CUDA's structs ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The checks that CUDA makes when a node gets its parameters, the same for
// nodes that are made, changed, or changed in an executable graph. Old is the
// work that is replaced, or null: a kernel's attributes stay. graphLock() is
// held.
// Test: test/unit/cudart/GraphTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_GRAPHWORK_H
#define GPURT_LIB_SIMT_CUDA_GRAPHWORK_H

#include "Graph.h"

namespace gpurt::simt {

cudaError_t makeWork(const cudaKernelNodeParams *P, const Work *Old,
                     Work &Made);
cudaError_t makeWork(const cudaMemcpy3DParms *P, const Work *Old, Work &Made);
cudaError_t makeWork(const cudaMemsetParams *P, const Work *Old, Work &Made);
cudaError_t makeWork(const cudaHostNodeParams *P, const Work *Old, Work &Made);
/// A clone of the graph.
cudaError_t makeWork(const cudaGraph_t *P, const Work *Old, Work &Made);
cudaError_t makeWork(const RecordWork *P, const Work *Old, Work &Made);
cudaError_t makeWork(const WaitWork *P, const Work *Old, Work &Made);
/// Any of them; names the kind of node if it is not there.
cudaError_t makeWork(const cudaGraphNodeParams *P, const Work *Old, Work &Made);

/// A line of bytes to or from a variable.
cudaError_t makeCopyToSymbol(const void *Symbol, const void *From, size_t Size,
                             size_t Offset, cudaMemcpyKind Kind,
                             cudaMemcpy3DParms &Made);
cudaError_t makeCopyFromSymbol(void *To, const void *Symbol, size_t Size,
                               size_t Offset, cudaMemcpyKind Kind,
                               cudaMemcpy3DParms &Made);

/// Gives \p N the parameters \p P, of the kind that it has.
template <typename Params> cudaError_t changeNode(Node *N, const Params *P) {
  if (!N || !P)
    return cudaErrorInvalidValue;
  Work New;
  if (cudaError_t Error = makeWork(P, &N->Do, New))
    return Error;
  if (New.index() != N->Do.index())
    return cudaErrorInvalidValue;
  N->Do = std::move(New);
  return cudaSuccess;
}

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_GRAPHWORK_H
