//===- gpurt/result.h - A value or an error -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   __device__ gpurt::result<int> digit(char c) {
//     if (c < '0' || c > '9')
//       return gpurt::error(errc::bad_digit, "not a digit");
//     return c - '0';
//   }
//   __device__ gpurt::result<int> number(const char *text) {
//     int sum = 0;
//     for (; *text; ++text)
//       sum = 10 * sum + GPURT_TRY_WHILE(digit(*text), "while reading a
//       number");
//     return sum;
//   }
//
// As std::expected<T, gpurt::error> of C++23, in C++17, on both sides. A result
// of a T that is copied as bytes is copied as bytes itself, so that it may lie
// in memory that host and device share.
// Tests: test/run/error/result-*.cu
//===----------------------------------------------------------------------===//
#ifndef GPURT_RESULT_H
#define GPURT_RESULT_H

#include <gpurt/error.h>
#include <gpurt/panic.h>

#include <memory>
#include <type_traits>
#include <utility>

namespace gpurt {

template <typename T> class result;

namespace detail {

template <typename T> struct is_result : std::false_type {};
template <typename T> struct is_result<result<T>> : std::true_type {};

/// Which member of a result's union lives.
enum class holds : unsigned char { value, error };

/// The two members. Trivial where T is.
template <typename T, bool = std::is_trivially_copyable_v<T>>
struct result_storage {
  union {
    T Value;
    error Failure;
  };
  holds What;

