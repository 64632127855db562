//===- ObserveCopies.cpp - Copies and fills that wait ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each calls CUDA and then looks for panics; see Observe.h. Asynchronous forms
// are not here: they do not wait, so they have nothing to report.
// Test: test/unit/ObserveTest.cpp, WrapTest.cpp
//===----------------------------------------------------------------------===//
#include "Observe.h"

using namespace gpurt::runtime;

/// Defines the wrapper of NAME. ARGS names the parameters in order.
#define GPURT_OBSERVED(NAME, PARAMS, ARGS)                                     \
  extern "C" cudaError_t __wrap_##NAME PARAMS {                                \
    return observed(__real_##NAME ARGS);                                       \
  }

/// The same for NAME and its per-thread-stream variant.
#define GPURT_OBSERVED_BOTH(NAME, PARAMS, ARGS)                                \
  GPURT_OBSERVED(NAME, PARAMS, ARGS)                                           \
  GPURT_OBSERVED(NAME##_ptds, PARAMS, ARGS)

GPURT_OBSERVED_BOTH(cudaMemcpy,
                    (void *Dst, const void *Src, size_t Size,
                     cudaMemcpyKind Kind),
                    (Dst, Src, Size, Kind))
GPURT_OBSERVED_BOTH(cudaMemcpyToSymbol,
                    (const void *Symbol, const void *Src, size_t Size,
                     size_t Offset, cudaMemcpyKind Kind),
                    (Symbol, Src, Size, Offset, Kind))
GPURT_OBSERVED_BOTH(cudaMemcpyFromSymbol,
                    (void *Dst, const void *Symbol, size_t Size, size_t Offset,
                     cudaMemcpyKind Kind),
                    (Dst, Symbol, Size, Offset, Kind))
GPURT_OBSERVED_BOTH(cudaMemcpy2D,
                    (void *Dst, size_t DstPitch, const void *Src,
                     size_t SrcPitch, size_t Width, size_t Height,
                     cudaMemcpyKind Kind),
                    (Dst, DstPitch, Src, SrcPitch, Width, Height, Kind))
GPURT_OBSERVED_BOTH(cudaMemcpyToArray,
                    (cudaArray_t Dst, size_t X, size_t Y, const void *Src,
                     size_t Size, cudaMemcpyKind Kind),
                    (Dst, X, Y, Src, Size, Kind))
GPURT_OBSERVED_BOTH(cudaMemcpyFromArray,
                    (void *Dst, cudaArray_const_t Src, size_t X, size_t Y,
                     size_t Size, cudaMemcpyKind Kind),
                    (Dst, Src, X, Y, Size, Kind))
GPURT_OBSERVED_BOTH(cudaMemcpyArrayToArray,
                    (cudaArray_t Dst, size_t DstX, size_t DstY,
                     cudaArray_const_t Src, size_t SrcX, size_t SrcY,
                     size_t Size, cudaMemcpyKind Kind),
                    (Dst, DstX, DstY, Src, SrcX, SrcY, Size, Kind))
GPURT_OBSERVED_BOTH(cudaMemcpy2DToArray,
                    (cudaArray_t Dst, size_t X, size_t Y, const void *Src,
                     size_t Pitch, size_t Width, size_t Height,
                     cudaMemcpyKind Kind),
                    (Dst, X, Y, Src, Pitch, Width, Height, Kind))
GPURT_OBSERVED_BOTH(cudaMemcpy2DFromArray,
                    (void *Dst, size_t Pitch, cudaArray_const_t Src, size_t X,
                     size_t Y, size_t Width, size_t Height,
                     cudaMemcpyKind Kind),
                    (Dst, Pitch, Src, X, Y, Width, Height, Kind))
GPURT_OBSERVED_BOTH(cudaMemcpy2DArrayToArray,
                    (cudaArray_t Dst, size_t DstX, size_t DstY,
                     cudaArray_const_t Src, size_t SrcX, size_t SrcY,
                     size_t Width, size_t Height, cudaMemcpyKind Kind),
                    (Dst, DstX, DstY, Src, SrcX, SrcY, Width, Height, Kind))
GPURT_OBSERVED_BOTH(cudaMemcpy3D, (const cudaMemcpy3DParms *Params), (Params))
GPURT_OBSERVED_BOTH(cudaMemcpy3DPeer, (const cudaMemcpy3DPeerParms *Params),
                    (Params))
GPURT_OBSERVED(cudaMemcpyPeer,
               (void *Dst, int DstDevice, const void *Src, int SrcDevice,
                size_t Size),
               (Dst, DstDevice, Src, SrcDevice, Size))
GPURT_OBSERVED_BOTH(cudaMemset, (void *Dst, int Value, size_t Size),
                    (Dst, Value, Size))
GPURT_OBSERVED_BOTH(cudaMemset2D,
                    (void *Dst, size_t Pitch, int Value, size_t Width,
                     size_t Height),
                    (Dst, Pitch, Value, Width, Height))
GPURT_OBSERVED_BOTH(cudaMemset3D,
                    (cudaPitchedPtr Dst, int Value, cudaExtent Extent),
                    (Dst, Value, Extent))
