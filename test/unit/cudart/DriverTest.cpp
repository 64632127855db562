//===- DriverTest.cpp - The driver calls of the CPU device --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What libgpurt does with addresses and memory; and images that are no good.
// Test: itself
//===----------------------------------------------------------------------===//
#include <cuda.h>
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>

extern "C" {
void **__cudaRegisterFatBinary(void *Wrapper);
void __cudaRegisterFunction(void **Handle, const char *HostFunction,
                            char *DeviceFunction, const char *DeviceName,
                            int ThreadLimit, uint3 *Tid, uint3 *Bid,
                            dim3 *BlockDim, dim3 *GridDim, int *WarpSize);
}

namespace {

template <typename Function> Function *entry(const char *Name) {
  void *Address = nullptr;
  cudaDriverEntryPointQueryResult Result;
  cudaGetDriverEntryPointByVersion(Name, &Address, CUDA_VERSION,
                                   cudaEnableDefault, &Result);
  EXPECT_EQ(Result, Address ? cudaDriverEntryPointSuccess
                            : cudaDriverEntryPointSymbolNotFound);
  return reinterpret_cast<Function *>(Address);
}

#define ENTRY(NAME) entry<decltype(NAME)>(#NAME)

constexpr size_t MiB = 1 << 20;
constexpr CUdeviceptr Wish = 0x6f0000000000;

CUmemAllocationProp kind() {
  CUmemAllocationProp Kind{};
  Kind.type = CU_MEM_ALLOCATION_TYPE_PINNED;
  Kind.location.type = CU_MEM_LOCATION_TYPE_DEVICE;
  return Kind;
}

CUmemAccessDesc readWrite() {
  CUmemAccessDesc Access{};
  Access.location = kind().location;
  Access.flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE;
  return Access;
}

TEST(Driver, AnUnknownCallIsNotFound) {
  EXPECT_EQ(entry<void()>("cuNoSuchCall"), nullptr);
}

TEST(Driver, ReservedAddressesAreWhereTheyWereWished) {
  CUdeviceptr Address = 0;
  ASSERT_EQ(ENTRY(cuMemAddressReserve)(&Address, 64 * MiB, 0, Wish, 0),
            CUDA_SUCCESS);
  EXPECT_EQ(Address, Wish);
  EXPECT_EQ(ENTRY(cuMemAddressFree)(Address, 64 * MiB), CUDA_SUCCESS);
  EXPECT_NE(ENTRY(cuMemAddressFree)(Address, 64 * MiB), CUDA_SUCCESS);
}

TEST(Driver, MemoryIsThereWhileItIsMappedAndOpen) {
  size_t Free = 0, Less = 0, Total = 0;
  cudaMemGetInfo(&Free, &Total);
  CUmemAllocationProp Kind = kind();
  CUmemAccessDesc Access = readWrite();
  CUdeviceptr Address = 0;
  CUmemGenericAllocationHandle Memory = 0;
  ASSERT_EQ(ENTRY(cuMemAddressReserve)(&Address, 8 * MiB, 0, 0, 0),
            CUDA_SUCCESS);
  ASSERT_EQ(ENTRY(cuMemCreate)(&Memory, 4 * MiB, &Kind, 0), CUDA_SUCCESS);
  cudaMemGetInfo(&Less, &Total);
  EXPECT_EQ(Free - Less, 4 * MiB);
  ASSERT_EQ(ENTRY(cuMemMap)(Address, 4 * MiB, 0, Memory, 0), CUDA_SUCCESS);
  auto *Bytes = reinterpret_cast<char *>(Address);
  EXPECT_EQ(cudaMemset(Bytes, 5, 8), cudaErrorInvalidValue);
  ASSERT_EQ(ENTRY(cuMemSetAccess)(Address, 4 * MiB, &Access, 1), CUDA_SUCCESS);
  EXPECT_EQ(ENTRY(cuMemRelease)(Memory), CUDA_SUCCESS);
  EXPECT_EQ(cudaMemset(Bytes, 5, 4 * MiB), cudaSuccess);
  EXPECT_EQ(Bytes[4 * MiB - 1], 5);
  EXPECT_EQ(cudaMemset(Bytes, 5, 4 * MiB + 1), cudaErrorInvalidValue);
  EXPECT_NE(ENTRY(cuMemAddressFree)(Address, 8 * MiB), CUDA_SUCCESS);
  EXPECT_EQ(ENTRY(cuMemUnmap)(Address, 4 * MiB), CUDA_SUCCESS);
  cudaMemGetInfo(&Less, &Total);
  EXPECT_EQ(Less, Free);
  EXPECT_EQ(ENTRY(cuMemAddressFree)(Address, 8 * MiB), CUDA_SUCCESS);
  cudaGetLastError();
}

TEST(Driver, MemoryBeyondTheCardIsRefused) {
  size_t Free = 0, Total = 0;
  cudaMemGetInfo(&Free, &Total);
  CUmemAllocationProp Kind = kind();
  CUmemGenericAllocationHandle Memory = 0;
  EXPECT_EQ(ENTRY(cuMemCreate)(&Memory, Total + 2 * MiB, &Kind, 0),
            CUDA_ERROR_OUT_OF_MEMORY);
}

struct Wrapper {
  int Magic = 0x466243b1, Version = 1;
  const void *Data = nullptr, *Unused = nullptr;
};

/// What is said when a kernel of an image with this content is launched.
std::string launchFrom(const void *Data) {
  static Wrapper Made[8];
  static int Count = 0;
  Wrapper &Mine = Made[Count++];
  Mine.Data = Data;
  auto *Symbol = reinterpret_cast<const char *>(&Mine);
  void **Handle = __cudaRegisterFatBinary(&Mine);
  __cudaRegisterFunction(Handle, Symbol, nullptr, "kernel", -1, nullptr,
                         nullptr, nullptr, nullptr, nullptr);
  testing::internal::CaptureStderr();
  EXPECT_EQ(cudaLaunchKernel(Symbol, 1, 1, nullptr, 0, nullptr),
            cudaErrorInvalidKernelImage);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidKernelImage);
  return testing::internal::GetCapturedStderr();
}

