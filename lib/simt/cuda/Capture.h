//===- Capture.h - Streams whose calls become a graph -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cudaStreamBeginCapture: from then on calls on the stream, and on streams
// that wait for its events, become nodes. Each call that takes a stream asks
// here first. A call that CUDA forbids meanwhile invalidates the capture, which
// cudaStreamEndCapture then says. While nobody captures all of this is one
// load. Any thread may call; graphLock() must not be held.
// Test: test/unit/cudart/CaptureTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_CAPTURE_H
#define GPURT_LIB_SIMT_CUDA_CAPTURE_H

#include "Graph.h"

#include <optional>

namespace gpurt::simt {

/// For work on \p Stream. \returns cudaSuccess if it is a stream that may be
/// used, with \p Records: whether the work is to be given to capture()
cudaError_t enter(cudaStream_t Stream, bool &Records);

/// Makes \p Do a node behind the stream's last one.
cudaError_t capture(cudaStream_t Stream, Work &&Do);

/// For calls that a stream under capture does not take, as those that wait for
/// it: \returns the error and invalidates the capture.
cudaError_t enterUncaptured(cudaStream_t Stream);

/// For calls that wait for all streams.
cudaError_t enterAll();

/// For calls that may wait for the device behind the program's back, as
/// cudaMalloc: an error while this thread's mode forbids them.
cudaError_t enterUnsafe();

/// An event that is recorded or waited for. \returns nothing if that is no
/// matter of a capture: the caller does it
std::optional<cudaError_t> captureRecord(cudaEvent_t Event, cudaStream_t Stream,
                                         bool External);
std::optional<cudaError_t> captureWait(cudaEvent_t Event, cudaStream_t Stream,
                                       bool External);

/// For calls that wait for or look at \p Event: an error if its last record
/// was captured.
cudaError_t enterEvent(cudaEvent_t Event);

/// The handle is gone.
void forgetStream(cudaStream_t Stream);
void forgetEvent(cudaEvent_t Event);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_CAPTURE_H
