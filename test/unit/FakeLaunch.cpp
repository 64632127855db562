//===- FakeLaunch.cpp - Modules, kernels and graphs of the fake -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each launch runs its kernel on a thread of its own, at once; calls that wait
// join all of them. A graph is a list of kernels.
//===----------------------------------------------------------------------===//
#include "FakeState.h"

using namespace fake;

namespace {

struct Graph {
  std::vector<std::pair<const void *, void **>> Nodes;
};

/// Runs \p Symbol, a host stub or a handle, on the current device.
cudaError_t start(const char *Name, const void *Symbol, void **Args) {
  if (cudaError_t Error = enter(Name))
    return Error;
  World &W = World::get();
  Program *Owner = nullptr;
  Kernel Function = nullptr;
  {
    std::lock_guard Guard(W.Lock);
    for (auto &[Handle, Each] : W.Programs)
      if (auto Found = Each->Kernels.find(Symbol);
          Found != Each->Kernels.end()) {
        Owner = Each.get();
        Function = Found->second;
      }
  }
  if (!Owner)
    return note(cudaErrorInvalidDeviceFunction);
  run(*Owner, Function, Args);
  return cudaSuccess;
}

cudaError_t kernelHandle(cudaKernel_t *Handle, const void *Symbol) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  for (auto &[Unused, Each] : W.Programs)
    if (auto Found = Each->Kernels.find(Symbol); Found != Each->Kernels.end()) {
      // Any address that is not the stub's.
      auto *Alias = static_cast<const char *>(Symbol) + 1;
      Kernel Function = Found->second;
      Each->Kernels[Alias] = Function;
      *Handle = reinterpret_cast<cudaKernel_t>(const_cast<char *>(Alias));
      return cudaSuccess;
    }
  return note(cudaErrorInvalidDeviceFunction);
}

} // namespace

Image &fake::load(Program &Owner, int Device) {
  std::unique_ptr<Image> &Each = Owner.Images[Device];
  if (!Each) {
    Each = std::make_unique<Image>();
    Each->Device = Device;
    Each->HasSlot = Owner.Binary.HasSlot;
    Each->SlotBytes = Owner.Binary.SlotBytes;
  }
  return *Each;
}

void fake::run(Program &Owner, Kernel Function, void **Args) {
  World &W = World::get();
  Image *Loaded;
  {
    std::lock_guard Guard(W.Lock);
    Loaded = &load(Owner, currentDevice());
  }
  std::lock_guard Guard(W.RunLock);
  W.Running.emplace_back([=] { Function(*Loaded, Args); });
}

void fake::joinKernels() {
  World &W = World::get();
  std::lock_guard Joining(W.JoinLock);
  for (;;) {
    std::vector<std::thread> Ending;
    {
      std::lock_guard Guard(W.RunLock);
      Ending.swap(W.Running);
    }
    if (Ending.empty())
      return;
    for (std::thread &Each : Ending)
      Each.join();
  }
}

//===----------------------------------------------------------------------===//
// The test's side
//===----------------------------------------------------------------------===//

Image *fake::imageOf(void **Handle, int Device) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  auto Found = W.Programs.find(Handle);
  if (Found == W.Programs.end())
    return nullptr;
  auto Each = Found->second->Images.find(Device);
  return Each == Found->second->Images.end() ? nullptr : Each->second.get();
}

CUmodule fake::loadModule(const FatBinary &Binary, int Device) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  auto Owner = std::make_unique<Program>();
  Owner->Binary = Binary;
  Image &Loaded = load(*Owner, Device);
  W.Programs[reinterpret_cast<void **>(&Loaded)] = std::move(Owner);
  return reinterpret_cast<CUmodule>(&Loaded);
}

Image *fake::imageOf(CUmodule Module) {
  return reinterpret_cast<Image *>(Module);
}

cudaLibrary_t fake::loadLibrary(const FatBinary &Binary, Kernel Function) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  auto Owner = std::make_unique<Program>();
  Owner->Binary = Binary;
  Owner->Kernels[reinterpret_cast<const void *>(Function)] = Function;
  auto **Handle = reinterpret_cast<void **>(Owner.get());
  W.Programs[Handle] = std::move(Owner);
  return reinterpret_cast<cudaLibrary_t>(Handle);
}

//===----------------------------------------------------------------------===//
// CUDA's side
//===----------------------------------------------------------------------===//

extern "C" {

void **__cudaRegisterFatBinary(void *Binary) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  auto Owner = std::make_unique<Program>();
  Owner->Binary = *static_cast<FatBinary *>(Binary);
  auto **Handle = reinterpret_cast<void **>(Owner.get());
  W.Programs[Handle] = std::move(Owner);
  return Handle;
}

void __cudaRegisterFunction(void **Handle, const char *HostFunction, char *,
                            const char *, int, uint3 *, uint3 *, dim3 *, dim3 *,
                            int *) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  W.Programs.at(Handle)->Kernels[HostFunction] =
      reinterpret_cast<Kernel>(const_cast<char *>(HostFunction));
}

void __cudaUnregisterFatBinary(void **Handle) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  W.Programs.erase(Handle);
}

cudaError_t cudaGetFuncBySymbol(cudaFunction_t *Function, const void *Symbol) {
  if (cudaError_t Error = enterUnsafe("cudaGetFuncBySymbol"))
    return Error;
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  for (auto &[Handle, Each] : W.Programs)
    if (Each->Kernels.count(Symbol)) {
      *Function =
          reinterpret_cast<cudaFunction_t>(&load(*Each, currentDevice()));
      return cudaSuccess;
    }
  return note(cudaErrorInvalidDeviceFunction);
}

