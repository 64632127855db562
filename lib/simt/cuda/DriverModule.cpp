//===- DriverModule.cpp - Modules that a program loads itself -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See DriverModule.h. A file is read only as far as it says it is long, which
// must not be longer than it is.
// Tests: test/run/modes/attach-module.cu, test/unit/cudart/DriverTest.cpp
//===----------------------------------------------------------------------===//
#include "DriverModule.h"
#include "Modules.h"
#include "Runtime.h"

#include "jit/Image.h"

#include "llvm/Object/OffloadBinary.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstring>

namespace gpurt::simt {

static CUresult loadImage(CUmodule *Module, const void *Data) {
  int Word;
  std::memcpy(&Word, Data, sizeof(Word));
  Image *New = addImage(Data, Word == FatBinaryWrapper::Magic);
  if (load(*New) != cudaSuccess)
    return CUDA_ERROR_INVALID_IMAGE;
  *Module = reinterpret_cast<CUmodule>(New);
  return CUDA_SUCCESS;
}

CUresult moduleLoad(CUmodule *Module, const char *Path) {
  if (!Module || !Path)
    return CUDA_ERROR_INVALID_VALUE;
  auto File = llvm::MemoryBuffer::getFile(Path);
  if (!File)
    return CUDA_ERROR_FILE_NOT_FOUND;
  auto Binary = llvm::object::OffloadBinary::create(**File);
  if (!Binary) {
    llvm::consumeError(Binary.takeError());
    say(std::string(Path) +
        " is no image for the CPU device; build it with -fgpu-rt "
        "-fgpu-rt-device=cpu -c --cuda-device-only");
    return CUDA_ERROR_INVALID_IMAGE;
  }
  return loadImage(Module, (*File)->getBufferStart());
}

CUresult moduleLoadData(CUmodule *Module, const void *Data) {
  if (!Module || !Data)
    return CUDA_ERROR_INVALID_VALUE;
  return loadImage(Module, Data);
}

CUresult moduleUnload(CUmodule Module) {
  Image *Gone = findImage(Module);
  if (!Gone)
    return CUDA_ERROR_INVALID_HANDLE;
  Gone->Loaded = false;
  return CUDA_SUCCESS;
}

CUresult moduleGetFunction(CUfunction *Function, CUmodule Module,
                           const char *Name) {
  Image *Owner = findImage(Module);
  if (!Owner || !Function || !Name)
    return Owner ? CUDA_ERROR_INVALID_VALUE : CUDA_ERROR_INVALID_HANDLE;
  Kernel *Found = nullptr;
  if (findKernelIn(*Owner, Name, Found) != cudaSuccess)
    return CUDA_ERROR_NOT_FOUND;
  *Function = reinterpret_cast<CUfunction>(Found);
  return CUDA_SUCCESS;
}

CUresult launchKernel(CUfunction Function, unsigned GridX, unsigned GridY,
                      unsigned GridZ, unsigned BlockX, unsigned BlockY,
                      unsigned BlockZ, unsigned Shared, CUstream Stream,
                      void **Args, void **Extra) {
  if (Extra)
    return CUDA_ERROR_NOT_SUPPORTED;
  // The runtime's errors have the driver's numbers.
  return CUresult(cudaLaunchKernel(Function, dim3(GridX, GridY, GridZ),
                                   dim3(BlockX, BlockY, BlockZ), Args, Shared,
                                   Stream));
}

} // namespace gpurt::simt
