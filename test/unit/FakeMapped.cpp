//===- FakeMapped.cpp - Mapped host memory of FakeCuda --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What logging asks of CUDA besides the rest: the device is the host, so any
// memory can be registered and has the same address on both.
//===----------------------------------------------------------------------===//
#include "FakeCuda.h"

extern "C" {

cudaError_t cudaDeviceGetAttribute(int *Value, cudaDeviceAttr, int) {
  *Value = 2; // multiprocessors
  return cudaSuccess;
}

cudaError_t cudaHostRegister(void *, size_t, unsigned) { return cudaSuccess; }

cudaError_t cudaHostUnregister(void *) { return cudaSuccess; }

cudaError_t cudaHostGetDevicePointer(void **Device, void *Host, unsigned) {
  *Device = Host;
  return cudaSuccess;
}

} // extern "C"
