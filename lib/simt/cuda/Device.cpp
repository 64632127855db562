//===- Device.cpp - The one device and what it says about itself ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compute capability 9.0, for that is what device code is compiled for; as
// many blocks and multiprocessors as the engine has. Clock rates and cache
// sizes are those of no real thing: only programs that print them notice.
// Test: test/unit/cudart/DeviceTest.cpp
//===----------------------------------------------------------------------===//
#include "Modules.h"
#include "Runtime.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

using namespace gpurt::simt;

namespace {

constexpr int Registers = 65536;
constexpr int MaxGridX = 0x7fffffff, MaxGridYZ = 65535;
constexpr size_t ConstantBytes = 64 * 1024;
constexpr size_t Reserved = 1024; ///< shared memory of each block, as on sm_90

/// What a multiprocessor holds of the smallest blocks.
int mostBlocks() { return int(residentBlocks(32, 0)); }

cudaDeviceProp makeProperties() {
  cudaDeviceProp P;
  std::memset(static_cast<void *>(&P), 0, sizeof(P));
  std::snprintf(P.name, sizeof(P.name), "gpu-rt SIMT engine");
  std::memcpy(P.uuid.bytes, "gpu-rt-simt-cpu", sizeof(P.uuid.bytes));
  P.totalGlobalMem = cardBytes();
  P.sharedMemPerBlock = SharedPerBlock;
  P.regsPerBlock = P.regsPerMultiprocessor = Registers;
  P.warpSize = 32;
  P.memPitch = 0x7fffffff;
  P.maxThreadsPerBlock = MaxThreadsPerBlock;
  P.maxThreadsDim[0] = P.maxThreadsDim[1] = MaxThreadsPerBlock;
  P.maxThreadsDim[2] = 64;
  P.maxGridSize[0] = MaxGridX;
  P.maxGridSize[1] = P.maxGridSize[2] = MaxGridYZ;
  P.totalConstMem = ConstantBytes;
  P.major = 9;
  P.textureAlignment = P.surfaceAlignment = 512;
  P.texturePitchAlignment = 32;
  P.multiProcessorCount = Multiprocessors;
  P.canMapHostMemory = 1;
  P.concurrentKernels = 0;
  P.asyncEngineCount = 1;
  P.unifiedAddressing = 1;
  P.memoryBusWidth = 64;
  P.l2CacheSize = 1 << 20;
  P.maxThreadsPerMultiProcessor = MaxThreadsPerMultiprocessor;
  P.streamPrioritiesSupported = 1;
  P.globalL1CacheSupported = P.localL1CacheSupported = 1;
  P.sharedMemPerMultiprocessor = SharedPerMultiprocessor;
  P.managedMemory = 1;
  P.hostNativeAtomicSupported = 1;
  P.canUseHostPointerForRegisteredMem = 1;
  P.cooperativeLaunch = 1;
  P.sharedMemPerBlockOptin = SharedPerBlockOptin;
  P.maxBlocksPerMultiProcessor = mostBlocks();
  P.reservedSharedMemPerBlock = Reserved;
  P.hostRegisterSupported = 1;
  P.memoryPoolsSupported = 1;
  P.clusterLaunch = 1;
  P.hostNumaId = -1;
  return P;
}

/// \returns false for an attribute that CUDA does not have. One that we know
/// nothing of is 0: not supported.
bool attribute(cudaDeviceAttr Which, int &Value) {
  cudaDeviceProp P = makeProperties();
  switch (Which) {
#define GPURT_IS(ATTR, VALUE)                                                  \
  case cudaDevAttr##ATTR:                                                      \
    Value = int(VALUE);                                                        \
    return true;
    GPURT_IS(MaxThreadsPerBlock, P.maxThreadsPerBlock)
    GPURT_IS(MaxBlockDimX, P.maxThreadsDim[0])
    GPURT_IS(MaxBlockDimY, P.maxThreadsDim[1])
    GPURT_IS(MaxBlockDimZ, P.maxThreadsDim[2])
    GPURT_IS(MaxGridDimX, P.maxGridSize[0])
    GPURT_IS(MaxGridDimY, P.maxGridSize[1])
    GPURT_IS(MaxGridDimZ, P.maxGridSize[2])
    GPURT_IS(MaxSharedMemoryPerBlock, P.sharedMemPerBlock)
    GPURT_IS(TotalConstantMemory, P.totalConstMem)
    GPURT_IS(WarpSize, P.warpSize)
    GPURT_IS(MaxPitch, P.memPitch)
    GPURT_IS(MaxRegistersPerBlock, P.regsPerBlock)
    GPURT_IS(ClockRate, 1000000)
    GPURT_IS(MemoryClockRate, 1000000)
    GPURT_IS(TextureAlignment, P.textureAlignment)
    GPURT_IS(SurfaceAlignment, P.surfaceAlignment)
    GPURT_IS(TexturePitchAlignment, P.texturePitchAlignment)
    GPURT_IS(GpuOverlap, 1)
    GPURT_IS(MultiProcessorCount, P.multiProcessorCount)
    GPURT_IS(CanMapHostMemory, 1)
    GPURT_IS(AsyncEngineCount, P.asyncEngineCount)
    GPURT_IS(UnifiedAddressing, 1)
    GPURT_IS(GlobalMemoryBusWidth, P.memoryBusWidth)
    GPURT_IS(L2CacheSize, P.l2CacheSize)
    GPURT_IS(MaxThreadsPerMultiProcessor, P.maxThreadsPerMultiProcessor)
    GPURT_IS(ComputeCapabilityMajor, P.major)
    GPURT_IS(ComputeCapabilityMinor, P.minor)
    GPURT_IS(StreamPrioritiesSupported, 1)
    GPURT_IS(GlobalL1CacheSupported, 1)
    GPURT_IS(LocalL1CacheSupported, 1)
    GPURT_IS(MaxSharedMemoryPerMultiprocessor, P.sharedMemPerMultiprocessor)
    GPURT_IS(MaxRegistersPerMultiprocessor, P.regsPerMultiprocessor)
    GPURT_IS(ManagedMemory, 1)
    GPURT_IS(HostNativeAtomicSupported, 1)
    GPURT_IS(SingleToDoublePrecisionPerfRatio, 2)
    GPURT_IS(CanUseHostPointerForRegisteredMem, 1)
    GPURT_IS(CooperativeLaunch, 1)
    GPURT_IS(MaxSharedMemoryPerBlockOptin, P.sharedMemPerBlockOptin)
    GPURT_IS(HostRegisterSupported, 1)
    GPURT_IS(MaxBlocksPerMultiprocessor, P.maxBlocksPerMultiProcessor)
    GPURT_IS(ReservedSharedMemoryPerBlock, Reserved)
    GPURT_IS(MemoryPoolsSupported, 1)
    GPURT_IS(ClusterLaunch, 1)
#undef GPURT_IS
  default:
    Value = 0;
    return Which > 0 && Which < cudaDevAttrMax;
  }
}

cudaError_t checkDevice(int Device) {
  return Device == 0 ? deadContext() : cudaErrorInvalidDevice;
}

size_t &limitOf(cudaLimit Which) {
  // As a fresh context on sm_90 says.
  static size_t Stack = 1024, Fifo = 7 << 20, Heap = 8 << 20, Depth = 2,
                Pending = 2048, Fetch = 128, Persist = 0, None = 0;
  switch (Which) {
  case cudaLimitStackSize:
    return Stack;
  case cudaLimitPrintfFifoSize:
    return Fifo;
  case cudaLimitMallocHeapSize:
    return Heap;
  case cudaLimitDevRuntimeSyncDepth:
    return Depth;
  case cudaLimitDevRuntimePendingLaunchCount:
    return Pending;
  case cudaLimitMaxL2FetchGranularity:
    return Fetch;
  case cudaLimitPersistingL2CacheSize:
    return Persist;
  default:
    return None;
  }
}

bool isLimit(cudaLimit Which) {
  return Which >= cudaLimitStackSize && Which <= cudaLimitPersistingL2CacheSize;
}

/// Finds the kernel for a call that asks about it.
cudaError_t askFor(const void *Symbol, Kernel *&Found) {
  cudaError_t Error = deadContext();
  return Error ? Error : findKernel(Symbol, Found);
}

} // namespace

