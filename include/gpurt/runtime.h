//===- gpurt/runtime.h - What a host program may ask of gpu-rt ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Host side: the last panic, what the heap holds and giving its memory back,
// attaching modules that the program loads itself. Plain C and C++; no CUDA
// header is needed. Programs built with -fgpu-rt need none of this to run on
// gpu-rt. Tests: test/unit/, test/run/
//===----------------------------------------------------------------------===//
#ifndef GPURT_RUNTIME_H
#define GPURT_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct CUmod_st;    /* CUmodule */
struct CUstream_st; /* cudaStream_t */

/** What a call of this header came to. */
typedef enum gpurt_status {
  GPURT_OK = 0,
  GPURT_INVALID = 1,       /**< an argument is null or out of range */
  GPURT_NO_DEVICE = 2,     /**< no CUDA device, or no driver */
  GPURT_NOT_USED = 3,      /**< the module does not use gpu-rt: nothing to do */
  GPURT_CUDA_ERROR = 4,    /**< a CUDA call failed; one line went to stderr */
  GPURT_WRONG_VERSION = 5, /**< the module was built for another gpu-rt */
  GPURT_BUSY = 6,          /**< kernels were launched meanwhile: try again */
  GPURT_PANICKED = 7,      /**< a device thread panicked */
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
  GPURT_PANIC_UNDEFINED = 12,      /**< -fgpu-rt-sanitize= only; message is the
                                        text of UBSan */
  GPURT_PANIC_USER = 13,           /**< gpurt::panic(); message is its text */
  GPURT_PANIC_CHECK = 14,          /**< a GPURT_CHECK; message says which */
  GPURT_PANIC_UNREACHABLE = 15,    /**< GPURT_UNREACHABLE */
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
  uint32_t column; /**< of GPURT_PANIC_UNDEFINED; else 0 */
  char message[384];
  char file[384];
  char function[448];
  char
      stack[1992]; /**< lines "function\tfile\tline\tcolumn", innermost first */
  /** The heap block that the panic is about, where -fgpu-rt-malloc=checked
   *  knows it: its address (else 0) and size, and the stacks of its allocation
   *  and its first free, in the form of stack. */
  uint64_t block_address;
  uint64_t block_size;
  char allocated[384];
  char freed[384];
  uint32_t lane;
  uint32_t grid_dim[3];  /**< blocks */
  uint32_t block_dim[3]; /**< threads of a block */
  /** Where the kernel was launched. The device does not know it: it is what all
   *  launches have in common that may still have run and had a grid of this
   *  size. In a program that launches and waits, that is one. */
  uint32_t stream_known;      /**< 0: stream means nothing */
  struct CUstream_st *stream; /**< null: the default stream */
  uint64_t launch_first; /**< the launch is one of these, as the device's are */
  uint64_t launch_last;  /**< counted from 1; both 0: not known */
  char kernel[256];      /**< as C++ has it, "k(int)"; empty: not known */
} gpurt_panic_info;

