//===- Api.cpp - gpurt/runtime.h ------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a host program may ask of us, but for the heap (HeapApi.cpp). No
// exception leaves.
// Test: test/unit/ApiTest.cpp
//===----------------------------------------------------------------------===//
#include "Cuda.h"
#include "Observe.h"
#include "Panic.h"
#include "Slots.h"

#include "gpurt/runtime.h"

#include <memory>
#include <new>

using namespace gpurt;
using namespace gpurt::runtime;

extern "C" {

GPURT_EXPORT int gpurt_last_panic(gpurt_panic_info *Info) {
  return Info && copyLastPanic(*Info);
}

GPURT_EXPORT void gpurt_clear_panic() {
  forgetLastPanic();
  clearPendingError();
}

GPURT_EXPORT gpurt_status gpurt_attach_module(CUmod_st *Module) {
  return attachModule(Module);
}

} // extern "C"

GPURT_EXPORT const gpurt::panic_info *gpurt::last_panic() noexcept {
  // 4 KiB for threads that ask, none for those that do not.
  thread_local std::unique_ptr<gpurt_panic_info> Copy;
  try {
    if (!Copy)
      Copy = std::make_unique<gpurt_panic_info>();
  } catch (const std::bad_alloc &) {
    return nullptr;
  }
  return copyLastPanic(*Copy) ? Copy.get() : nullptr;
}
