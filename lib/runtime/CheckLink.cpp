//===- CheckLink.cpp - Was the program linked with our wraps? -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The prelude passes the address that the program's own code calls for a
// launch. If that is not our wrapper, no slot would ever be written and each
// kernel would stop at its first malloc: say so at start instead.
// Test: test/unit/CheckLinkTest.cpp
//===----------------------------------------------------------------------===//
#include "Cuda.h"
#include "Message.h"

#include <cstdlib>

extern "C" GPURT_EXPORT void __gpurt_check_link(const void *LaunchAddress);

extern "C" void __gpurt_check_link(const void *LaunchAddress) {
  if (LaunchAddress == reinterpret_cast<const void *>(&__wrap_cudaLaunchKernel))
    return;
  gpurt::runtime::complain("this program was linked without -fgpu-rt; link "
                           "with clang++ -fgpu-rt or GPURT::gpurt");
  std::abort();
}
