//===- Copy.h - A copy or a fill, now or later ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each copy is a box and each fill is rows, in CUDA's own words for them: that
// is how a graph keeps them.
// Test: test/unit/cudart/CopyTest.cpp, test/unit/cudart/GraphTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_COPY_H
#define GPURT_LIB_SIMT_CUDA_COPY_H

#include <cuda_runtime_api.h>

namespace gpurt::simt {

/// \p Height rows of \p Width bytes as a box.
cudaMemcpy3DParms boxOf(void *To, size_t ToPitch, const void *From,
                        size_t FromPitch, size_t Width, size_t Height,
                        cudaMemcpyKind Kind);
/// One line of bytes as a box.
cudaMemcpy3DParms boxOf(void *To, const void *From, size_t Size,
                        cudaMemcpyKind Kind);

/// Directions, pitches and bounds; touches nothing.
cudaError_t checkCopy(const cudaMemcpy3DParms &P);
cudaError_t checkFill(const cudaMemsetParams &P);

/// Checks and does it.
cudaError_t perform(const cudaMemcpy3DParms &P);
cudaError_t perform(const cudaMemsetParams &P);

/// \p Size bytes at \p Offset of the device's copy of a variable.
cudaError_t inSymbol(const void *Symbol, size_t Size, size_t Offset,
                     char *&Start);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_COPY_H
