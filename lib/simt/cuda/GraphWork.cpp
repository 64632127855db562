//===- GraphWork.cpp - A node's work from CUDA's structs ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Not here: memory nodes, external semaphores, conditional nodes, and kernel
// arguments in one buffer ("extra").
// Test: test/unit/cudart/GraphTest.cpp
//===----------------------------------------------------------------------===//
#include "GraphWork.h"

#include "Copy.h"

namespace gpurt::simt {
namespace {

cudaError_t refuse(const char *What) {
  say(std::string(What) + " of a graph is not available on the CPU device");
  return cudaErrorNotSupported;
}

cudaError_t checkEvent(cudaEvent_t Event) {
  return isEvent(Event) ? cudaSuccess : cudaErrorInvalidResourceHandle;
}

} // namespace

cudaError_t makeWork(const cudaKernelNodeParams *P, const Work *Old,
                     Work &Made) {
  if (P->extra)
    return refuse("a kernel node with its arguments in \"extra\"");
  Request R{P->gridDim, P->blockDim, P->sharedMemBytes};
  if (const auto *Was = Old ? std::get_if<KernelWork>(Old) : nullptr) {
    R.Cooperative = Was->How.Cooperative;
    R.ExplicitCluster = Was->How.ExplicitCluster;
    R.Cluster = Was->How.Cluster;
  }
  return makeKernelWork(P->func, R, P->kernelParams, Made);
}

cudaError_t makeWork(const cudaMemcpy3DParms *P, const Work *, Work &Made) {
  Made = *P;
  return checkCopy(*P);
}

cudaError_t makeWork(const cudaMemsetParams *P, const Work *, Work &Made) {
  Made = *P;
  return checkFill(*P);
}

cudaError_t makeWork(const cudaHostNodeParams *P, const Work *, Work &Made) {
  Made = *P;
  return P->fn ? cudaSuccess : cudaErrorInvalidValue;
}

cudaError_t makeWork(const cudaGraph_t *P, const Work *, Work &Made) {
  const Graph *Child = graphOf(*P);
  if (!Child)
    return cudaErrorInvalidValue;
  ChildWork New{Child->clone()};
  New.Inside->IsChild = true;
  Made = std::move(New);
  return cudaSuccess;
}

cudaError_t makeWork(const RecordWork *P, const Work *, Work &Made) {
  Made = *P;
  return checkEvent(P->Event);
}

cudaError_t makeWork(const WaitWork *P, const Work *, Work &Made) {
  Made = *P;
  return checkEvent(P->Event);
}

cudaError_t makeWork(const cudaGraphNodeParams *P, const Work *Old,
                     Work &Made) {
  switch (P->type) {
  case cudaGraphNodeTypeKernel: {
    const auto &K = P->kernel;
    cudaKernelNodeParams Plain{K.func,           K.gridDim,      K.blockDim,
                               K.sharedMemBytes, K.kernelParams, K.extra};
    return makeWork(&Plain, Old, Made);
  }
  case cudaGraphNodeTypeMemcpy:
    return makeWork(&P->memcpy.copyParams, Old, Made);
  case cudaGraphNodeTypeMemset: {
    const auto &M = P->memset;
    cudaMemsetParams Plain{M.dst,         M.pitch, M.value,
                           M.elementSize, M.width, M.height};
    return makeWork(&Plain, Old, Made);
  }
  case cudaGraphNodeTypeHost: {
    cudaHostNodeParams Plain{P->host.fn, P->host.userData};
    return makeWork(&Plain, Old, Made);
  }
  case cudaGraphNodeTypeGraph:
    return makeWork(&P->graph.graph, Old, Made);
  case cudaGraphNodeTypeEmpty:
    Made = EmptyWork{};
    return cudaSuccess;
  case cudaGraphNodeTypeWaitEvent: {
    WaitWork Plain{P->eventWait.event};
    return makeWork(&Plain, Old, Made);
  }
  case cudaGraphNodeTypeEventRecord: {
    RecordWork Plain{P->eventRecord.event};
    return makeWork(&Plain, Old, Made);
  }
  case cudaGraphNodeTypeMemAlloc:
  case cudaGraphNodeTypeMemFree:
    return refuse("a memory node");
  case cudaGraphNodeTypeExtSemaphoreSignal:
  case cudaGraphNodeTypeExtSemaphoreWait:
    return refuse("a node for an external semaphore");
  case cudaGraphNodeTypeConditional:
    return refuse("a conditional node");
  default:
    return cudaErrorInvalidValue;
  }
}

cudaError_t makeCopyToSymbol(const void *Symbol, const void *From, size_t Size,
                             size_t Offset, cudaMemcpyKind Kind,
                             cudaMemcpy3DParms &Made) {
  char *Start = nullptr;
  cudaError_t Error = inSymbol(Symbol, Size, Offset, Start);
  Made = boxOf(Start, From, Size, Kind);
  return Error;
}

cudaError_t makeCopyFromSymbol(void *To, const void *Symbol, size_t Size,
                               size_t Offset, cudaMemcpyKind Kind,
                               cudaMemcpy3DParms &Made) {
  char *Start = nullptr;
  cudaError_t Error = inSymbol(Symbol, Size, Offset, Start);
  Made = boxOf(To, Start, Size, Kind);
  return Error;
}

} // namespace gpurt::simt
