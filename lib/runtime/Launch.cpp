//===- Launch.cpp - Every way by which a kernel starts --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Before CUDA sees a kernel its module's slot is written (Slots.h) and the
// launch is noted, for panics to be matched with (LaunchLog.h). After CUDA took
// it, the growth thread is told that memory may be asked for, and the
// thread's pending cudaErrorAssert is over. In between the launch gate is held,
// so that a trim of the heap has either counted the launch or comes before it.
// Graph nodes are settled when they are made: that is when CUDA ties them to
// the current device.
// Test: test/unit/LaunchTest.cpp
//===----------------------------------------------------------------------===//
#include "Device.h"
#include "Grower.h"
#include "LaunchLog.h"
#include "Message.h"
#include "Observe.h"
#include "Process.h"
#include "Slots.h"

#include <mutex>
#include <new>
#include <shared_mutex>

using namespace gpurt::runtime;

namespace {

LaunchLog::Size sizeOf(dim3 Size) { return {Size.x, Size.y, Size.z}; }

LaunchLog::Launch launchOf(const void *Kernel, dim3 Grid, dim3 Block,
                           StreamId Stream) {
  return {Kernel, Stream, thisThread(), sizeOf(Grid), sizeOf(Block)};
}

LaunchLog::Launch launchOf(const cudaLaunchConfig_t *Config, const void *Kernel,
                           bool PerThread) {
  if (!Config) // CUDA refuses the launch
    return launchOf(Kernel, {}, {}, {});
  return launchOf(Kernel, Config->gridDim, Config->blockDim,
                  StreamId::of(Config->stream, PerThread));
}

/// A launch that cannot be noted is made all the same.
void noteIn(LaunchLog &Log, const LaunchLog::Launch &Launch) {
  try {
    Log.note(Launch);
  } catch (const std::bad_alloc &) {
    static Once First;
    if (First())
      complain("out of host memory while noting a launch");
  }
}

/// Calls \p Start, which makes \p Launch.
template <typename Call>
cudaError_t launched(const LaunchLog::Launch &Launch, Call Start) {
  DeviceState *Device = settle(Launch.Kernel);
  std::shared_lock Gate(DeviceState::LaunchGate, std::defer_lock);
  if (Device) {
    Gate.lock();
    noteIn(Device->Log, Launch);
  }
  cudaError_t Error = Start();
  noteLaunch(Error);
  if (Device && Error == cudaSuccess) {
    // Seq_cst: before nudge's load; see Grower::nudge.
    Device->Launches.fetch_add(1, std::memory_order_seq_cst);
    Grower::get().nudge();
  }
  return Error;
}

/// Else its kernels would stop at their first wait if the last replay panicked.
void forgetStops(DeviceState &Device) {
  PinnedReaders Readers;
  if (!Device.onDevice())
    return;
  RelaxedCapture Capture;
  OwnErrors Errors;
  Device.Stops.forget(Device.Calls, Device.onDevice());
}

template <typename Call>
cudaError_t graphLaunched(const StreamId &Stream, Call Start) {
  if (isForkedChild())
    return Start();
  // Its kernels may run on any device.
  for (int Ordinal : DeviceState::live()) {
    DeviceState &Device = DeviceState::of(Ordinal);
    Device.GraphLaunches.fetch_add(1, std::memory_order_relaxed);
    forgetStops(Device);
    noteIn(Device.Log, {nullptr, Stream, thisThread(), {}, {}});
  }
  std::shared_lock Gate(DeviceState::LaunchGate);
  cudaError_t Error = Start();
  noteLaunch(Error);
  if (Error != cudaSuccess || !(DeviceState::live() != OrdinalSet(0)))
    return Error;
  for (int Ordinal : DeviceState::live())
    DeviceState::of(Ordinal).Launches.fetch_add(1, std::memory_order_seq_cst);
  Grower::get().nudge();
  return Error;
}

void settleNode(const cudaKernelNodeParams *Params) {
  if (Params)
    settle(Params->func);
}

void settleNode(const cudaGraphNodeParams *Params) {
  if (Params && Params->type == cudaGraphNodeTypeKernel)
    settle(Params->kernel.func);
}

} // namespace

