//===- DriverApi.cpp - Looking up driver calls ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asks cudart for each driver call by name and by the version of the toolkit
// that we were compiled with, so that the signature is the one in cuda.h. All
// or nothing: a driver that lacks one call cannot carry the runtime.
// Test: test/unit/ModulesTest.cpp
//===----------------------------------------------------------------------===//
#include "Cuda.h"
#include "Message.h"

using namespace gpurt::runtime;

namespace {

struct Lookup {
  DriverApi Api{};
  bool Complete = true;

  template <typename Function> void find(Function *&Slot, const char *Name) {
    void *Entry = nullptr;
    cudaDriverEntryPointQueryResult Result = cudaDriverEntryPointSymbolNotFound;
    cudaError_t Error = cudaGetDriverEntryPointByVersion(
        Name, &Entry, CUDA_VERSION, cudaEnableDefault, &Result);
    Slot = reinterpret_cast<Function *>(Entry);
    if (Error == cudaSuccess && Result == cudaDriverEntryPointSuccess && Entry)
      return;
    if (Complete)
      complain("the CUDA driver has no %s (%s); gpu-rt needs a driver for "
               "CUDA %d.%d or later",
               Name, cudaGetErrorString(Error), CUDA_VERSION / 1000,
               CUDA_VERSION % 1000 / 10);
    Complete = false;
  }

  Lookup() {
    find(Api.MemAddressReserve, "cuMemAddressReserve");
    find(Api.MemAddressFree, "cuMemAddressFree");
    find(Api.MemCreate, "cuMemCreate");
    find(Api.MemRelease, "cuMemRelease");
    find(Api.MemMap, "cuMemMap");
    find(Api.MemUnmap, "cuMemUnmap");
    find(Api.MemSetAccess, "cuMemSetAccess");
    find(Api.MemGetAllocationGranularity, "cuMemGetAllocationGranularity");
    find(Api.FuncGetModule, "cuFuncGetModule");
    find(Api.ModuleGetGlobal, "cuModuleGetGlobal");
    find(Api.GetErrorString, "cuGetErrorString");
  }
};

} // namespace

const DriverApi *DriverApi::get() {
  static const Lookup Table;
  return Table.Complete ? &Table.Api : nullptr;
}

const char *DriverApi::text(CUresult Error) const {
  const char *Text = nullptr;
  if (GetErrorString(Error, &Text) != CUDA_SUCCESS || !Text)
    return "unknown driver error";
  return Text;
}