#ifdef __cplusplus
} // extern "C"
namespace gpurt::abi {
struct ErrorData;
}
extern "C" {
typedef gpurt::abi::ErrorData gpurt_error_data;
#else
typedef struct gpurt_error_data gpurt_error_data; /* a gpurt::error */
#endif

#define GPURT_ERROR_CONTEXTS 4

/** An error as the host knows it. */
typedef struct gpurt_error_info {
  int code;
  unsigned depth; /**< contexts that were added; the first of them follow */
  struct {
    unsigned line;
    char what[112];
    char file[76];
  } contexts[GPURT_ERROR_CONTEXTS]; /**< innermost first */
  /** Its text, where it was made (file, line, function), and which thread
   *  reported it, where (stack). Its kind is GPURT_PANIC_NONE; its device is -1
   *  if no thread of a device reported it. */
  gpurt_panic_info at;
} gpurt_error_info;

/** How many threads panicked, or reported an error, at one place. */
typedef struct gpurt_panic_site {
  uint64_t threads;
  uint32_t line;
  char file[236];
} gpurt_panic_site;

/** Blocks up to 32 KiB are slots of so many sizes; the heap's pages have 64 KiB
 *  each. */
#define GPURT_HEAP_CLASSES 72
#define GPURT_HEAP_PAGE 65536

/** The slots of one size. They lie in slabs of 1 to 16 pages. */
typedef struct gpurt_heap_class {
  uint64_t slot_bytes;
  uint64_t slabs;
  uint64_t slab_bytes; /**< of the slabs, used or not */
  uint64_t used_slots; /**< in blocks, or kept at hand by a lane of a kernel */
  uint64_t free_slots;
} gpurt_heap_class;

/** A snapshot of one device's heap. Exact while no kernel allocates or frees.
 *  Else each number is of some moment of the call, two numbers of two moments:
 *  a block that is allocated or freed during the call is counted or not, one
 *  that is held all the while is counted, once. */
typedef struct gpurt_heap_statistics {
  uint64_t limit_bytes;     /**< the heap will not grow past this */
  uint64_t committed_bytes; /**< device memory behind the heap now */
  uint64_t used_bytes;      /**< in blocks that the program holds, rounded up */
  uint64_t used_blocks;
  uint64_t failed_allocations; /**< calls that returned null or panicked */
  /** What follows counts blocks in the quarantine of checked mode as used. */
  uint64_t free_bytes;   /**< committed, and neither in a slab nor in a block */
  uint64_t large_blocks; /**< of more than 32 KiB: whole pages */
  uint64_t large_bytes;
  gpurt_heap_class classes[GPURT_HEAP_CLASSES]; /**< by size, smallest first */
} gpurt_heap_statistics;

/** What neighbouring pages of the heap are. */
typedef enum gpurt_span_kind {
  GPURT_SPAN_FREE = 0,
  GPURT_SPAN_SLAB = 1,     /**< slots of one size */
  GPURT_SPAN_BLOCK = 2,    /**< one block of more than 32 KiB */
  GPURT_SPAN_MOVING = 3,   /**< with a thread that is about to make it one of
                                these; for ever if the thread panicked there */
  GPURT_SPAN_UNBACKED = 4, /**< no memory yet; the limit allows it */
} gpurt_span_kind;

typedef struct gpurt_heap_span {
  gpurt_span_kind kind;
  uint32_t slot_bytes; /**< of a slab, as the next two; else 0 */
  uint32_t used_slots;
  uint32_t slots;
  uint64_t first_page; /**< from the heap's start */
  uint64_t pages;      /**< of GPURT_HEAP_PAGE bytes */
} gpurt_heap_span;

/** Copies the newest panic of the process to \p Info.
 *
 *  \returns 1 if there was one since start or the last gpurt_clear_panic,
 *           else 0 and \p Info is untouched
 *  Callers: host, any thread
 *  Blocks:  no; panics of kernels that still run may not be seen yet
 *  Cost:    none on the device */
int gpurt_last_panic(struct gpurt_panic_info *Info);

/** Copies where the threads of the newest panic's report panicked, most threads
 *  first. Exact once the grid is over, up to 128 places without a record.
 *
 *  \param Sites     room for Capacity places; may be null if that is 0
 *  \returns how many places there are; those past Capacity are not written
 *  Callers: host, any thread
 *  Blocks:  no
 *  Cost:    none on the device; counted by threads that panic */
size_t gpurt_panic_sites(struct gpurt_panic_site *Sites, size_t Capacity);

/** Writes a panic as text, as it is printed, without the last line end; cut to
 *  Size bytes with its NUL.
 *
 *  \returns the bytes of the whole text, without NUL
 *  Callers: host, any thread */
size_t gpurt_panic_text(const struct gpurt_panic_info *Info, char *Text,
                        size_t Size);

/** Writes a panic as one JSON object without line ends; as gpurt_panic_text.
 *  GPURT_PANIC_JSON=FILE in the environment appends such a line for each
 *  report. Members: kind, message, file, line, function, stack (an array of
 *  function, file, line, column), kernel, launch (first and last), stream,
 *  device, grid, grid_dim, block_dim, block, thread, lane, active_mask, sm,
 *  time_ns, others; heap_block where it is known. What is not known is null. */
size_t gpurt_panic_json(const struct gpurt_panic_info *Info, char *Text,
                        size_t Size);

/** Sets the function that is told of each panic, once a grid, by the thread
 *  whose call found it: after the report was printed and before that call
 *  returns. It may call anything of this header and of CUDA. Null: none.
 *
 *  \param Data  is given to the function as it is
 *  Callers: host, any thread */
typedef void (*gpurt_panic_callback)(const struct gpurt_panic_info *Info,
                                     void *Data);
void gpurt_on_panic(gpurt_panic_callback Callback, void *Data);

/** Waits for the current device, as cudaDeviceSynchronize, or for a stream, as
 *  cudaStreamSynchronize, and tells of panics as these do.
 *
 *  \param Info  takes the panic, or with kind 0 and CUDA's text as message
 *               another error; may be null
 *  \returns GPURT_OK, GPURT_PANICKED or GPURT_CUDA_ERROR
 *  Callers: host, any thread */
gpurt_status gpurt_synchronize(struct gpurt_panic_info *Info);
gpurt_status gpurt_synchronize_stream(struct CUstream_st *Stream,
                                      struct gpurt_panic_info *Info);

/** Ends the process with SIGABRT after it printed \p Info, as text.
 *
 *  Callers: host, any thread */
#ifdef __cplusplus
[[noreturn]]
#endif
void gpurt_abort(const struct gpurt_panic_info *Info);

/** Makes the panic that a check of gpurt/panic.h in host code is; its device is
 *  -1. Format, types and words are those of gpurt/packed_args.h. */
void gpurt_host_panic(struct gpurt_panic_info *Info, gpurt_panic_kind Kind,
                      const char *Message, const char *Format,
                      const char *Types, const unsigned *Words,
                      unsigned WordCount, const char *File, unsigned Line,
                      const char *Function);

/** Reads the error at \p Error, which came to the host in the program's own
 *  memory: text that lies on the current device is copied.
 *
 *  Callers: host, any thread
 *  Blocks:  for small copies, and not for kernels unless the program has none
 *           that uses the runtime */
void gpurt_describe_error(const gpurt_error_data *Error,
                          struct gpurt_error_info *Info);

/** Writes an error as text, as it is printed; as gpurt_panic_text. */
size_t gpurt_error_text(const struct gpurt_error_info *Info, char *Text,
                        size_t Size);

/** Reports an error of the host, as gpurt::report does on the device.
 *
 *  Callers: host, any thread */
void gpurt_report_error(const gpurt_error_data *Error);

/** Copies the errors that were reported lately, the oldest first: up to 256.
 *  Those of kernels are there once a call looked for panics.
 *
 *  \returns how many there are; those past Capacity are not written
 *  Callers: host, any thread */
size_t gpurt_last_errors(struct gpurt_error_info *Errors, size_t Capacity);

/** Copies where errors were made that were reported, and how often, most first:
 *  all of them, since the start or the last gpurt_clear_errors.
 *
 *  \returns how many places there are; those past Capacity are not written
 *  Callers: host, any thread */
size_t gpurt_error_sites(struct gpurt_panic_site *Sites, size_t Capacity);

/** Forgets the errors and their counts.
 *
 *  Callers: host, any thread */
void gpurt_clear_errors(void);

/** Sets the function that is told of each error that was kept whole, by the
 *  thread whose call found it; as gpurt_on_panic. */
typedef void (*gpurt_error_callback)(const struct gpurt_error_info *Info,
                                     void *Data);
void gpurt_on_error(gpurt_error_callback Callback, void *Data);

/** Forgets the newest panic and the pending cudaErrorAssert of this thread.
 *
 *  Callers: host, any thread */
void gpurt_clear_panic(void);

/** Reads the heap of the current device; all zero before the first launch.
 *
 *  \returns GPURT_OK, GPURT_INVALID, GPURT_NO_DEVICE or GPURT_CUDA_ERROR
 *  Callers: host, any thread, also while kernels run
 *  Blocks:  for its own copies, never for a kernel, and holds none up
 *  Cost:    the copy engine reads 12 bytes for each 64 KiB committed */
gpurt_status gpurt_heap_stats(struct gpurt_heap_statistics *Stats);

/** Lists what the heap of the current device holds, in the order of addresses:
 *  every page up to the heap's limit is in one span. As exact as
 *  gpurt_heap_stats.
 *
 *  \param Spans    place for Capacity spans; may be null if that is 0
 *  \param Count    how many spans there are; those past Capacity are not
 *                  written
 *  \returns GPURT_OK, GPURT_INVALID, GPURT_NO_DEVICE or GPURT_CUDA_ERROR
 *  Callers: host, any thread, also while kernels run
 *  Blocks:  as gpurt_heap_stats
 *  Cost:    as gpurt_heap_stats */
gpurt_status gpurt_heap_map(struct gpurt_heap_span *Spans, size_t Capacity,
                            size_t *Count);

/** Writes the map to a file of text, one span a line; `gpurt-bench heap-map
 *  FILE` draws it.
 *
 *  \param File  is made, or emptied before
 *  \returns as gpurt_heap_map; GPURT_INVALID if the file cannot be written, and
 *           one line goes to stderr
 *  Callers: host, any thread, also while kernels run
 *  Blocks:  as gpurt_heap_stats, and for the file
 *  Cost:    as gpurt_heap_stats, and some 20 bytes of text for each span */
gpurt_status gpurt_heap_write_map(const char *File);

/** Gives device memory that the heap of the current device does not need back
 *  to the driver, as malloc_trim does to the system: what lies behind the last
 *  block, in the steps in which the heap grew (up to 1 GiB). The heap grows
 *  again when it is asked to. Panics are left to the next call that looks.
 *
 *  \param Keep  bytes that stay committed at least; 0: only what is in use
 *  \returns GPURT_OK, also if nothing could go; GPURT_NO_DEVICE;
 *           GPURT_CUDA_ERROR; GPURT_BUSY: each time that the device had come to
 *           rest another launch had been or was being made, and nothing was
 *           given back
 *  Callers: host, any thread. Launches by CUDA's runtime in other threads wait
 *           for the trim, or it for them; those by the driver API (cuLaunch...)
 *           are not seen, and none may be made during the call
 *  Blocks:  until the device is idle, as cudaDeviceSynchronize
 *  Cost:    reads 12 bytes for each 64 KiB committed; then some 10 small copies
 *           and a driver call for each step that goes */
gpurt_status gpurt_heap_trim(size_t Keep);

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
using panic_site = ::gpurt_panic_site;
using error_info = ::gpurt_error_info;
using heap_statistics = ::gpurt_heap_statistics;
using heap_span = ::gpurt_heap_span;

/// \returns the newest panic, or null. Points to this thread's copy, valid
///          until the thread's next call. See gpurt_last_panic.
const panic_info *last_panic() noexcept;

/// See gpurt_on_panic; a lambda that captures nothing will do.
inline void on_panic(void (*callback)(const panic_info *, void *),
                     void *data = nullptr) noexcept {
  gpurt_on_panic(callback, data);
}

/// See gpurt_on_error.
inline void on_error(void (*callback)(const error_info *, void *),
                     void *data = nullptr) noexcept {
  gpurt_on_error(callback, data);
}

/// See gpurt_clear_panic.
inline void clear_panic() noexcept { gpurt_clear_panic(); }

/// \returns the current device's heap; all zero if there is none yet.
///          See gpurt_heap_stats.
heap_statistics heap_stats() noexcept;

/// See gpurt_heap_trim.
inline gpurt_status heap_trim(size_t keep_bytes = 0) noexcept {
  return gpurt_heap_trim(keep_bytes);
}

} // namespace gpurt
#endif

#endif // GPURT_RUNTIME_H
