//===- gpurt/log.h - Logging from kernels ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   GPURT_LOG(info, "block {} has {:.3f}", blockIdx.x, Value);
//
// in device code. The values go as they are into rings in memory that the host
// reads; the host makes text of them, with {fmt}. What a thread logged before
// a panic, and with GPURT_LOG_FILE also before an illegal address or the death
// of the process, is there afterwards. Code that does not log, and a level that
// is cut off by GPURT_LOG_LEVEL, cost nothing. The host's part is below.
// Guide: docs/log.md. Tests: test/run/log/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LOG_H
#define GPURT_LOG_H

#include <stddef.h>
#include <stdint.h>

//===----------------------------------------------------------------------===//
// Host
//===----------------------------------------------------------------------===//

#ifdef __cplusplus
extern "C" {
#endif

/** One entry, as the host has it. The pointers are valid during the call that
 *  gets it. */
typedef struct gpurt_log_entry {
  int device;
  int level;        /**< 1 error, 2 warn, 3 info, 4 debug, 5 trace */
  const char *text; /**< formatted; no newline is added */
  const char *file;
  const char *function;
  uint32_t line;
  uint32_t block[3];
  uint32_t thread[3];
  uint32_t lane;
  uint32_t sm;
  uint32_t ring;     /**< entries of a ring are numbered by sequence */
  uint32_t sequence; /**< modulo 2^32; a gap is loss */
  uint64_t grid;     /**< %gridid of the launch */
  uint64_t time_ns;  /**< %globaltimer */
} gpurt_log_entry;

/** Sums over all devices since the start. received + lost is what was logged,
 *  once the kernels that log have ended and gpurt_log_flush returned. */
typedef struct gpurt_log_statistics {
  uint64_t received; /**< entries that came to the host */
  uint64_t lost;     /**< entries that were dropped or overwritten */
  uint64_t torn;     /**< of lost: of threads that died while they wrote */
} gpurt_log_statistics;

/** Gets entries in the order of time. One call at a time; it may not call CUDA
 *  nor this header's functions. */
typedef void (*gpurt_log_callback)(const gpurt_log_entry *Entry, void *User);

/** Has \p Callback called with each entry, beside the other sinks; null ends
 *  it.
 *  Callers: host, any thread */
void gpurt_log_set_callback(gpurt_log_callback Callback, void *User);

/** Entries above \p Level (0 to 5) are not wanted any more; kernels that run
 *  may see it or not.
 *  Callers: host, any thread. Cost: a copy for each module that logs */
void gpurt_log_set_level(int Level);

/** Brings what was logged up to now to the sinks. Done by every call that
 *  waits for a kernel, too.
 *  Callers: host, any thread. Blocks: for the sinks, never for a kernel */
void gpurt_log_flush(void);

/** Callers: host, any thread; exact after gpurt_log_flush. */
void gpurt_log_stats(struct gpurt_log_statistics *Stats);

#ifdef __cplusplus
} // extern "C"

namespace gpurt {

using log_entry = ::gpurt_log_entry;
using log_statistics = ::gpurt_log_statistics;

/// As the first argument of GPURT_LOG, without the scope; off is no level of
/// an entry.
namespace log_level {
inline constexpr unsigned off = 0, error = 1, warn = 2, info = 3, debug = 4,
                          trace = 5;
} // namespace log_level

/// See gpurt_log_flush.
inline void log_flush() noexcept { gpurt_log_flush(); }

/// See gpurt_log_stats.
inline log_statistics log_stats() noexcept {
  log_statistics Stats;
  gpurt_log_stats(&Stats);
  return Stats;
}

} // namespace gpurt
#endif

//===----------------------------------------------------------------------===//
// Device
//===----------------------------------------------------------------------===//

#if defined(__CUDA__) && defined(__clang__)

#include <gpurt/packed_args.h>

/// The level up to which entries are compiled.
#ifndef GPURT_LOG_LEVEL
#define GPURT_LOG_LEVEL trace
#endif

#ifndef __CUDA_ARCH__
extern "C" __attribute__((weak)) void __gpurt_program_logs(void);
namespace gpurt::detail {
/// Tells libgpurt, if it is there, to look for what logs in device images.
inline const bool program_logs =
    __gpurt_program_logs ? (__gpurt_program_logs(), true) : false;
} // namespace gpurt::detail
#endif

extern "C" {
__device__ unsigned __gpurt_log_level();
__device__ unsigned __gpurt_log_text(void *Site, const char *Format,
                                     const char *Types);
__device__ void __gpurt_log_short(unsigned Text, unsigned Words, unsigned W0,
                                  unsigned W1, unsigned W2, unsigned W3);
__device__ void __gpurt_log(unsigned Text, unsigned Words,
                            const unsigned *Values);
}

namespace gpurt::detail {

/// A place that logs. Known to devicelib/log/Log.cpp as Place.
struct log_site {
  const char *File;
  const char *Function;
  unsigned Line;
  unsigned Level;
  unsigned Text; ///< 0 until the host has the place's text
};
static_assert(sizeof(log_site) == 32);

template <typename... Ts>
__device__ inline void log(log_site &Site, format_string<Ts...> Format,
                           const Ts &...Values) {
  using packed = packed_args<__remove_cvref(Ts)...>;
  static_assert(packed::word_count <= 256,
                "the values of one entry may have 1024 bytes");
  unsigned Text = __atomic_load_n(&Site.Text, __ATOMIC_RELAXED);
  // Busy and unwritten alike; what stands for a text is small.
  if (__builtin_expect(Text - 1 >= 0xfffffffe, false))
    Text = __gpurt_log_text(&Site, Format.get(), packed::types());
  packed Packed = pack(Values...);
  if constexpr (packed::word_count <= 4) {
    auto Word = [&](unsigned I) {
      return I < packed::word_count ? Packed.words[I] : 0;
    };
    __gpurt_log_short(Text, packed::word_count, Word(0), Word(1), Word(2),
                      Word(3));
  } else {
    __gpurt_log(Text, packed::word_count, Packed.words);
  }
}

} // namespace gpurt::detail

#if defined(__CUDA_ARCH__)
/// Logs an entry: a level (error, warn, info, debug, trace), a format string
/// as for {fmt} (gpurt/format_check.h), and its values (gpurt/packed_args.h).
///
/// Callers: device, any lane, converged or not; in host code it does nothing
/// Blocks:  with policy block (the default) while the ring of the SM is full;
///          ends with the grid's panic
/// Order:   a thread's entries arrive in the order logged; others are sorted by
///          time
/// Memory:  orders nothing
/// Cost:    lanes that log together at one place share one atomic on L2 and one
///          header; each lane's values are stored once, 16 bytes a store
#define GPURT_LOG(LEVEL, ...)                                                  \
  do {                                                                         \
    if constexpr (::gpurt::log_level::LEVEL <=                                 \
                  ::gpurt::log_level::GPURT_LOG_LEVEL) {                       \
      static ::gpurt::detail::log_site GpurtSite = {                           \
          __FILE__, __PRETTY_FUNCTION__, __LINE__, ::gpurt::log_level::LEVEL,  \
          0};                                                                  \
      if (::gpurt::log_level::LEVEL <= __gpurt_log_level())                    \
        ::gpurt::detail::log(GpurtSite, __VA_ARGS__);                          \
    }                                                                          \
  } while (0)
#else
#define GPURT_LOG(LEVEL, ...)                                                  \
  do {                                                                         \
  } while (0)
#endif

#endif // CUDA with Clang

#endif // GPURT_LOG_H
