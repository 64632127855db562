//===- Modules.cpp - Kernels and variables that are known -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Modules.h. Registration only notes names: it runs in constructors, and
// an image that nobody uses is never compiled.
// Test: test/unit/cudart/DriverTest.cpp
//===----------------------------------------------------------------------===//
#include "Modules.h"
#include "Runtime.h"
#include "Schedules.h"

#include "jit/Image.h"

#include "llvm/Support/MemoryBuffer.h"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

namespace gpurt::simt {
namespace {

struct Variable {
  Image *Owner;
  std::string Name;
};

struct Known {
  std::mutex Lock;
  std::vector<std::unique_ptr<Image>> Images;
  std::vector<std::unique_ptr<Kernel>> Kernels;
  std::set<const void *> Handles; ///< all of Kernels
  std::map<const void *, Kernel *> BySymbol;
  std::map<const void *, Variable> Variables;
  std::set<Image *> Complained;

  static Known &get() {
    static Known *const Only = new Known;
    return *Only;
  }
  Image *image(const void *Handle) {
    for (const auto &Each : Images)
      if (Each.get() == Handle && Each->Loaded)
        return Each.get();
    return nullptr;
  }
  Kernel &kernel(Image &Owner, const std::string &Name) {
    for (const auto &Each : Kernels)
      if (Each->Owner == &Owner && Each->Name == Name)
        return *Each;
    Kernels.push_back(std::make_unique<Kernel>(
        Kernel{&Owner, Name, nullptr, SharedPerBlock}));
    Handles.insert(Kernels.back().get());
    return *Kernels.back();
  }
};

cudaError_t complete(Kernel &Each) {
  if (Each.Info)
    return cudaSuccess;
  if (cudaError_t Error = load(*Each.Owner))
    return Error;
  Each.Info = Each.Owner->Code.kernel(Each.Name);
  return Each.Info ? cudaSuccess : cudaErrorInvalidDeviceFunction;
}

DeviceModule makeModule(const void *Data, bool IsWrapper) {
  Bitcode Found = IsWrapper
                      ? findBitcode(static_cast<const FatBinaryWrapper *>(Data))
                      : findBitcodeAt(Data);
  return {std::move(Found.Buffer), std::move(Found.Error)};
}

} // namespace

Image::Image(const void *Data, bool IsWrapper)
    : Code(makeModule(Data, IsWrapper)) {}

cudaError_t load(Image &Owner) {
  if (Owner.Code.load())
    return cudaSuccess;
  Known &K = Known::get();
  std::lock_guard Guard(K.Lock);
  if (K.Complained.insert(&Owner).second)
    say(Owner.Code.error());
  noteError();
  return cudaErrorInvalidKernelImage;
}

void loadAllImages() {
  std::vector<Image *> All;
  {
    Known &K = Known::get();
    std::lock_guard Guard(K.Lock);
    for (const auto &Each : K.Images)
      if (Each->Loaded)
        All.push_back(Each.get());
  }
  for (Image *Each : All)
    Each->Code.load();
}

cudaError_t findKernel(const void *Symbol, Kernel *&Found) {
  Known &K = Known::get();
  {
    std::lock_guard Guard(K.Lock);
    auto Registered = K.BySymbol.find(Symbol);
    if (Registered != K.BySymbol.end())
      Found = Registered->second;
    else if (K.Handles.count(Symbol))
      Found = static_cast<Kernel *>(const_cast<void *>(Symbol));
    else
      return cudaErrorInvalidDeviceFunction;
    if (!Found->Owner->Loaded)
      return cudaErrorInvalidDeviceFunction;
  }
  return complete(*Found);
}

cudaError_t findKernelIn(Image &Owner, const std::string &Name,
                         Kernel *&Found) {
  if (cudaError_t Error = load(Owner))
    return Error;
  if (!Owner.Code.kernel(Name))
    return cudaErrorSymbolNotFound;
  {
    Known &K = Known::get();
    std::lock_guard Guard(K.Lock);
    Found = &K.kernel(Owner, Name);
  }
  return complete(*Found);
}

Image *findImage(const void *Handle) {
  Known &K = Known::get();
  std::lock_guard Guard(K.Lock);
  return K.image(Handle);
}

Image *addImage(const void *Data, bool IsWrapper) {
  auto New = std::make_unique<Image>(Data, IsWrapper);
  Known &K = Known::get();
  std::lock_guard Guard(K.Lock);
  K.Images.push_back(std::move(New));
  return K.Images.back().get();
}

cudaError_t findSymbol(const void *Symbol, DeviceModule::Global &Found) {
  Known &K = Known::get();
  Variable Var{};
  {
    std::lock_guard Guard(K.Lock);
    auto Registered = K.Variables.find(Symbol);
    if (Registered == K.Variables.end() || !Registered->second.Owner->Loaded)
      return cudaErrorInvalidSymbol;
    Var = Registered->second;
  }
  if (cudaError_t Error = load(*Var.Owner))
    return Error;
  const DeviceModule::Global *Global = Var.Owner->Code.global(Var.Name);
  if (!Global)
    return cudaErrorInvalidSymbol;
  Found = *Global;
  return cudaSuccess;
}

bool isInVariable(const void *Pointer, size_t Size) {
  Known &K = Known::get();
  std::lock_guard Guard(K.Lock);
  for (const auto &Each : K.Images) {
    const DeviceModule::Global *Global = Each->Code.globalAt(Pointer);
    if (!Global)
      continue;
    size_t Offset = size_t(static_cast<const char *>(Pointer) -
                           static_cast<const char *>(Global->Address));
    return Size <= Global->Size - Offset;
  }
  return false;
}

} // namespace gpurt::simt

