//===- misuse.h - What the tests of misuse that panics share --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The course of such a test: something is set up, misused, and after the panic
// as it was, so that it can be given back.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_MISUSE_H
#define GPURT_TEST_MISUSE_H

#include "pieces.h"

/// Runs the three kernels with one thread each. \p Misuse must panic; \p After
/// traps if it finds anything changed, and gives all memory back.
/// \returns the exit code of the program.
inline int expectPanic(void (*Before)(), void (*Misuse)(), void (*After)(),
                       const char *What) {
  Before<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  Misuse<<<1, 1>>>();
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  (void)cudaGetLastError();
  After<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  expectEmptyHeap("after the panic");
  nextKernelIsRight();
  return finish(What);
}

#endif // GPURT_TEST_MISUSE_H
