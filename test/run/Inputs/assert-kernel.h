//===- assert-kernel.h - A kernel in which one thread fails ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For the tests of who reports: a kernel that asserts in one thread, and the
// two expectations that every one of them ends with.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_ASSERT_KERNEL_H
#define GPURT_TEST_ASSERT_KERNEL_H

#include "check.h"
#include <cassert>

static __global__ void failInThread(unsigned Which) {
  assert(threadIdx.x != Which && "told to fail");
}

inline void failOnce(cudaStream_t Stream = nullptr) {
  // No error check here: it could report the panic already.
  failInThread<<<1, 64, 0, Stream>>>(5);
}

/// The error came from \p Call; it is reported once, and all goes on.
inline int expectAssertOnce(cudaError_t Error, const char *Call) {
  expect(Error == cudaErrorAssert, "%s: %s", Call, cudaGetErrorName(Error));
  // CUDA's calls leave what they return for cudaGetLastError too: take that.
  (void)cudaGetLastError();
  cudaError_t Again = cudaDeviceSynchronize();
  expect(Again == cudaSuccess, "second time: %s", cudaGetErrorName(Again));
  Again = cudaGetLastError();
  expect(Again == cudaSuccess, "left behind: %s", cudaGetErrorName(Again));
  nextKernelIsRight();
  return finish(Call);
}

#endif // GPURT_TEST_ASSERT_KERNEL_H
