//===- CheckLink.cpp - Was the program linked as it was compiled? ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The prelude passes the address that the program's own code calls for a
// launch. If that is not our wrapper, no slot would ever be written and each
// kernel would stop at its first malloc: say so at start instead. The same
// for code of one device with the CUDA of the other, and for a user who asks
// for the other one by GPURT_DEVICE: device code is chosen at build time.
// Tests: test/unit/CheckLinkTest.cpp, test/driver/cpu-environment.test
//===----------------------------------------------------------------------===//
#include "Cuda.h"
#include "Message.h"

#include <cstdlib>
#include <string_view>

/// In libgpurt-cpu.so alone; null with CUDA's own runtime.
extern "C" [[gnu::weak]] const char __gpurt_cpu_device;

extern "C" GPURT_EXPORT void __gpurt_check_link(const void *LaunchAddress);
extern "C" GPURT_EXPORT void
__gpurt_check_link_on_cpu(const void *LaunchAddress);

using namespace gpurt::runtime;

static void checkWraps(const void *LaunchAddress) {
  // The second: compiled for a default stream of each thread.
  if (LaunchAddress == reinterpret_cast<void *>(&__wrap_cudaLaunchKernel) ||
      LaunchAddress == reinterpret_cast<void *>(&__wrap_cudaLaunchKernel_ptsz))
    return;
  complain("this program was linked without -fgpu-rt; link with "
           "clang++ -fgpu-rt or GPURT::gpurt");
  std::abort();
}

static void checkEnvironment() {
  const char *Text = std::getenv("GPURT_DEVICE");
  const char *Built = &__gpurt_cpu_device ? "cpu" : "cuda";
  if (!Text || !*Text || std::string_view(Text) == Built)
    return;
  if (std::string_view(Text) != "cpu" && std::string_view(Text) != "cuda")
    complain("GPURT_DEVICE is '%s': write cuda or cpu; this program was built "
             "for %s",
             Text, Built);
  else
    complain("GPURT_DEVICE is %s, and this program was built for %s; build it "
             "with clang++ -fgpu-rt -fgpu-rt-device=%s, or unset GPURT_DEVICE",
             Text, Built, Text);
  std::abort();
}

extern "C" void __gpurt_check_link(const void *LaunchAddress) {
  checkWraps(LaunchAddress);
  checkEnvironment();
}

extern "C" void __gpurt_check_link_on_cpu(const void *LaunchAddress) {
  checkWraps(LaunchAddress);
  if (!&__gpurt_cpu_device) {
    complain("this program was compiled with -fgpu-rt-device=cpu and linked "
             "with NVIDIA's CUDA runtime; link with clang++ -fgpu-rt "
             "-fgpu-rt-device=cpu or GPURT::gpurt_cpu");
    std::abort();
  }
  checkEnvironment();
}