cudaError_t cudaGetKernel(cudaKernel_t *Handle, const void *Symbol) {
  return kernelHandle(Handle, Symbol);
}

cudaError_t __cudaGetKernel(cudaKernel_t *Handle, const void *Symbol) {
  return kernelHandle(Handle, Symbol);
}

cudaError_t cudaLibraryGetKernel(cudaKernel_t *Handle, cudaLibrary_t Library,
                                 const char *) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  Program &Owner = *W.Programs.at(reinterpret_cast<void **>(Library));
  *Handle = reinterpret_cast<cudaKernel_t>(
      const_cast<void *>(Owner.Kernels.begin()->first));
  return cudaSuccess;
}

cudaError_t cudaLibraryGetGlobal(void **Address, size_t *Size,
                                 cudaLibrary_t Library, const char *Name) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  Program &Owner = *W.Programs.at(reinterpret_cast<void **>(Library));
  Image &Loaded = load(Owner, currentDevice());
  if (!Loaded.HasSlot || std::string(Name) != gpurt::abi::SlotName)
    return note(cudaErrorSymbolNotFound);
  *Address = &Loaded.Content;
  *Size = Loaded.SlotBytes;
  return cudaSuccess;
}

cudaError_t cudaLibraryUnload(cudaLibrary_t Library) {
  World &W = World::get();
  std::lock_guard Guard(W.Lock);
  W.Programs.erase(reinterpret_cast<void **>(Library));
  return cudaSuccess;
}

#define FAKE_LAUNCH(NAME)                                                      \
  cudaError_t NAME(const void *Symbol, dim3, dim3, void **Args, size_t,        \
                   cudaStream_t) {                                             \
    return start(#NAME, Symbol, Args);                                         \
  }
FAKE_LAUNCH(cudaLaunchKernel)
FAKE_LAUNCH(cudaLaunchKernel_ptsz)
FAKE_LAUNCH(cudaLaunchCooperativeKernel)
FAKE_LAUNCH(cudaLaunchCooperativeKernel_ptsz)

#define FAKE_LAUNCH_HANDLE(NAME)                                               \
  cudaError_t NAME(cudaKernel_t Handle, dim3, dim3, void **Args, size_t,       \
                   cudaStream_t) {                                             \
    return start(#NAME, Handle, Args);                                         \
  }
FAKE_LAUNCH_HANDLE(__cudaLaunchKernel)
FAKE_LAUNCH_HANDLE(__cudaLaunchKernel_ptsz)

#define FAKE_LAUNCH_EX(NAME)                                                   \
  cudaError_t NAME(const cudaLaunchConfig_t *, const void *Symbol,             \
                   void **Args) {                                              \
    return start(#NAME, Symbol, Args);                                         \
  }
FAKE_LAUNCH_EX(cudaLaunchKernelExC)
FAKE_LAUNCH_EX(cudaLaunchKernelExC_ptsz)

// A cudaGraph_t and its cudaGraphExec_t are the same fake::Graph, which the
// test owns; a node is its index.

cudaError_t cudaGraphAddKernelNode(cudaGraphNode_t *, cudaGraph_t Handle,
                                   const cudaGraphNode_t *, size_t,
                                   const cudaKernelNodeParams *Params) {
  reinterpret_cast<Graph *>(Handle)->Nodes.push_back(
      {Params->func, Params->kernelParams});
  return enter("cudaGraphAddKernelNode");
}

cudaError_t cudaGraphAddNode(cudaGraphNode_t *, cudaGraph_t Handle,
                             const cudaGraphNode_t *, const cudaGraphEdgeData *,
                             size_t, cudaGraphNodeParams *Params) {
  if (Params->type == cudaGraphNodeTypeKernel)
    reinterpret_cast<Graph *>(Handle)->Nodes.push_back(
        {Params->kernel.func, Params->kernel.kernelParams});
  return enter("cudaGraphAddNode");
}

cudaError_t cudaGraphKernelNodeSetParams(cudaGraphNode_t,
                                         const cudaKernelNodeParams *) {
  return enter("cudaGraphKernelNodeSetParams");
}

cudaError_t cudaGraphNodeSetParams(cudaGraphNode_t, cudaGraphNodeParams *) {
  return enter("cudaGraphNodeSetParams");
}

cudaError_t cudaGraphExecKernelNodeSetParams(cudaGraphExec_t, cudaGraphNode_t,
                                             const cudaKernelNodeParams *) {
  return enter("cudaGraphExecKernelNodeSetParams");
}

cudaError_t cudaGraphExecNodeSetParams(cudaGraphExec_t, cudaGraphNode_t,
                                       cudaGraphNodeParams *) {
  return enter("cudaGraphExecNodeSetParams");
}

cudaError_t cudaGraphCreate(cudaGraph_t *Handle, unsigned) {
  *Handle = reinterpret_cast<cudaGraph_t>(new Graph);
  return cudaSuccess;
}

cudaError_t cudaGraphDestroy(cudaGraph_t Handle) {
  delete reinterpret_cast<Graph *>(Handle);
  return cudaSuccess;
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t Handle, cudaStream_t) {
  for (auto &[Symbol, Args] : reinterpret_cast<Graph *>(Handle)->Nodes)
    if (cudaError_t Error = start("cudaGraphLaunch", Symbol, Args))
      return Error;
  return cudaSuccess;
}

cudaError_t cudaGraphLaunch_ptsz(cudaGraphExec_t Handle, cudaStream_t) {
  for (auto &[Symbol, Args] : reinterpret_cast<Graph *>(Handle)->Nodes)
    if (cudaError_t Error = start("cudaGraphLaunch_ptsz", Symbol, Args))
      return Error;
  return cudaSuccess;
}

} // extern "C"
