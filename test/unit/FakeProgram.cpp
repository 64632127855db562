//===- FakeProgram.cpp - What compiled code does --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Registers and launches as Clang's generated code would. In a file of its
// own: the linker wraps a call only where it is not defined in the same file.
//===----------------------------------------------------------------------===//
#include "FakeCuda.h"

#include <gtest/gtest.h>

namespace {

/// Death tests start the program anew: a child of fork is one that CUDA, and
/// thus libgpurt, no longer serves.
class OwnProcesses : public testing::Environment {
  void SetUp() override {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
  }
};

[[maybe_unused]] testing::Environment *const Registered =
    testing::AddGlobalTestEnvironment(new OwnProcesses);

} // namespace

using namespace fake;

void **fake::registerModule(FatBinary &Binary,
                            std::initializer_list<Kernel> Kernels) {
  void **Handle = __cudaRegisterFatBinary(&Binary);
  for (Kernel Each : Kernels)
    __cudaRegisterFunction(Handle, reinterpret_cast<const char *>(Each),
                           nullptr, "kernel", -1, nullptr, nullptr, nullptr,
                           nullptr, nullptr);
  return Handle;
}

cudaError_t fake::launch(Kernel Function, void **Args, cudaStream_t Stream,
                         unsigned Blocks) {
  return cudaLaunchKernel(reinterpret_cast<const void *>(Function), Blocks, 1,
                          Args, 0, Stream);
}