TEST(Image, OfAGpuAloneIsNamed) {
  alignas(8) const unsigned char Data[64] = {0x50, 0xED, 0x55, 0xBA};
  EXPECT_EQ(launchFrom(Data),
            "gpurt: the program holds code for NVIDIA GPUs only (a CUDA fat "
            "binary), not for the CPU device; build with -fgpu-rt "
            "-fgpu-rt-device=cpu\n");
}

TEST(Image, OfNoKnownKindShowsItsFirstBytes) {
  alignas(8) const unsigned char Data[64] = {1, 2, 3, 4};
  EXPECT_NE(launchFrom(Data).find("it begins with 0x04030201"),
            std::string::npos);
}

TEST(Image, ThatIsDamagedSaysSo) {
  alignas(8)
      const unsigned char Data[64] = {0x10, 0xFF, 0x10, 0xAD, 9, 0, 0, 0, 64};
  EXPECT_NE(launchFrom(Data).find("the device image cannot be read: "),
            std::string::npos);
}

//===--- Modules that a program loads itself ------------------------------===//

TEST(Module, AFileThatIsNotThereIsNotFound) {
  CUmodule Module = nullptr;
  EXPECT_EQ(ENTRY(cuModuleLoad)(&Module, "/nonexistent/app.img"),
            CUDA_ERROR_FILE_NOT_FOUND);
}

TEST(Module, AFileOfAnotherKindSaysHowToBuildOne) {
  CUmodule Module = nullptr;
  testing::internal::CaptureStderr();
  EXPECT_EQ(ENTRY(cuModuleLoad)(&Module, "/proc/self/cmdline"),
            CUDA_ERROR_INVALID_IMAGE);
  EXPECT_NE(testing::internal::GetCapturedStderr().find(
                "build it with -fgpu-rt -fgpu-rt-device=cpu"),
            std::string::npos);
  EXPECT_EQ(Module, nullptr);
}

TEST(Module, DataOfNoKnownKindIsRefused) {
  CUmodule Module = nullptr;
  char Data[64] = "no image";
  EXPECT_EQ(ENTRY(cuModuleLoadData)(&Module, Data), CUDA_ERROR_INVALID_IMAGE);
  EXPECT_EQ(ENTRY(cuModuleLoadData)(&Module, nullptr),
            CUDA_ERROR_INVALID_VALUE);
}

TEST(Module, NoModuleHasNoFunctions) {
  CUfunction Function = nullptr;
  EXPECT_EQ(ENTRY(cuModuleGetFunction)(&Function, nullptr, "kernel"),
            CUDA_ERROR_INVALID_HANDLE);
  EXPECT_EQ(ENTRY(cuModuleUnload)(nullptr), CUDA_ERROR_INVALID_HANDLE);
}

} // namespace
