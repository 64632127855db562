//===- CheckLinkTest.cpp - A link without the wraps is caught -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The prelude's constructor hands over the address that launches go to.
//===----------------------------------------------------------------------===//
#include <cuda_runtime_api.h>

#include <gtest/gtest.h>

#include <cstdlib>

extern "C" cudaError_t cudaLaunchKernel_ptsz(const void *Kernel, dim3 Grid,
                                             dim3 Block, void **Args,
                                             size_t Shared,
                                             cudaStream_t Stream);
extern "C" void __gpurt_check_link(const void *LaunchAddress);
extern "C" void __gpurt_check_link_on_cpu(const void *LaunchAddress);

TEST(CheckLink, WrappedProgramPasses) {
  __gpurt_check_link(reinterpret_cast<const void *>(&cudaLaunchKernel));
}

TEST(CheckLink, WrappedProgramWithStreamsOfEachThreadPasses) {
  __gpurt_check_link(reinterpret_cast<const void *>(&cudaLaunchKernel_ptsz));
}

TEST(CheckLink, ProgramWithoutWrapsIsToldAndStopped) {
  int CudasOwn = 0;
  EXPECT_DEATH(__gpurt_check_link(&CudasOwn),
               "^gpurt: this program was linked without -fgpu-rt; link with "
               "clang\\+\\+ -fgpu-rt or GPURT::gpurt\n$");
}

TEST(CheckLink, CodeForTheEngineWithCudasOwnRuntimeIsStopped) {
  EXPECT_DEATH(__gpurt_check_link_on_cpu(
                   reinterpret_cast<const void *>(&cudaLaunchKernel)),
               "^gpurt: this program was compiled with -fgpu-rt-device=cpu and "
               "linked with NVIDIA's CUDA runtime; [^\n]*\n$");
}

TEST(CheckLink, OtherDeviceAskedForIsToldHowToBuild) {
  auto StartOn = [](const char *Device) {
    setenv("GPURT_DEVICE", Device, 1);
    __gpurt_check_link(reinterpret_cast<const void *>(&cudaLaunchKernel));
    std::_Exit(0);
  };
  EXPECT_DEATH(StartOn("cpu"),
               "^gpurt: GPURT_DEVICE is cpu, and this program was built for "
               "cuda; build it with clang\\+\\+ -fgpu-rt "
               "-fgpu-rt-device=cpu, or unset GPURT_DEVICE\n$");
  EXPECT_DEATH(StartOn("gpu"), "^gpurt: GPURT_DEVICE is 'gpu': write cuda or "
                               "cpu; [^\n]*\n$");
  EXPECT_EXIT(StartOn("cuda"), testing::ExitedWithCode(0), "^$");
  EXPECT_EXIT(StartOn(""), testing::ExitedWithCode(0), "^$");
}
