//===- gpurt/panic.h - Ending a thread with a message, and checks ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   GPURT_CHECK(i < n, "row {} of {}", i, n);   // Check `i < n` failed: ...
//   GPURT_CHECK_EQ(a, b);                       // ... failed: 3 vs. 5.
//   gpurt::panic("no case for {}", kind);
//
//   try { k<<<...>>>(...); gpurt::synchronize(); }
//   catch (const gpurt::panic_error &error) { ... error.info().line ... }
//
// On the device each ends the calling thread as a failed assert does (see
// docs/panic.md): the host gets the message, the values, the inlined stack. The
// values are packed and shown by the host; a check that holds costs its
// comparison and nothing else, like an assert. NDEBUG does not remove checks.
// In host code the same calls throw gpurt::panic_error, or print the text and
// abort where exceptions are off.
// In a file that is no CUDA source there is the host's side alone.
// Tests: test/run/panic/, test/ir/headers/panic-*.cu
//===----------------------------------------------------------------------===//
#ifndef GPURT_PANIC_H
#define GPURT_PANIC_H

#include <gpurt/runtime.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

//===----------------------------------------------------------------------===//
// Host
//===----------------------------------------------------------------------===//

namespace gpurt {

/// \returns the report as it is printed, without the last line end.
inline std::string to_text(const panic_info &info) {
  std::string text(gpurt_panic_text(&info, nullptr, 0), '\0');
  gpurt_panic_text(&info, text.data(), text.size() + 1);
  return text;
}

/// \returns the report as one line of JSON; see gpurt_panic_json.
inline std::string to_json(const panic_info &info) {
  std::string text(gpurt_panic_json(&info, nullptr, 0), '\0');
  gpurt_panic_json(&info, text.data(), text.size() + 1);
  return text;
}

/// \returns where the threads of the newest panic's report panicked, most
///          threads first; see gpurt_panic_sites.
inline std::vector<panic_site> last_panic_sites() {
  std::vector<panic_site> sites(gpurt_panic_sites(nullptr, 0));
  sites.resize(gpurt_panic_sites(sites.data(), sites.size()));
  return sites;
}

/// A panic as an exception. what() is the report's text.
class panic_error : public std::runtime_error {
  std::shared_ptr<const panic_info> Info; // copies must not throw

public:
  explicit panic_error(const panic_info &info)
      : std::runtime_error(to_text(info)),
        Info(std::make_shared<panic_info>(info)) {}
  const panic_info &info() const noexcept { return *Info; }
};

namespace detail {
inline void throwUnlessOk(gpurt_status status, const panic_info &info) {
  if (status == GPURT_OK)
    return;
#if defined(__cpp_exceptions)
  if (status == GPURT_PANICKED)
    throw panic_error(info);
  throw std::runtime_error(std::string("gpurt::synchronize: ") + info.message);
#else
  gpurt_abort(&info);
#endif
}

/// What is known at compile time of a place that may panic.
struct panic_place {
  gpurt_panic_kind Kind;
  const char *Message; ///< a check's condition, or null
  const char *File;
  unsigned Line;
  const char *Function;
};

[[noreturn]] inline void panicOnHost(const panic_place &Place,
                                     const char *Format, const char *Types,
                                     const unsigned *Words,
                                     unsigned WordCount) {
  panic_info info;
  gpurt_host_panic(&info, Place.Kind, Place.Message, Format, Types, Words,
                   WordCount, Place.File, Place.Line, Place.Function);
#if defined(__cpp_exceptions)
  throw panic_error(info);
#else
  gpurt_abort(&info);
#endif
}

} // namespace detail

/// Waits for the current device.
///
/// Throws:  panic_error for a panic that no call was told of yet;
///          std::runtime_error with CUDA's text for another error
/// Callers: host, any thread
/// Blocks:  as cudaDeviceSynchronize
inline void synchronize() {
  panic_info info;
  gpurt_status status = gpurt_synchronize(&info);
  detail::throwUnlessOk(status, info);
}

/// The same for one stream: throws for panics of kernels launched into it.
inline void synchronize(CUstream_st *stream) {
  panic_info info;
  gpurt_status status = gpurt_synchronize_stream(stream, &info);
  detail::throwUnlessOk(status, info);
}

} // namespace gpurt

//===----------------------------------------------------------------------===//
// Device and host
//===----------------------------------------------------------------------===//

#if defined(__CUDA__) && defined(__clang__)

#include <gpurt/packed_args.h>

extern "C" {
/// In the device library: records the panic and ends the thread.
__attribute__((device, noreturn, cold)) void
__gpurt_panic(unsigned Kind, const char *Message, const char *Format,
              const char *Types, const unsigned *Words, unsigned WordCount,
              const char *File, unsigned Line, const char *Function,
              const char *Site);
}

