//===- gpurt/error.h - Errors that stop nothing ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   return gpurt::error(my_errc::bad_digit, "not a digit");
//   ... error.context("while reading a row") ...
//   gpurt::report(error);        // the host prints it; the thread goes on
//
// An error is a code, a text, the place where it was made, and up to four
// contexts that its way out added. It allocates nothing, is copied as bytes,
// and means the same on the device and on the host: one that comes to the host
// in the program's own memory is read by gpurt::describe. See docs/errors.md;
// functions that return one or a value: gpurt/result.h.
// Tests: test/run/error/
//===----------------------------------------------------------------------===//
#ifndef GPURT_ERROR_H
#define GPURT_ERROR_H

#include <gpurt/error_abi.h>
#include <gpurt/runtime.h>

#include <string>
#include <vector>

#ifdef __CUDA__
#define GPURT_HOST_DEVICE __host__ __device__
#else
#define GPURT_HOST_DEVICE
#endif

#if defined(__CUDA__) && defined(__clang__)
extern "C" {
/// In the device library: records the error for the host.
__attribute__((device, cold)) void
__gpurt_report(const gpurt::abi::ErrorData *Error, const char *Site);
}
#endif

namespace gpurt {

/// Codes for programs that need none of their own.
enum class errc : int {
  failed = 1,
  invalid_argument,
  out_of_range,
  out_of_memory,
  not_found,
  closed,
  busy,
  timed_out,
  cancelled,
};

/// A context of an error; text is null beyond the last.
struct error_context {
  const char *what;
  const char *file;
  unsigned line;
};

/// Callers: device, any lane; host. Blocks: no. Cost: stores, where it is made
class error {
  abi::ErrorData Data{};

public:
  static constexpr unsigned max_contexts = abi::ErrorContexts;

  /// \param code     an int or an enum
  /// \param message  a literal, or text that lives as long as the error
  template <typename Code>
  GPURT_HOST_DEVICE constexpr error(
      Code code, const char *message, const char *file = __builtin_FILE(),
      unsigned line = __builtin_LINE(),
      const char *function = __builtin_FUNCTION()) {
    Data.Code = static_cast<int>(code);
    Data.Line = line;
    Data.Message = message;
    Data.File = file;
    Data.Function = function;
#ifdef __CUDA_ARCH__
    Data.IsOfDevice = 1;
#endif
  }

  GPURT_HOST_DEVICE constexpr int code() const { return Data.Code; }
  template <typename Code>
  GPURT_HOST_DEVICE constexpr bool is(Code code) const {
    return Data.Code == static_cast<int>(code);
  }

  // The text, on the side that made the error.
  GPURT_HOST_DEVICE constexpr const char *message() const {
    return Data.Message;
  }
  GPURT_HOST_DEVICE constexpr const char *file() const { return Data.File; }
  GPURT_HOST_DEVICE constexpr unsigned line() const { return Data.Line; }
  GPURT_HOST_DEVICE constexpr const char *function() const {
    return Data.Function;
  }

  /// \returns the contexts that were added, of which max_contexts are kept.
  GPURT_HOST_DEVICE constexpr unsigned depth() const { return Data.Depth; }

  /// \returns context \p index, the innermost first.
  GPURT_HOST_DEVICE constexpr error_context at(unsigned index) const {
    if (index >= Data.Depth || index >= max_contexts)
      return {nullptr, nullptr, 0};
    const abi::ErrorContext &Each = Data.Contexts[index];
    return {Each.What, Each.File, Each.Line};
  }

  /// \returns the error with what was being done when it came.
  /// \param what  a literal, such as "while reading a row"
  GPURT_HOST_DEVICE constexpr error
  context(const char *what, const char *file = __builtin_FILE(),
          unsigned line = __builtin_LINE()) const {
    error With = *this;
    if (Data.Depth < max_contexts)
      With.Data.Contexts[Data.Depth] = {what, file, line, 0};
    ++With.Data.Depth;
    return With;
  }

  GPURT_HOST_DEVICE constexpr const abi::ErrorData &data() const {
    return Data;
  }
};

#if !defined(__CUDA__) || defined(__clang__)
/// Reports an error to the host and goes on. The first ones are kept whole, the
/// rest counted at their place (message and line); none is lost. The host
/// prints them with the next call that looks for panics, and tells
/// gpurt::on_error; it is no error of CUDA.
///
/// Callers: device, any lane, converged or not; host
/// Blocks:  no
/// Memory:  orders nothing
/// Cost:    an atomic; of the first 32 since the host looked also 4 KiB
///          written to pinned memory
#ifdef __CUDA__
[[gnu::always_inline, gnu::artificial]]
#endif
GPURT_HOST_DEVICE inline void report(const error &error) {
#ifdef __CUDA_ARCH__
  [[clang::nomerge]] __gpurt_report(&error.data(), nullptr);
#else
  gpurt_report_error(&error.data());
#endif
}
#endif

//===----------------------------------------------------------------------===//
// Host
//===----------------------------------------------------------------------===//

/// \returns \p error with its text on the host, wherever it was made: on the
///          current device if on a device, whose module is still loaded.
/// Callers: host, any thread
/// Blocks:  for small copies, and not for kernels unless the program has none
///          that uses the runtime
inline error_info describe(const error &error) {
  error_info info;
  gpurt_describe_error(&error.data(), &info);
  return info;
}

/// \returns an error as it is printed, without the last line end.
inline std::string to_text(const error_info &info) {
  std::string text(gpurt_error_text(&info, nullptr, 0), '\0');
  gpurt_error_text(&info, text.data(), text.size() + 1);
  return text;
}

/// \returns the errors that were reported lately, oldest first; see
///          gpurt_last_errors.
inline std::vector<error_info> last_errors() {
  std::vector<error_info> errors(gpurt_last_errors(nullptr, 0));
  errors.resize(gpurt_last_errors(errors.data(), errors.size()));
  return errors;
}

} // namespace gpurt

#endif // GPURT_ERROR_H
