//===- FakeCopies.cpp - Calls of the fake that only wait ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies, fills and queries: each waits for the kernels and returns what the
// test asked it to. They copy nothing, but for cudaMemcpy.
//===----------------------------------------------------------------------===//
#include "FakeState.h"

#include <cstring>

using namespace fake;

namespace {

cudaError_t waiting(const char *Name) {
  cudaError_t Error = enter(Name);
  joinKernels();
  return Error;
}

} // namespace

// Unnamed parameters: none of these looks at what it is given.
#define FAKE_WAIT(NAME, PARAMS)                                                \
  extern "C" cudaError_t NAME PARAMS { return waiting(#NAME); }
#define FAKE_WAIT_BOTH(NAME, PARAMS)                                           \
  FAKE_WAIT(NAME, PARAMS)                                                      \
  FAKE_WAIT(NAME##_ptds, PARAMS)

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

extern "C" cudaError_t cudaMemcpy(void *To, const void *From, size_t Size,
                                  cudaMemcpyKind) {
  cudaError_t Error = waiting("cudaMemcpy");
  if (Error == cudaSuccess && Size)
    std::memcpy(To, From, Size);
  return Error;
}

FAKE_WAIT(cudaMemcpy_ptds, (void *, const void *, size_t, cudaMemcpyKind))
FAKE_WAIT_BOTH(cudaMemcpyToSymbol,
               (const void *, const void *, size_t, size_t, cudaMemcpyKind))
FAKE_WAIT_BOTH(cudaMemcpyFromSymbol,
               (void *, const void *, size_t, size_t, cudaMemcpyKind))
FAKE_WAIT_BOTH(cudaMemcpy2D, (void *, size_t, const void *, size_t, size_t,
                              size_t, cudaMemcpyKind))
FAKE_WAIT_BOTH(cudaMemcpyToArray, (cudaArray_t, size_t, size_t, const void *,
                                   size_t, cudaMemcpyKind))
FAKE_WAIT_BOTH(cudaMemcpyFromArray, (void *, cudaArray_const_t, size_t, size_t,
                                     size_t, cudaMemcpyKind))
FAKE_WAIT_BOTH(cudaMemcpyArrayToArray,
               (cudaArray_t, size_t, size_t, cudaArray_const_t, size_t, size_t,
                size_t, cudaMemcpyKind))
FAKE_WAIT_BOTH(cudaMemcpy2DToArray, (cudaArray_t, size_t, size_t, const void *,
                                     size_t, size_t, size_t, cudaMemcpyKind))
FAKE_WAIT_BOTH(cudaMemcpy2DFromArray,
               (void *, size_t, cudaArray_const_t, size_t, size_t, size_t,
                size_t, cudaMemcpyKind))
FAKE_WAIT_BOTH(cudaMemcpy2DArrayToArray,
               (cudaArray_t, size_t, size_t, cudaArray_const_t, size_t, size_t,
                size_t, size_t, cudaMemcpyKind))
FAKE_WAIT_BOTH(cudaMemcpy3D, (const cudaMemcpy3DParms *))
FAKE_WAIT_BOTH(cudaMemcpy3DPeer, (const cudaMemcpy3DPeerParms *))
FAKE_WAIT(cudaMemcpyPeer, (void *, int, const void *, int, size_t))
FAKE_WAIT_BOTH(cudaMemset, (void *, int, size_t))
FAKE_WAIT_BOTH(cudaMemset2D, (void *, size_t, int, size_t, size_t))
FAKE_WAIT_BOTH(cudaMemset3D, (cudaPitchedPtr, int, cudaExtent))
FAKE_WAIT(cudaFreeArray, (cudaArray_t))
FAKE_WAIT(cudaFreeMipmappedArray, (cudaMipmappedArray_t))
FAKE_WAIT(cudaMemPoolTrimTo, (cudaMemPool_t, size_t))
FAKE_WAIT(cudaStreamSynchronize_ptsz, (cudaStream_t))
FAKE_WAIT(cudaStreamQuery, (cudaStream_t))
FAKE_WAIT(cudaStreamQuery_ptsz, (cudaStream_t))
FAKE_WAIT(cudaEventSynchronize, (cudaEvent_t))
FAKE_WAIT(cudaEventQuery, (cudaEvent_t))
FAKE_WAIT(cudaEventElapsedTime, (float *, cudaEvent_t, cudaEvent_t))

#define FAKE_RECORD(NAME, PARAMS)                                              \
  extern "C" cudaError_t NAME PARAMS { return enter(#NAME); }
FAKE_RECORD(cudaEventRecord, (cudaEvent_t, cudaStream_t))
FAKE_RECORD(cudaEventRecord_ptsz, (cudaEvent_t, cudaStream_t))
FAKE_RECORD(cudaEventRecordWithFlags, (cudaEvent_t, cudaStream_t, unsigned))
FAKE_RECORD(cudaEventRecordWithFlags_ptsz,
            (cudaEvent_t, cudaStream_t, unsigned))
FAKE_RECORD(cudaEventDestroy, (cudaEvent_t))
#undef FAKE_RECORD
