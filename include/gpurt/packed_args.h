//===- gpurt/packed_args.h - A format string and its values ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the arguments of a log entry or a panic's message become on the device:
// 32-bit words, whose number and kinds the compiler knows. Nothing is
// formatted there; lib/log/PackedText.h does that on the host, with {fmt}.
//
//   pack(7, 2.5, "ab")   Types "idt1"   Words {7, 0, 0x40040000, 0x6261}
//
// Integers, enums, bool, char, float, double, pointers and text. Text is
// copied, so that it may end before the host reads it: an array of characters
// (a literal) up to 256 bytes, what a `const char *` points to up to 63. What
// is longer is cut and shown with "..." behind it.
//
// A wrong format string is an error of the compiler, in C++17 too.
// Tests: test/run/log/packs-*.cu, test/ir/headers/packed-args-*.cu
//===----------------------------------------------------------------------===//
#ifndef GPURT_PACKED_ARGS_H
#define GPURT_PACKED_ARGS_H

#if !defined(__CUDA__) || !defined(__clang__)
#error "this header is for CUDA programs compiled by Clang with -fgpu-rt"
#endif

#include <gpurt/format_check.h>

#include <stdint.h>

namespace gpurt {
namespace detail {

/// Bytes that are copied of a text whose length the compiler does not know,
/// and at most of one that it knows.
inline constexpr unsigned PointedTextBytes = 64;
inline constexpr unsigned ArrayTextBytes = 4 * value_kind::MaxTextWords;

template <typename T> struct array_length {
  static constexpr unsigned long long Value = 0;
};
template <typename T, unsigned long N> struct array_length<T[N]> {
  static constexpr unsigned long long Value = N;
};

template <typename T>
inline constexpr bool is_char_array =
    __is_array(T) && __is_same(__remove_cv(__remove_extent(T)), char);

template <typename T> constexpr bool isCharPointer() {
  if constexpr (__is_pointer(T))
    return __is_same(__remove_cv(__remove_pointer(T)), char);
  else
    return false;
}

/// How a T, without reference and const, is packed.
template <typename T> struct packing {
  static constexpr char kind() {
    if constexpr (__is_enum(T))
      return packing<__underlying_type(T)>::kind();
    else if constexpr (__is_same(T, bool))
      return value_kind::Bool;
    else if constexpr (__is_same(T, char))
      return value_kind::Char;
    else if constexpr (__is_integral(T) && sizeof(T) <= 4)
      return T(-1) < T(1) || sizeof(T) < 4 ? value_kind::Int32
                                           : value_kind::Uint32;
    else if constexpr (__is_integral(T) && sizeof(T) == 8)
      return T(-1) < T(1) ? value_kind::Int64 : value_kind::Uint64;
    else if constexpr (__is_same(T, float))
      return value_kind::Float;
    else if constexpr (__is_same(T, double))
      return value_kind::Double;
    else if constexpr (is_char_array<T>)
      return array_length<T>::Value <= ArrayTextBytes ? value_kind::FullText
                                                      : value_kind::Text;
    else if constexpr (isCharPointer<T>())
      return value_kind::Text;
    else if constexpr (__is_pointer(T) || __is_array(T) ||
                       __is_same(T, decltype(nullptr)))
      return value_kind::Pointer;
    else
      return 0;
  }

  static constexpr char Kind = kind();
  static_assert(Kind != 0,
                "a value of this type cannot be packed: pass integers, enums, "
                "bool, char, float, double, pointers or text");

  static constexpr unsigned words() {
    if constexpr (is_char_array<T>)
      return (array_length<T>::Value < ArrayTextBytes
                  ? unsigned(array_length<T>::Value) + 3
                  : ArrayTextBytes) /
             4;
    else if constexpr (Kind == value_kind::Text)
      return PointedTextBytes / 4;
    else if constexpr (Kind == value_kind::Int64 ||
                       Kind == value_kind::Uint64 ||
                       Kind == value_kind::Double ||
                       Kind == value_kind::Pointer)
      return 2;
    else
      return 1;
  }

  static constexpr unsigned Words = words();
};

/// The kinds of Ts as text, and how many words they take.
template <typename... Ts> struct packing_list {
  static constexpr unsigned Words = (0 + ... + packing<Ts>::Words);

  struct text {
    char Chars[2 * sizeof...(Ts) + 1];
  };
  static constexpr text make() {
    text Result = {};
    unsigned At = 0;
    auto Add = [&](char Kind, unsigned Size) {
      Result.Chars[At++] = Kind;
      if (Kind == value_kind::Text || Kind == value_kind::FullText)
        Result.Chars[At++] = char(value_kind::TextSizeBase + Size);
    };
    (Add(packing<Ts>::Kind, packing<Ts>::Words), ...);
    (void)Add;
    return Result;
  }
  static constexpr text Types = make();
};

/// \returns what is wrong with \p Format for values of Ts.
template <typename... Ts> constexpr format_error checkFor(const char *Format) {
  return check_format(Format, packing_list<__remove_cvref(Ts)...>::Types.Chars);
}

template <typename T>
__host__ __device__ inline void packWide(uint32_t *&To, const T &Value) {
  auto Bits = __builtin_bit_cast(uint64_t, Value);
  *To++ = uint32_t(Bits);
  *To++ = uint32_t(Bits >> 32);
}

/// Copies the text that a `const char *` points to.
__host__ __device__ inline void packPointedText(uint32_t *&To,
                                                const char *From) {
  // One fixed size, so that all that is packed stays in registers.
  bool Ended = !From;
  for (unsigned I = 0; I < PointedTextBytes / 4; ++I) {
    uint32_t Word = 0;
    for (unsigned Byte = 0; Byte < 4; ++Byte) {
      if (!Ended) {
        auto C = static_cast<unsigned char>(From[4 * I + Byte]);
        Ended = !C;
        Word |= uint32_t(C) << (8 * Byte);
      }
    }
    *To++ = Word;
  }
}

template <typename T, unsigned long N>
__host__ __device__ inline void packArrayText(uint32_t *&To, T (&From)[N]) {
  constexpr unsigned Words = packing<__remove_cv(T)[N]>::Words;
  for (unsigned I = 0; I < Words; ++I) {
    uint32_t Word = 0;
    for (unsigned Byte = 0; Byte < 4; ++Byte)
      if (4 * I + Byte < N)
        Word |= uint32_t(static_cast<unsigned char>(From[4 * I + Byte]))
                << (8 * Byte);
    *To++ = Word;
  }
}

template <typename T>
__host__ __device__ inline void packOne(uint32_t *&To, const T &Value) {
  constexpr char Kind = packing<__remove_cvref(T)>::Kind;
  if constexpr (is_char_array<T>)
    packArrayText(To, Value);
  else if constexpr (Kind == value_kind::Text)
    packPointedText(To, const_cast<const char *>(Value));
  else if constexpr (Kind == value_kind::Pointer)
    packWide(To, reinterpret_cast<uint64_t>((const volatile void *)Value));
  else if constexpr (Kind == value_kind::Int64 || Kind == value_kind::Uint64)
    packWide(To, uint64_t(Value));
  else if constexpr (Kind == value_kind::Double)
    packWide(To, Value);
  else if constexpr (Kind == value_kind::Float)
    *To++ = __builtin_bit_cast(uint32_t, Value);
  else if constexpr (Kind == value_kind::Int32)
    *To++ = uint32_t(int32_t(Value));
  else
    *To++ = uint32_t(Value);
}

} // namespace detail

/// The values of one call. Words is never empty, so that it has an address.
template <typename... Ts> struct packed_args {
  static constexpr unsigned word_count = detail::packing_list<Ts...>::Words;

  /// \returns the values' kinds, ended by a NUL: in constant memory.
  __host__ __device__ static const char *types() {
    return detail::packing_list<Ts...>::Types.Chars;
  }

  uint32_t words[word_count ? word_count : 1];
};

/// Packs \p Values.
/// Callers: device, any lane; host. Blocks: no. Memory: reads the text that
/// values point to. Cost: some instructions a word; text of unknown length a
/// load a byte
template <typename... Ts>
__host__ __device__ inline packed_args<__remove_cvref(Ts)...>
pack(const Ts &...Values) {
  packed_args<__remove_cvref(Ts)...> Packed;
  uint32_t *To = Packed.words;
  (detail::packOne(To, Values), ...);
  (void)To;
  return Packed;
}

/// A format string for values of Ts, for parameters of functions. A wrong one
/// is an error of the compiler where it knows the text; else the host says so
/// where it would show the text.
template <typename... Ts> class basic_format_string {
  const char *Text;

public:
#define GPURT_REFUSE(NAME, TEXT)                                               \
  __attribute__((                                                              \
      diagnose_if(detail::checkFor<Ts...>(Format) == format_error::NAME,       \
                  "wrong format string: " TEXT, "error")))
  __host__ __device__ constexpr basic_format_string(const char *Format)
      GPURT_FORMAT_ERRORS(GPURT_REFUSE)
      : Text(Format) {}
#undef GPURT_REFUSE

  __host__ __device__ constexpr const char *get() const { return Text; }
};

namespace detail {
template <typename T> struct same {
  using type = T;
};
} // namespace detail

/// The same, taking no part in deducing Ts.
template <typename... Ts>
using format_string = basic_format_string<typename detail::same<Ts>::type...>;

} // namespace gpurt

#endif // GPURT_PACKED_ARGS_H
