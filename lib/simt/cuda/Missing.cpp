//===- Missing.cpp - Calls that are not there -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every name of the toolkit's libcudart.so exists, so that each program links;
// MissingCalls.inc is that list, made by CMake with nm. A definition here is
// weak: a call that another file implements replaces it. The types are not
// those of CUDA's headers, which are not included: only the name counts.
// Test: test/unit/cudart/DeviceTest.cpp
//===----------------------------------------------------------------------===//
#include <atomic>
#include <cstdio>

namespace gpurt::simt {
namespace {

constexpr int NotSupported = 801; // cudaErrorNotSupported

int missing(const char *Name, std::atomic<bool> &Said) {
  if (!Said.exchange(true, std::memory_order_relaxed))
    std::fprintf(stderr, "gpurt: %s is not available on the CPU device\n",
                 Name);
  return NotSupported;
}

} // namespace
} // namespace gpurt::simt

#define GPURT_MISSING(NAME)                                                    \
  extern "C" __attribute__((weak, visibility("default"))) int NAME() {         \
    static std::atomic<bool> Said{false};                                      \
    return gpurt::simt::missing(#NAME, Said);                                  \
  }
#include "MissingCalls.inc"