//===--- Which device -----------------------------------------------------===//

GPURT_API cudaError_t cudaGetDeviceCount(int *Count) {
  if (!Count)
    return done(cudaErrorInvalidValue);
  *Count = 1;
  return done(deadContext());
}

GPURT_API cudaError_t cudaGetDevice(int *Device) {
  if (!Device)
    return done(cudaErrorInvalidValue);
  *Device = 0;
  return done(deadContext());
}

GPURT_API cudaError_t cudaSetDevice(int Device) {
  return done(checkDevice(Device));
}

GPURT_API cudaError_t cudaInitDevice(int Device, unsigned, unsigned) {
  return done(checkDevice(Device));
}

GPURT_API cudaError_t cudaChooseDevice(int *Device, const cudaDeviceProp *) {
  return cudaGetDevice(Device);
}

GPURT_API cudaError_t cudaSetDeviceFlags(unsigned) {
  return done(deadContext());
}

GPURT_API cudaError_t cudaGetDeviceFlags(unsigned *Flags) {
  *Flags = cudaDeviceScheduleAuto | cudaDeviceMapHost;
  return done(deadContext());
}

GPURT_API cudaError_t cudaDriverGetVersion(int *Version) {
  *Version = RuntimeVersion;
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaRuntimeGetVersion(int *Version) {
  *Version = RuntimeVersion;
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaDeviceCanAccessPeer(int *Can, int Device, int Peer) {
  *Can = 0;
  return done(Device || Peer ? cudaErrorInvalidDevice : cudaSuccess);
}

GPURT_API cudaError_t cudaDeviceGetPCIBusId(char *Text, int Size, int Device) {
  if (!Text || Size <= 0)
    return done(cudaErrorInvalidValue);
  std::snprintf(Text, size_t(Size), "0000:00:00.0");
  return done(checkDevice(Device));
}

GPURT_API cudaError_t cudaProfilerStart() { return done(deadContext()); }
GPURT_API cudaError_t cudaProfilerStop() { return done(deadContext()); }

//===--- Properties and limits --------------------------------------------===//

GPURT_API cudaError_t cudaGetDeviceProperties(cudaDeviceProp *Out, int Device) {
  if (!Out)
    return done(cudaErrorInvalidValue);
  if (Device == 0)
    *Out = makeProperties();
  return done(checkDevice(Device));
}

GPURT_API cudaError_t cudaDeviceGetAttribute(int *Value, cudaDeviceAttr Which,
                                             int Device) {
  if (!Value || !attribute(Which, *Value))
    return done(cudaErrorInvalidValue);
  return done(checkDevice(Device));
}

GPURT_API cudaError_t cudaDeviceGetLimit(size_t *Value, cudaLimit Which) {
  if (!Value)
    return done(cudaErrorInvalidValue);
  if (!isLimit(Which))
    return done(cudaErrorUnsupportedLimit);
  *Value = limitOf(Which);
  return done(deadContext());
}

GPURT_API cudaError_t cudaDeviceSetLimit(cudaLimit Which, size_t Value) {
  if (!isLimit(Which))
    return done(cudaErrorUnsupportedLimit);
  if (cudaError_t Error = deadContext())
    return done(Error);
  limitOf(Which) = Value;
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaDeviceGetCacheConfig(cudaFuncCache *Config) {
  *Config = cudaFuncCachePreferNone;
  return done(deadContext());
}

GPURT_API cudaError_t cudaDeviceSetCacheConfig(cudaFuncCache) {
  return done(deadContext());
}

GPURT_API cudaError_t cudaCtxResetPersistingL2Cache() {
  return done(deadContext());
}

//===--- Kernels ----------------------------------------------------------===//

GPURT_API cudaError_t cudaFuncGetAttributes(cudaFuncAttributes *Out,
                                            const void *Symbol) {
  Kernel *K = nullptr;
  if (cudaError_t Error = askFor(Symbol, K))
    return done(Error);
  *Out = {};
  Out->sharedSizeBytes = K->Info->StaticSharedBytes;
  Out->maxThreadsPerBlock =
      int(K->Info->MaxThreads ? K->Info->MaxThreads : MaxThreadsPerBlock);
  Out->numRegs = 32;
  Out->ptxVersion = Out->binaryVersion = 90;
  Out->maxDynamicSharedSizeBytes = int(K->DynamicShared);
  Out->preferredShmemCarveout = -1;
  Out->clusterDimMustBeSet = 0;
  Out->requiredClusterWidth = int(K->Info->ClusterDims[0]);
  Out->requiredClusterHeight = int(K->Info->ClusterDims[1]);
  Out->requiredClusterDepth = int(K->Info->ClusterDims[2]);
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaFuncSetAttribute(const void *Symbol,
                                           cudaFuncAttribute Which, int Value) {
  Kernel *K = nullptr;
  if (cudaError_t Error = askFor(Symbol, K))
    return done(Error);
  if (Which == cudaFuncAttributeMaxDynamicSharedMemorySize) {
    if (Value < 0 ||
        size_t(Value) + K->Info->StaticSharedBytes > SharedPerBlockOptin)
      return done(cudaErrorInvalidValue);
    K->DynamicShared = size_t(Value);
  }
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaFuncSetCacheConfig(const void *Symbol,
                                             cudaFuncCache) {
  Kernel *K = nullptr;
  return done(askFor(Symbol, K));
}

GPURT_API cudaError_t cudaFuncGetName(const char **Name, const void *Symbol) {
  Kernel *K = nullptr;
  if (cudaError_t Error = askFor(Symbol, K))
    return done(Error);
  *Name = K->Name.c_str();
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(
    int *Blocks, const void *Symbol, int Threads, size_t Shared, unsigned) {
  Kernel *K = nullptr;
  if (cudaError_t Error = askFor(Symbol, K))
    return done(Error);
  if (!Blocks || Threads <= 0)
    return done(cudaErrorInvalidValue);
  unsigned Most =
      K->Info->MaxThreads ? K->Info->MaxThreads : MaxThreadsPerBlock;
  *Blocks = unsigned(Threads) > Most
                ? 0
                : int(residentBlocks(unsigned(Threads),
                                     Shared + K->Info->StaticSharedBytes));
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(
    int *Blocks, const void *Symbol, int Threads, size_t Shared) {
  return cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(
      Blocks, Symbol, Threads, Shared, 0);
}

GPURT_API cudaError_t cudaOccupancyAvailableDynamicSMemPerBlock(
    size_t *Size, const void *Symbol, int Blocks, int Threads) {
  Kernel *K = nullptr;
  if (cudaError_t Error = askFor(Symbol, K))
    return done(Error);
  if (!Size || Blocks <= 0 || Threads <= 0)
    return done(cudaErrorInvalidValue);
  size_t Share =
      std::min(SharedPerMultiprocessor / size_t(Blocks), SharedPerBlockOptin);
  size_t Static = K->Info->StaticSharedBytes;
  *Size = Share > Static ? Share - Static : 0;
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaOccupancyMaxPotentialClusterSize(
    int *Size, const void *Symbol, const cudaLaunchConfig_t *) {
  Kernel *K = nullptr;
  if (cudaError_t Error = askFor(Symbol, K))
    return done(Error);
  *Size = 8; // what every sm_90 promises
  return done(cudaSuccess);
}

GPURT_API cudaError_t cudaOccupancyMaxActiveClusters(
    int *Clusters, const void *Symbol, const cudaLaunchConfig_t *Config) {
  Kernel *K = nullptr;
  if (cudaError_t Error = askFor(Symbol, K))
    return done(Error);
  dim3 Size(1, 1, 1);
  for (unsigned I = 0; I != Config->numAttrs; ++I)
    if (Config->attrs[I].id == cudaLaunchAttributeClusterDimension)
      Size = {Config->attrs[I].val.clusterDim.x,
              Config->attrs[I].val.clusterDim.y,
              Config->attrs[I].val.clusterDim.z};
  dim3 Block = Config->blockDim;
  unsigned Blocks =
      residentBlocks(Block.x * Block.y * Block.z,
                     Config->dynamicSmemBytes + K->Info->StaticSharedBytes) *
      Multiprocessors;
  *Clusters = int(Blocks / std::max(1u, Size.x * Size.y * Size.z));
  return done(cudaSuccess);
}