  template <typename... Args>
  GPURT_HOST_DEVICE constexpr explicit result_storage(std::in_place_t,
                                                      Args &&...args)
      : Value(std::forward<Args>(args)...), What(holds::value) {}
  GPURT_HOST_DEVICE constexpr explicit result_storage(const error &Failure)
      : Failure(Failure), What(holds::error) {}
};

template <typename T> struct result_storage<T, false> {
  union {
    T Value;
    error Failure;
  };
  holds What;

  template <typename... Args>
  GPURT_HOST_DEVICE explicit result_storage(std::in_place_t, Args &&...args)
      : Value(std::forward<Args>(args)...), What(holds::value) {}
  GPURT_HOST_DEVICE explicit result_storage(const error &Failure)
      : Failure(Failure), What(holds::error) {}
  GPURT_HOST_DEVICE result_storage(const result_storage &Other) { copy(Other); }
  GPURT_HOST_DEVICE result_storage(result_storage &&Other) {
    copy(std::move(Other));
  }
  GPURT_HOST_DEVICE result_storage &operator=(const result_storage &Other) {
    if (this != &Other) {
      destroy();
      copy(Other);
    }
    return *this;
  }
  GPURT_HOST_DEVICE result_storage &operator=(result_storage &&Other) {
    if (this != &Other) {
      destroy();
      copy(std::move(Other));
    }
    return *this;
  }
  GPURT_HOST_DEVICE ~result_storage() { destroy(); }

private:
  template <typename Storage> GPURT_HOST_DEVICE void copy(Storage &&Other) {
    What = Other.What;
    if (What == holds::value)
      ::new (static_cast<void *>(&Value)) T(std::forward<Storage>(Other).Value);
    else
      ::new (static_cast<void *>(&Failure)) error(Other.Failure);
  }
  GPURT_HOST_DEVICE void destroy() {
    if (What == holds::value)
      Value.~T();
  }
};

/// The value of result<void>.
struct nothing {};

/// Ends the thread (host: throws) that asked a result for what it has not.
#ifdef __CUDA__
[[gnu::always_inline, gnu::artificial]]
#endif
[[noreturn]] GPURT_HOST_DEVICE inline void
wrongAccess(const error *Failure, const char *File, unsigned Line,
            const char *Function) {
#if defined(__CUDA__) && defined(__clang__)
  if (Failure)
    panicAt({GPURT_PANIC_USER, nullptr, File, Line, Function},
            "value() of a result that is the error {}: {}, made at {}:{}",
            Failure->code(), Failure->message(), Failure->file(),
            Failure->line());
  panicAt({GPURT_PANIC_USER, nullptr, File, Line, Function},
          "error() of a result that is a value");
#else
  panicOnHost({GPURT_PANIC_USER, nullptr, File, Line, Function},
              Failure ? "value() of a result that is an error"
                      : "error() of a result that is a value",
              "", nullptr, 0);
#endif
}

} // namespace detail

/// Callers: device, any lane; host. Blocks: no. Cost: that of T or error, and a
/// byte that says which
template <typename T> class [[nodiscard]] result {
  static_assert(std::is_void_v<T> || std::is_object_v<T>,
                "a result holds a value; use a pointer for a reference");
  static_assert(!std::is_same_v<std::remove_cv_t<T>, gpurt::error>,
                "a result of errors could not be told from an error");

  using stored = std::conditional_t<std::is_void_v<T>, detail::nothing, T>;
  detail::result_storage<stored> S;

  template <typename U>
  static constexpr bool takes =
      !std::is_void_v<T> && std::is_convertible_v<U &&, stored> &&
      !std::is_same_v<std::decay_t<U>, result> &&
      !std::is_same_v<std::decay_t<U>, gpurt::error>;

  // f(value), or f() for void.
  template <typename Self, typename F>
  GPURT_HOST_DEVICE static constexpr decltype(auto) call(Self &&self, F &&f) {
    if constexpr (std::is_void_v<T>)
      return std::forward<F>(f)();
    else
      return std::forward<F>(f)(std::forward<Self>(self).S.Value);
  }
  template <typename Self, typename F>
  using called =
      std::decay_t<decltype(call(std::declval<Self>(), std::declval<F>()))>;

public:
  using value_type = T;
  using error_type = gpurt::error;

  /// A value; for void, success.
  template <typename U = stored,
            typename = std::enable_if_t<std::is_default_constructible_v<U>>>
  GPURT_HOST_DEVICE constexpr result() : S(std::in_place) {}

  /// The value \p value.
  template <typename U = stored, typename = std::enable_if_t<takes<U>>>
  GPURT_HOST_DEVICE constexpr result(U &&value)
      : S(std::in_place, std::forward<U>(value)) {}

  GPURT_HOST_DEVICE constexpr result(const gpurt::error &failure)
      : S(failure) {}

  GPURT_HOST_DEVICE constexpr bool has_value() const {
    return S.What == detail::holds::value;
  }
  GPURT_HOST_DEVICE constexpr explicit operator bool() const {
    return has_value();
  }

  /// \returns the value. Panics if there is none.
  template <typename U = stored>
  GPURT_HOST_DEVICE constexpr std::enable_if_t<!std::is_void_v<T>, U> &
  value(const char *file = __builtin_FILE(), unsigned line = __builtin_LINE(),
        const char *function = __builtin_FUNCTION()) & {
    if (__builtin_expect(!has_value(), false))
      detail::wrongAccess(&S.Failure, file, line, function);
    return S.Value;
  }
  template <typename U = stored>
  GPURT_HOST_DEVICE constexpr const std::enable_if_t<!std::is_void_v<T>, U> &
  value(const char *file = __builtin_FILE(), unsigned line = __builtin_LINE(),
        const char *function = __builtin_FUNCTION()) const & {
    if (__builtin_expect(!has_value(), false))
      detail::wrongAccess(&S.Failure, file, line, function);
    return S.Value;
  }
  template <typename U = stored>
  GPURT_HOST_DEVICE constexpr std::enable_if_t<!std::is_void_v<T>, U> &&
  value(const char *file = __builtin_FILE(), unsigned line = __builtin_LINE(),
        const char *function = __builtin_FUNCTION()) && {
    if (__builtin_expect(!has_value(), false))
      detail::wrongAccess(&S.Failure, file, line, function);
    return std::move(S.Value);
  }

  /// The value, which must be there: not checked.
  GPURT_HOST_DEVICE constexpr stored &operator*() & { return S.Value; }
  GPURT_HOST_DEVICE constexpr const stored &operator*() const & {
    return S.Value;
  }
  GPURT_HOST_DEVICE constexpr stored &&operator*() && {
    return std::move(S.Value);
  }
  GPURT_HOST_DEVICE constexpr stored *operator->() { return &S.Value; }
  GPURT_HOST_DEVICE constexpr const stored *operator->() const {
    return &S.Value;
  }

  /// \returns the error. Panics if there is none.
  GPURT_HOST_DEVICE constexpr const gpurt::error &
  error(const char *file = __builtin_FILE(), unsigned line = __builtin_LINE(),
        const char *function = __builtin_FUNCTION()) const {
    if (__builtin_expect(has_value(), false))
      detail::wrongAccess(nullptr, file, line, function);
    return S.Failure;
  }

  template <typename U>
  GPURT_HOST_DEVICE constexpr stored value_or(U &&other) const & {
    return has_value() ? S.Value : static_cast<stored>(std::forward<U>(other));
  }

  /// \returns what \p f, which returns a result, makes of the value; or the
  ///          error.
  template <typename F>
  GPURT_HOST_DEVICE constexpr auto and_then(F &&f) const & {
    using next = called<const result &, F>;
    static_assert(detail::is_result<next>(), "and_then takes a function that "
                                             "returns a result; see map");
    return has_value() ? call(*this, std::forward<F>(f)) : next(S.Failure);
  }
  template <typename F> GPURT_HOST_DEVICE constexpr auto and_then(F &&f) && {
    using next = called<result, F>;
    static_assert(detail::is_result<next>(), "and_then takes a function that "
                                             "returns a result; see map");
    return has_value() ? call(std::move(*this), std::forward<F>(f))
                       : next(S.Failure);
  }

  /// \returns what \p f, which returns a result<T>, makes of the error; or the
  ///          value.
  template <typename F>
  GPURT_HOST_DEVICE constexpr result or_else(F &&f) const & {
    return has_value() ? *this : result(std::forward<F>(f)(S.Failure));
  }
  template <typename F> GPURT_HOST_DEVICE constexpr result or_else(F &&f) && {
    return has_value() ? std::move(*this)
                       : result(std::forward<F>(f)(S.Failure));
  }

  /// \returns a result of what \p f makes of the value; or the error.
  template <typename F> GPURT_HOST_DEVICE constexpr auto map(F &&f) const & {
    return mapped(*this, std::forward<F>(f));
  }
  template <typename F> GPURT_HOST_DEVICE constexpr auto map(F &&f) && {
    return mapped(std::move(*this), std::forward<F>(f));
  }

  /// \returns the value, or what \p f makes of the error.
  template <typename F>
  GPURT_HOST_DEVICE constexpr result map_error(F &&f) const & {
    return has_value() ? *this : result(gpurt::error(f(S.Failure)));
  }

  /// \returns the value, or the error with what was being done when it came.
  GPURT_HOST_DEVICE constexpr result
  context(const char *what, const char *file = __builtin_FILE(),
          unsigned line = __builtin_LINE()) && {
    return has_value() ? std::move(*this)
                       : result(S.Failure.context(what, file, line));
  }
  GPURT_HOST_DEVICE constexpr result
  context(const char *what, const char *file = __builtin_FILE(),
          unsigned line = __builtin_LINE()) const & {
    return has_value() ? *this : result(S.Failure.context(what, file, line));
  }

  /// For GPURT_TRY: the value, moved out; nothing for void.
  GPURT_HOST_DEVICE constexpr T take() {
    if constexpr (!std::is_void_v<T>)
      return std::move(S.Value);
  }

private:
  template <typename Self, typename F>
  GPURT_HOST_DEVICE static constexpr auto mapped(Self &&self, F &&f) {
    using value = called<Self, F>;
    if (!self.has_value())
      return result<value>(self.S.Failure);
    if constexpr (std::is_void_v<value>) {
      call(std::forward<Self>(self), std::forward<F>(f));
      return result<void>();
    } else {
      return result<value>(call(std::forward<Self>(self), std::forward<F>(f)));
    }
  }
};

} // namespace gpurt

/// The value of a result, or return from the function with its error.
#define GPURT_TRY(...)                                                         \
  __extension__({                                                              \
    auto gpurt_result = (__VA_ARGS__);                                         \
    if (__builtin_expect(!gpurt_result.has_value(), false))                    \
      return gpurt_result.error();                                             \
    gpurt_result.take();                                                       \
  })

/// The same; the error gets the context WHAT.
#define GPURT_TRY_WHILE(EXPRESSION, WHAT)                                      \
  __extension__({                                                              \
    auto gpurt_result = (EXPRESSION);                                          \
    if (__builtin_expect(!gpurt_result.has_value(), false))                    \
      return gpurt_result.error().context(WHAT);                               \
    gpurt_result.take();                                                       \
  })

#endif // GPURT_RESULT_H
