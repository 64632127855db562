//===- driver.h - The driver API without linking libcuda ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The driver's entry points come from the runtime, so that a test links where
// no driver is installed.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_DRIVER_H
#define GPURT_TEST_DRIVER_H

#include "check.h"
#include <cuda.h>

template <typename Function> Function *driver(const char *Name) {
  void *Entry = nullptr;
  cudaDriverEntryPointQueryResult Found;
  MUST(cudaGetDriverEntryPointByVersion(Name, &Entry, 12000, cudaEnableDefault,
                                        &Found));
  expect(Found == cudaDriverEntryPointSuccess, "no %s", Name);
  return (Function *)Entry;
}

/// cuLaunchKernel's type, as cuda.h gives it no name.
using LaunchKernel = CUresult(CUfunction, unsigned, unsigned, unsigned,
                              unsigned, unsigned, unsigned, unsigned, CUstream,
                              void **, void **);

#endif // GPURT_TEST_DRIVER_H