//===----------------------------------------------------------------------===//
// What compilers call
//===----------------------------------------------------------------------===//

using namespace gpurt::simt;

GPURT_API void **__cudaRegisterFatBinary(void *Wrapper) {
  return reinterpret_cast<void **>(addImage(Wrapper, true));
}

GPURT_API void __cudaRegisterFatBinaryEnd(void **) {}

GPURT_API void __cudaUnregisterFatBinary(void **Handle) {
  if (Image *Gone = findImage(Handle))
    Gone->Loaded = false;
}

GPURT_API char __cudaInitModule(void **) { return 1; }

GPURT_API void __cudaRegisterFunction(void **Handle, const char *HostFunction,
                                      char *, const char *DeviceName, int,
                                      uint3 *, uint3 *, dim3 *, dim3 *, int *) {
  Known &K = Known::get();
  std::lock_guard Guard(K.Lock);
  if (Image *Owner = K.image(Handle))
    K.BySymbol[HostFunction] = &K.kernel(*Owner, DeviceName);
}

GPURT_API void __cudaRegisterVar(void **Handle, char *HostVariable, char *,
                                 const char *DeviceName, int, size_t, int,
                                 int) {
  Known &K = Known::get();
  std::lock_guard Guard(K.Lock);
  if (Image *Owner = K.image(Handle))
    K.Variables[HostVariable] = {Owner, DeviceName};
}

//===----------------------------------------------------------------------===//
// Handles
//===----------------------------------------------------------------------===//

namespace {

template <typename Handle>
cudaError_t giveHandle(Handle *Out, const void *Symbol) {
  if (!Out)
    return done(cudaErrorInvalidValue);
  Kernel *Found = nullptr;
  cudaError_t Error = deadContext();
  if (Error == cudaSuccess)
    Error = findKernel(Symbol, Found);
  *Out = reinterpret_cast<Handle>(Found);
  return done(Error);
}

} // namespace

GPURT_API cudaError_t cudaGetFuncBySymbol(cudaFunction_t *Function,
                                          const void *Symbol) {
  return giveHandle(Function, Symbol);
}

GPURT_API cudaError_t cudaGetKernel(cudaKernel_t *Handle, const void *Symbol) {
  return giveHandle(Handle, Symbol);
}

GPURT_API cudaError_t __cudaGetKernel(cudaKernel_t *Handle,
                                      const void *Symbol) {
  return giveHandle(Handle, Symbol);
}

GPURT_API cudaError_t cudaLibraryLoadData(cudaLibrary_t *Library,
                                          const void *Data, cudaJitOption *,
                                          void **, unsigned,
                                          cudaLibraryOption *, void **,
                                          unsigned) {
  if (!Library || !Data)
    return done(cudaErrorInvalidValue);
  int Word = *static_cast<const int *>(Data);
  Image *New = addImage(Data, Word == FatBinaryWrapper::Magic);
  cudaError_t Error = load(*New);
  *Library = reinterpret_cast<cudaLibrary_t>(New);
  return done(Error);
}

GPURT_API cudaError_t cudaLibraryUnload(cudaLibrary_t Library) {
  Image *Gone = findImage(Library);
  if (Gone)
    Gone->Loaded = false;
  return done(Gone ? cudaSuccess : cudaErrorInvalidResourceHandle);
}

GPURT_API cudaError_t cudaLibraryGetKernel(cudaKernel_t *Handle,
                                           cudaLibrary_t Library,
                                           const char *Name) {
  Image *Owner = findImage(Library);
  if (!Owner || !Handle || !Name)
    return done(Owner ? cudaErrorInvalidValue : cudaErrorInvalidResourceHandle);
  Kernel *Found = nullptr;
  cudaError_t Error = findKernelIn(*Owner, Name, Found);
  *Handle = reinterpret_cast<cudaKernel_t>(Found);
  return done(Error);
}

GPURT_API cudaError_t cudaLibraryGetGlobal(void **Address, size_t *Size,
                                           cudaLibrary_t Library,
                                           const char *Name) {
  Image *Owner = findImage(Library);
  if (!Owner || !Name)
    return done(Owner ? cudaErrorInvalidValue : cudaErrorInvalidResourceHandle);
  if (cudaError_t Error = load(*Owner))
    return done(Error);
  const DeviceModule::Global *Global = Owner->Code.global(Name);
  if (!Global)
    return done(cudaErrorSymbolNotFound);
  if (Address)
    *Address = Global->Address;
  if (Size)
    *Size = Global->Size;
  return done(cudaSuccess);
}
