//===- devicelib/state/State.cpp - The image's slot -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Defines the slot, and what happens where no host runtime filled it: CUDA's
// own assertion, which names the cause on stderr at the cost of the context.
// Test: test/run/panic/launch-without-the-runtime.cu
//===----------------------------------------------------------------------===//
#include "state/State.h"

extern "C" {
// Weak: the units of a relocatable link share one.
[[gnu::weak]] gpurt::abi::Slot GPURT_CONSTANT __gpurt_slot = {};

void __assertfail(const char *Message, const char *File, unsigned Line,
                  const char *Function, size_t CharSize);
}

[[gnu::noinline, gnu::cold]] void gpurt::reportMissingRuntime() {
  __assertfail("this module was launched without the gpu-rt runtime: link with "
               "clang++ -fgpu-rt, or call gpurt_attach_module after loading it",
               "gpurt", 0, "gpurt::state", 1);
  __builtin_trap();
}
