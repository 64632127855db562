//===- CheckLinkTest.cpp - A link without the wraps is caught -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The prelude's constructor hands over the address that launches go to.
//===----------------------------------------------------------------------===//
#include <cuda_runtime_api.h>

#include <gtest/gtest.h>

extern "C" void __gpurt_check_link(const void *LaunchAddress);

TEST(CheckLink, WrappedProgramPasses) {
  __gpurt_check_link(reinterpret_cast<const void *>(&cudaLaunchKernel));
}

TEST(CheckLink, ProgramWithoutWrapsIsToldAndStopped) {
  int CudasOwn = 0;
  EXPECT_DEATH(__gpurt_check_link(&CudasOwn),
               "^gpurt: this program was linked without -fgpu-rt; link with "
               "clang\\+\\+ -fgpu-rt or GPURT::gpurt\n$");
}
