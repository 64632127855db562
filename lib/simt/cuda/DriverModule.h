//===- DriverModule.h - Modules that a program loads itself -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The driver's calls for them, as Driver.cpp hands them out. A CUmodule is an
// Image, a CUfunction a Kernel (Modules.h).
// Tests: test/run/modes/attach-module.cu, test/unit/cudart/DriverTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_DRIVERMODULE_H
#define GPURT_LIB_SIMT_CUDA_DRIVERMODULE_H

#include <cuda.h>

namespace gpurt::simt {

/// \p Path  what `-c --cuda-device-only -fgpu-rt-device=cpu` wrote
CUresult moduleLoad(CUmodule *Module, const char *Path);
CUresult moduleLoadData(CUmodule *Module, const void *Data);
CUresult moduleUnload(CUmodule Module);
CUresult moduleGetFunction(CUfunction *Function, CUmodule Module,
                           const char *Name);
CUresult launchKernel(CUfunction Function, unsigned GridX, unsigned GridY,
                      unsigned GridZ, unsigned BlockX, unsigned BlockY,
                      unsigned BlockZ, unsigned Shared, CUstream Stream,
                      void **Args, void **Extra);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_DRIVERMODULE_H