namespace gpurt {
namespace detail {

/// Inlined and artificial, so that the site's inlined stack is the caller's.
template <typename... Ts>
[[noreturn, gnu::always_inline,
  gnu::artificial]] __host__ __device__ inline void
panicAt(const panic_place &Place, const char *Format, const Ts &...Values) {
  auto Packed = pack(Values...);
#ifdef __CUDA_ARCH__
  [[clang::nomerge]] __gpurt_panic(
      Place.Kind, Place.Message, Format, Packed.types(), Packed.words,
      Packed.word_count, Place.File, Place.Line, Place.Function, nullptr);
#else
  panicOnHost(Place, Format, Packed.types(), Packed.words, Packed.word_count);
#endif
}

template <typename... Ts>
[[noreturn, gnu::always_inline,
  gnu::artificial]] __host__ __device__ inline void
checkFailed(const panic_place &Place, format_string<Ts...> Format,
            const Ts &...Values) {
  panicAt(Place, Format.get(), Values...);
}
[[noreturn, gnu::always_inline,
  gnu::artificial]] __host__ __device__ inline void
checkFailed(const panic_place &Place) {
  panicAt(Place, nullptr);
}

/// \returns \p Value as something that can be shown: a floating point type of
/// a library as float, and what cannot be shown as a word that says so.
template <typename T> __host__ __device__ inline auto shown(const T &Value) {
  if constexpr ((__is_arithmetic(T) && sizeof(T) <= 8) || __is_enum(T) ||
                __is_pointer(T) || __is_same(T, decltype(nullptr)))
    return Value;
  else if constexpr (__is_convertible(T, float))
    return static_cast<float>(Value);
  else
    return static_cast<const char *>("(no number)");
}

/// A format string with the place where it stands.
template <typename... Ts> struct panic_format {
  format_string<Ts...> Format;
  const char *File;
  unsigned Line;
  const char *Function;
#define GPURT_REFUSE(NAME, TEXT)                                               \
  __attribute__((diagnose_if(checkFor<Ts...>(Text) == format_error::NAME,      \
                             "wrong format string: " TEXT, "error")))
  __host__ __device__ constexpr panic_format(
      const char *Text, const char *File = __builtin_FILE(),
      unsigned Line = __builtin_LINE(),
      const char *Function = __builtin_FUNCTION())
      GPURT_FORMAT_ERRORS(GPURT_REFUSE)
      : Format(Text), File(File), Line(Line), Function(Function) {}
#undef GPURT_REFUSE
};

} // namespace detail

/// Ends the calling thread with a message.
///
/// \param format  as for {fmt}: "no case for {}"; checked by the compiler
/// \param values  integers, enums, bool, char, float, double, pointers, text;
///                384 bytes in all, see packed_args.h
/// Callers: device, any lane, converged or not; host
/// Blocks:  no. Throws on the host: panic_error
/// Memory:  what the thread wrote before stays
/// Cost:    nothing where it is not reached
template <typename... Ts>
[[noreturn, gnu::always_inline,
  gnu::artificial]] __host__ __device__ inline void
panic(detail::panic_format<typename detail::same<Ts>::type...> format,
      const Ts &...values) {
  detail::panicAt(
      {GPURT_PANIC_USER, nullptr, format.File, format.Line, format.Function},
      format.Format.get(), values...);
}

} // namespace gpurt

#define GPURT_DETAIL_PLACE(KIND, TEXT)                                         \
  ::gpurt::detail::panic_place {                                               \
    KIND, TEXT, __FILE__, __LINE__, __PRETTY_FUNCTION__                        \
  }

/// GPURT_CHECK(condition) and GPURT_CHECK(condition, format, values...): panics
/// if the condition does not hold. The values are evaluated only then.
#define GPURT_CHECK(CONDITION, ...)                                            \
  (__builtin_expect(static_cast<bool>(CONDITION), true)                        \
       ? void()                                                                \
       : ::gpurt::detail::checkFailed(GPURT_DETAIL_PLACE(                      \
             GPURT_PANIC_CHECK, #CONDITION) __VA_OPT__(, ) __VA_ARGS__))

/// GPURT_CHECK_EQ(a, b) and so on: panics if a == b does not hold, and shows
/// both. Each is evaluated once, and copied.
#define GPURT_DETAIL_CHECK_OP(A, OP, B)                                        \
  do {                                                                         \
    const auto gpurt_left = (A);                                               \
    const auto gpurt_right = (B);                                              \
    if (__builtin_expect(!(gpurt_left OP gpurt_right), false))                 \
      ::gpurt::detail::panicAt(                                                \
          GPURT_DETAIL_PLACE(GPURT_PANIC_CHECK, #A " " #OP " " #B),            \
          "{} vs. {}", ::gpurt::detail::shown(gpurt_left),                     \
          ::gpurt::detail::shown(gpurt_right));                                \
  } while (false)
#define GPURT_CHECK_EQ(A, B) GPURT_DETAIL_CHECK_OP(A, ==, B)
#define GPURT_CHECK_NE(A, B) GPURT_DETAIL_CHECK_OP(A, !=, B)
#define GPURT_CHECK_LT(A, B) GPURT_DETAIL_CHECK_OP(A, <, B)
#define GPURT_CHECK_LE(A, B) GPURT_DETAIL_CHECK_OP(A, <=, B)
#define GPURT_CHECK_GT(A, B) GPURT_DETAIL_CHECK_OP(A, >, B)
#define GPURT_CHECK_GE(A, B) GPURT_DETAIL_CHECK_OP(A, >=, B)

/// Panics: control never comes here.
#define GPURT_UNREACHABLE()                                                    \
  ::gpurt::detail::checkFailed(                                                \
      GPURT_DETAIL_PLACE(GPURT_PANIC_UNREACHABLE, nullptr))

#endif // CUDA with Clang

#endif // GPURT_PANIC_H
