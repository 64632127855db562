//===- Launch.h - A kernel's launch, now or later ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a launch asks for, apart from the launch itself: a graph keeps it.
// Test: test/unit/cudart/programs/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_LAUNCH_H
#define GPURT_LIB_SIMT_CUDA_LAUNCH_H

#include "Modules.h"
#include "Runtime.h"

#include "engine/Engine.h"

namespace gpurt::simt {

struct Request {
  dim3 Grid, Block;
  size_t Shared = 0;
  cudaStream_t Stream = nullptr;
  bool Cooperative = false, ExplicitCluster = false;
  dim3 Cluster{1, 1, 1};
};

/// Finds the kernel, completes \p R with what the kernel says of itself, and
/// refuses what CUDA refuses.
cudaError_t prepare(const void *Symbol, Request &R, Kernel *&Found);

/// Runs a prepared launch to its end; a kernel that fails kills the context
/// and is a success here.
cudaError_t run(const Request &R, const Kernel &K, void **Args);

/// The engine's seed and policy.
const Config &deviceConfig();

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_LAUNCH_H