extern "C" {

cudaError_t __wrap_cudaLaunchKernel(const void *Kernel, dim3 Grid, dim3 Block,
                                    void **Args, size_t SharedBytes,
                                    cudaStream_t Stream) {
  return launched(launchOf(Kernel, Grid, Block, StreamId::of(Stream)), [&] {
    return __real_cudaLaunchKernel(Kernel, Grid, Block, Args, SharedBytes,
                                   Stream);
  });
}

cudaError_t __wrap_cudaLaunchKernel_ptsz(const void *Kernel, dim3 Grid,
                                         dim3 Block, void **Args,
                                         size_t SharedBytes,
                                         cudaStream_t Stream) {
  return launched(
      launchOf(Kernel, Grid, Block, StreamId::of(Stream, /*PerThread=*/true)),
      [&] {
        return __real_cudaLaunchKernel_ptsz(Kernel, Grid, Block, Args,
                                            SharedBytes, Stream);
      });
}

cudaError_t __wrap___cudaLaunchKernel(cudaKernel_t Kernel, dim3 Grid,
                                      dim3 Block, void **Args,
                                      size_t SharedBytes, cudaStream_t Stream) {
  return launched(launchOf(Kernel, Grid, Block, StreamId::of(Stream)), [&] {
    return __real___cudaLaunchKernel(Kernel, Grid, Block, Args, SharedBytes,
                                     Stream);
  });
}

cudaError_t __wrap___cudaLaunchKernel_ptsz(cudaKernel_t Kernel, dim3 Grid,
                                           dim3 Block, void **Args,
                                           size_t SharedBytes,
                                           cudaStream_t Stream) {
  return launched(
      launchOf(Kernel, Grid, Block, StreamId::of(Stream, /*PerThread=*/true)),
      [&] {
        return __real___cudaLaunchKernel_ptsz(Kernel, Grid, Block, Args,
                                              SharedBytes, Stream);
      });
}

cudaError_t __wrap_cudaLaunchKernelExC(const cudaLaunchConfig_t *Config,
                                       const void *Kernel, void **Args) {
  return launched(launchOf(Config, Kernel, /*PerThread=*/false), [&] {
    return __real_cudaLaunchKernelExC(Config, Kernel, Args);
  });
}

cudaError_t __wrap_cudaLaunchKernelExC_ptsz(const cudaLaunchConfig_t *Config,
                                            const void *Kernel, void **Args) {
  return launched(launchOf(Config, Kernel, /*PerThread=*/true), [&] {
    return __real_cudaLaunchKernelExC_ptsz(Config, Kernel, Args);
  });
}

cudaError_t __wrap_cudaLaunchCooperativeKernel(const void *Kernel, dim3 Grid,
                                               dim3 Block, void **Args,
                                               size_t SharedBytes,
                                               cudaStream_t Stream) {
  return launched(launchOf(Kernel, Grid, Block, StreamId::of(Stream)), [&] {
    return __real_cudaLaunchCooperativeKernel(Kernel, Grid, Block, Args,
                                              SharedBytes, Stream);
  });
}

cudaError_t __wrap_cudaLaunchCooperativeKernel_ptsz(const void *Kernel,
                                                    dim3 Grid, dim3 Block,
                                                    void **Args,
                                                    size_t SharedBytes,
                                                    cudaStream_t Stream) {
  return launched(
      launchOf(Kernel, Grid, Block, StreamId::of(Stream, /*PerThread=*/true)),
      [&] {
        return __real_cudaLaunchCooperativeKernel_ptsz(
            Kernel, Grid, Block, Args, SharedBytes, Stream);
      });
}

cudaError_t __wrap_cudaGraphAddKernelNode(cudaGraphNode_t *Node,
                                          cudaGraph_t Graph,
                                          const cudaGraphNode_t *Before,
                                          size_t NumBefore,
                                          const cudaKernelNodeParams *Params) {
  settleNode(Params);
  return __real_cudaGraphAddKernelNode(Node, Graph, Before, NumBefore, Params);
}

cudaError_t __wrap_cudaGraphAddNode(cudaGraphNode_t *Node, cudaGraph_t Graph,
                                    const cudaGraphNode_t *Before,
                                    const cudaGraphEdgeData *Edges,
                                    size_t NumBefore,
                                    cudaGraphNodeParams *Params) {
  settleNode(Params);
  return __real_cudaGraphAddNode(Node, Graph, Before, Edges, NumBefore, Params);
}

cudaError_t
__wrap_cudaGraphKernelNodeSetParams(cudaGraphNode_t Node,
                                    const cudaKernelNodeParams *Params) {
  settleNode(Params);
  return __real_cudaGraphKernelNodeSetParams(Node, Params);
}

cudaError_t __wrap_cudaGraphNodeSetParams(cudaGraphNode_t Node,
                                          cudaGraphNodeParams *Params) {
  settleNode(Params);
  return __real_cudaGraphNodeSetParams(Node, Params);
}

cudaError_t
__wrap_cudaGraphExecKernelNodeSetParams(cudaGraphExec_t Graph,
                                        cudaGraphNode_t Node,
                                        const cudaKernelNodeParams *Params) {
  settleNode(Params);
  return __real_cudaGraphExecKernelNodeSetParams(Graph, Node, Params);
}

cudaError_t __wrap_cudaGraphExecNodeSetParams(cudaGraphExec_t Graph,
                                              cudaGraphNode_t Node,
                                              cudaGraphNodeParams *Params) {
  settleNode(Params);
  return __real_cudaGraphExecNodeSetParams(Graph, Node, Params);
}

cudaError_t __wrap_cudaGraphLaunch(cudaGraphExec_t Graph, cudaStream_t Stream) {
  return graphLaunched(StreamId::of(Stream),
                       [&] { return __real_cudaGraphLaunch(Graph, Stream); });
}

cudaError_t __wrap_cudaGraphLaunch_ptsz(cudaGraphExec_t Graph,
                                        cudaStream_t Stream) {
  return graphLaunched(StreamId::of(Stream, /*PerThread=*/true), [&] {
    return __real_cudaGraphLaunch_ptsz(Graph, Stream);
  });
}

} // extern "C"
