//===- gpurt/runtime.h - What a host program may ask of gpu-rt ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Host side: the last panic, heap statistics, attaching modules that the
// program loads itself. Plain C and C++; no CUDA header is needed. Programs
// built with -fgpu-rt need none of this to run on gpu-rt.
// Tests: test/unit/, test/run/
//===----------------------------------------------------------------------===//
#ifndef GPURT_RUNTIME_H
#define GPURT_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct CUmod_st; /* CUmodule */

/** What a call of this header came to. */
typedef enum gpurt_status {
  GPURT_OK = 0,
  GPURT_INVALID = 1,       /**< an argument is null or out of range */
  GPURT_NO_DEVICE = 2,     /**< no CUDA device, or no driver */
  GPURT_NOT_USED = 3,      /**< the module does not use gpu-rt: nothing to do */
  GPURT_CUDA_ERROR = 4,    /**< a CUDA call failed; one line went to stderr */
  GPURT_WRONG_VERSION = 5, /**< the module was built for another gpu-rt */
} gpurt_status;

/** What ended a device thread. The values are those of abi.h's PanicKind. */
typedef enum gpurt_panic_kind {
  GPURT_PANIC_NONE = 0,
  GPURT_PANIC_ASSERT = 1,
  GPURT_PANIC_ABORT = 2,
  GPURT_PANIC_TRAP = 3,
  GPURT_PANIC_SANITIZER = 4,
  GPURT_PANIC_TERMINATE = 5,
  GPURT_PANIC_PURE_VIRTUAL = 6,
  GPURT_PANIC_OUT_OF_MEMORY = 7,
  GPURT_PANIC_INVALID_FREE = 8,
  GPURT_PANIC_DOUBLE_FREE = 9,
  GPURT_PANIC_OVERRUN = 10,        /**< -fgpu-rt-malloc=checked only */
  GPURT_PANIC_USE_AFTER_FREE = 11, /**< -fgpu-rt-malloc=checked only */
} gpurt_panic_kind;

/** One panic, as the device recorded it. Text is cut to fit, never missing
 *  its NUL. */
typedef struct gpurt_panic_info {
  gpurt_panic_kind kind;
  int device;
  uint32_t block[3];
  uint32_t thread[3];
  uint32_t active_mask; /**< lanes together at the panic */
  uint32_t sm;
  uint64_t grid;    /**< %gridid of the launch */
  uint64_t time_ns; /**< %globaltimer */
  uint64_t operand; /**< pointer, size or check code, as the kind says */
  uint64_t others;  /**< further threads that panicked in the same report */
  uint32_t line;
  char message[384];
  char file[384];
  char function[448];
  char
      stack[2016]; /**< lines "function\tfile\tline\tcolumn", innermost first */
  /** The heap block that the panic is about, where -fgpu-rt-malloc=checked
   *  knows it: its address (else 0) and size, and the stacks of its allocation
   *  and its first free, in the form of stack. */
  uint64_t block_address;
  uint64_t block_size;
  char allocated[384];
  char freed[384];
} gpurt_panic_info;

/** A snapshot of one device's heap; exact while no kernel allocates. */
typedef struct gpurt_heap_statistics {
  uint64_t limit_bytes;     /**< the heap will not grow past this */
  uint64_t committed_bytes; /**< device memory behind the heap now */
  uint64_t used_bytes;      /**< in blocks that the program holds, rounded up */
  uint64_t used_blocks;
  uint64_t failed_allocations; /**< calls that returned null or panicked */
} gpurt_heap_statistics;

/** Copies the newest panic of the process to \p Info.
 *
 *  \returns 1 if there was one since start or the last gpurt_clear_panic,
 *           else 0 and \p Info is untouched
 *  Callers: host, any thread
 *  Blocks:  no; panics of kernels that still run may not be seen yet
 *  Cost:    none on the device */
int gpurt_last_panic(struct gpurt_panic_info *Info);

/** Forgets the newest panic and the pending cudaErrorAssert of this thread.
 *
 *  Callers: host, any thread */
void gpurt_clear_panic(void);

/** Reads the heap of the current device.
 *
 *  \returns GPURT_OK, GPURT_INVALID, GPURT_NO_DEVICE or GPURT_CUDA_ERROR
 *  Callers: host, any thread, also while kernels run
 *  Cost:    copies the page table of the committed part, 8 bytes per 64 KiB */
gpurt_status gpurt_heap_stats(struct gpurt_heap_statistics *Stats);

/** Connects a module that the program loaded itself (cuModuleLoad, NVRTC) to
 *  the runtime of the current device. Call it before the first launch.
 *
 *  \returns GPURT_OK, GPURT_INVALID, GPURT_NOT_USED (harmless),
 *           GPURT_NO_DEVICE or GPURT_CUDA_ERROR
 *  Callers: host, any thread */
gpurt_status gpurt_attach_module(struct CUmod_st *Module);

#ifdef __cplusplus
} // extern "C"

namespace gpurt {

using panic_info = ::gpurt_panic_info;
using heap_statistics = ::gpurt_heap_statistics;

/// \returns the newest panic, or null. Points to this thread's copy, valid
///          until the thread's next call. See gpurt_last_panic.
const panic_info *last_panic() noexcept;

/// See gpurt_clear_panic.
inline void clear_panic() noexcept { gpurt_clear_panic(); }

/// \returns the current device's heap; all zero if there is none yet.
///          See gpurt_heap_stats.
heap_statistics heap_stats() noexcept;

} // namespace gpurt
#endif

#endif // GPURT_RUNTIME_H
