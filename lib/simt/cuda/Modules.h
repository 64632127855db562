//===- Modules.h - Kernels and variables that are known ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the program registered: fat binaries, and by host address the kernels
// and variables in them. A handle (cudaFunction_t, cudaKernel_t) is a Kernel;
// CUmodule, cudaLibrary_t and the fat binary's handle are an Image. Objects
// live as long as the process: a handle is never another's.
// Test: test/unit/cudart/DriverTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_MODULES_H
#define GPURT_LIB_SIMT_CUDA_MODULES_H

#include "jit/Module.h"

#include <cuda_runtime_api.h>

#include <string>

namespace gpurt::simt {

struct Image {
  DeviceModule Code;
  bool Loaded = true; ///< until it is unregistered or unloaded
  explicit Image(const void *Data, bool IsWrapper);
};

struct Kernel {
  Image *Owner;
  std::string Name;
  /// Set when the image was compiled.
  const SimtKernelInfo *Info = nullptr;
  size_t DynamicShared; ///< the most that a launch may ask for
};

/// \p Symbol is the address of a host function or a handle.
/// \returns cudaSuccess with a kernel that can be launched
cudaError_t findKernel(const void *Symbol, Kernel *&Found);

/// The kernel of that name, whether it is registered or not.
cudaError_t findKernelIn(Image &Owner, const std::string &Name, Kernel *&Found);

/// Compiles if needed; says why not, once for each image.
cudaError_t load(Image &Owner);

/// Compiles all that are registered. Says nothing of those that cannot be:
/// they may never be used.
void loadAllImages();

/// \returns the image behind a handle, or null
Image *findImage(const void *Handle);

/// The device's copy of the host variable \p Symbol.
cudaError_t findSymbol(const void *Symbol, DeviceModule::Global &Found);

/// True if \p Pointer is inside a device variable that someone asked for.
bool isInVariable(const void *Pointer, size_t Size);

/// Handles for cudaLibraryLoadData.
Image *addImage(const void *Data, bool IsWrapper);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_MODULES_H
