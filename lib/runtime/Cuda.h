//===- Cuda.h - The CUDA calls that the host runtime makes ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The only header of this room that names CUDA. Calls that the program's link
// turns over to us are declared as __real_NAME, which is CUDA's own; other
// calls are used by their plain name. Driver calls come through CUDA's entry
// point query, so libgpurt needs no libcuda at link time and runs, up to the
// first use, where there is no driver.
// Test: test/unit/ModulesTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_CUDA_H
#define GPURT_LIB_RUNTIME_CUDA_H

#include <cuda.h>
#include <cuda_runtime_api.h>

#include <cstdint>

/// Everything else is hidden in libgpurt.so.
#define GPURT_EXPORT __attribute__((visibility("default")))

// The list names calls that CUDA deprecates but still has.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

extern "C" {
// What compilers call in generated code; no CUDA header for users has these.
void **__cudaRegisterFatBinary(void *FatBinary);
void __cudaRegisterFunction(void **Handle, const char *HostFunction,
                            char *DeviceFunction, const char *DeviceName,
                            int ThreadLimit, uint3 *Tid, uint3 *Bid,
                            dim3 *BlockDim, dim3 *GridDim, int *WarpSize);
void __cudaUnregisterFatBinary(void **Handle);
cudaError_t __cudaGetKernel(cudaKernel_t *Kernel, const void *HostFunction);
cudaError_t __cudaLaunchKernel(cudaKernel_t Kernel, dim3 Grid, dim3 Block,
                               void **Args, size_t SharedBytes,
                               cudaStream_t Stream);

#define GPURT_WRAP(NAME) extern decltype(::NAME) __real_##NAME;
#define GPURT_WRAP_AS(NAME, LIKE) extern decltype(::LIKE) __real_##NAME;
#include "WrappedCalls.def"

// The same types for our side, so that a wrapper with wrong parameters is an
// error here and not a crash in the program.
#define GPURT_WRAP(NAME) GPURT_EXPORT extern decltype(::NAME) __wrap_##NAME;
#define GPURT_WRAP_AS(NAME, LIKE)                                              \
  GPURT_EXPORT extern decltype(::LIKE) __wrap_##NAME;
#include "WrappedCalls.def"
}

#pragma GCC diagnostic pop

namespace gpurt::runtime {

/// Driver calls by name, looked up once.
struct DriverApi {
  decltype(::cuMemAddressReserve) *MemAddressReserve;
  decltype(::cuMemAddressFree) *MemAddressFree;
  decltype(::cuMemCreate) *MemCreate;
  decltype(::cuMemRelease) *MemRelease;
  decltype(::cuMemMap) *MemMap;
  decltype(::cuMemUnmap) *MemUnmap;
  decltype(::cuMemSetAccess) *MemSetAccess;
  decltype(::cuMemGetAllocationGranularity) *MemGetAllocationGranularity;
  decltype(::cuFuncGetModule) *FuncGetModule;
  decltype(::cuModuleGetGlobal) *ModuleGetGlobal;
  decltype(::cuGetErrorString) *GetErrorString;

  /// \returns the table, or null where the driver lacks a call (one line goes
  ///          to stderr). Any thread; the first call asks CUDA.
  static const DriverApi *get();

  /// \returns CUDA's text for \p Error.
  const char *text(CUresult Error) const;
};

/// Lets this thread allocate and copy while a stream is being captured,
/// whatever capture mode the program chose; undone at the end of the scope.
class RelaxedCapture {
public:
  RelaxedCapture() { cudaThreadExchangeStreamCaptureMode(&Mode); }
  ~RelaxedCapture() { cudaThreadExchangeStreamCaptureMode(&Mode); }
  RelaxedCapture(const RelaxedCapture &) = delete;
  RelaxedCapture &operator=(const RelaxedCapture &) = delete;

private:
  cudaStreamCaptureMode Mode = cudaStreamCaptureModeRelaxed;
};

/// Keeps errors of our own calls out of the program's cudaGetLastError. An
/// error of the program that is pending at the start stays as it is.
class OwnErrors {
public:
  OwnErrors() : Before(__real_cudaPeekAtLastError()) {}
  ~OwnErrors() {
    if (Before == cudaSuccess)
      __real_cudaGetLastError();
  }
  OwnErrors(const OwnErrors &) = delete;
  OwnErrors &operator=(const OwnErrors &) = delete;

private:
  cudaError_t Before;
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_CUDA_H
