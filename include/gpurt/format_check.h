//===- gpurt/format_check.h - Is a format string right for its values? ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function, constexpr, so that the compiler runs it on the format strings
// of a program and the host on those that it reads from a log file. It takes
// what {fmt} 9 takes, and so almost all of std::format, but for two things:
// names of arguments, and a width or precision that is itself an argument.
// Numbers in a format end at 9999, so that no text read from a damaged file
// can ask for gigabytes of blanks.
// Test: test/unit/log/FormatCheckTest.cpp compares it with {fmt}.
//===----------------------------------------------------------------------===//
#ifndef GPURT_FORMAT_CHECK_H
#define GPURT_FORMAT_CHECK_H

namespace gpurt {

/// How a value is passed; one letter each, so that a list of them is text.
/// The two kinds of text are followed by one more character: TextSizeBase +
/// the words that the text takes.
namespace value_kind {
inline constexpr char Int32 = 'i', Uint32 = 'u', Int64 = 'I', Uint64 = 'U';
inline constexpr char Bool = 'b', Char = 'c', Float = 'f', Double = 'd';
inline constexpr char Pointer = 'p';
inline constexpr char Text = 's';     ///< without a NUL it was cut
inline constexpr char FullText = 't'; ///< without a NUL it just fits
inline constexpr char TextSizeBase = '0';
inline constexpr unsigned MaxTextWords = 64;
} // namespace value_kind

/// Each error's name and what it means.
#define GPURT_FORMAT_ERRORS(X)                                                 \
  X(unmatched_brace, "a brace has no partner; as text it is written twice")    \
  X(named_argument, "a value can be named by its number only")                 \
  X(argument_as_width, "a width or precision cannot be a value")               \
  X(mixed_indexing, "values are counted in one place, numbered in another")    \
  X(no_such_argument, "there are fewer values than the format shows")          \
  X(number_too_large, "a number is above 9999")                                \
  X(invalid_fill, "'{' cannot fill")                                           \
  X(invalid_type, "there is no such type letter")                              \
  X(type_of_other_value, "the type letter is for values of another type")      \
  X(needs_number, "sign, '#', '0' and 'L' are for numbers")                    \
  X(needs_signed, "a sign is for signed numbers")                              \
  X(no_precision, "a precision is for floating point numbers and text")        \
  X(no_precision_given, "no number follows the '.'")

enum class format_error : unsigned char {
  none,
#define GPURT_NAME(NAME, TEXT) NAME,
  GPURT_FORMAT_ERRORS(GPURT_NAME)
#undef GPURT_NAME
};

namespace detail {

class format_checker {
  const char *At;    ///< next character of the format
  const char *Types; ///< of all values
  unsigned Next = 0; ///< the value that the next {} takes
  bool Counted = false, Indexed = false;

  static constexpr unsigned MaxNumber = 9999;

  static constexpr bool isDigit(char C) { return C >= '0' && C <= '9'; }
  static constexpr bool isAlign(char C) {
    return C == '<' || C == '>' || C == '^';
  }
  static constexpr bool isOneOf(char C, const char *Set) {
    for (; *Set; ++Set)
      if (*Set == C)
        return true;
    return false;
  }

  /// \returns the kind of value \p Index, or NUL if there is none.
  constexpr char kindOf(unsigned Index) const {
    const char *Kind = Types;
    for (; *Kind && Index; --Index)
      Kind += isOneOf(*Kind, "st") ? 2 : 1;
    return *Kind;
  }

  constexpr format_error number(unsigned &Value) {
    for (Value = 0; isDigit(*At); ++At) {
      Value = Value * 10 + unsigned(*At - '0');
      if (Value > MaxNumber)
        return format_error::number_too_large;
    }
    return format_error::none;
  }

  /// \returns the bytes of the UTF-8 character here, no more than there are.
  constexpr unsigned characterLength() const {
    unsigned Lead = static_cast<unsigned char>(*At);
    unsigned Length = Lead < 0xc0 ? 1 : Lead < 0xe0 ? 2 : Lead < 0xf0 ? 3 : 4;
    for (unsigned I = 1; I < Length; ++I)
      if (!At[I])
        return I;
    return Length;
  }

  constexpr format_error valueIndex(unsigned &Index) {
    if (*At == '}' || *At == ':') {
      if (Indexed)
        return format_error::mixed_indexing;
      Counted = true;
      Index = Next++;
      return format_error::none;
    }
    if (!isDigit(*At))
      return *At ? format_error::named_argument : format_error::unmatched_brace;
    if (Counted)
      return format_error::mixed_indexing;
    Indexed = true;
    // {fmt} takes no number with zeros before it.
    if (*At == '0' && isDigit(At[1]))
      return format_error::named_argument;
    return number(Index);
  }

  constexpr format_error alignment(bool &HasOne) {
    if (!*At || *At == '}')
      return format_error::none;
    unsigned Length = characterLength();
    if (isAlign(At[Length])) {
      if (*At == '{')
        return format_error::invalid_fill;
      At += Length + 1;
      HasOne = true;
    } else if (isAlign(*At)) {
      ++At;
      HasOne = true;
    }
    return format_error::none;
  }

  static constexpr bool typeFits(char Type, char Kind) {
    switch (Kind) {
    case value_kind::Bool:
      return isOneOf(Type, "sbBcdoxX");
    case value_kind::Float:
    case value_kind::Double:
      return isOneOf(Type, "aAeEfFgG");
    case value_kind::Pointer:
      return Type == 'p';
    case value_kind::Text:
    case value_kind::FullText:
      return Type == 's' || Type == '?';
    case value_kind::Char:
      return isOneOf(Type, "bBcdoxX?");
    default:
      return isOneOf(Type, "bBcdoxX");
    }
  }

  /// What may stand between ':' and '}', of a value of \p Kind.
  constexpr format_error specification(char Kind) {
    bool IsText = isOneOf(Kind, "st"), IsPointer = Kind == value_kind::Pointer;
    bool IsFloat = isOneOf(Kind, "fd");
    bool IsAligned = false;
    if (format_error Wrong = alignment(IsAligned); Wrong != format_error::none)
      return Wrong;
    bool NeedsNumber = false;
    bool HasSign = isOneOf(*At, "+- ") && *At;
    if (HasSign) {
      NeedsNumber = true;
      if (isOneOf(Kind, "uUb"))
        return format_error::needs_signed;
      ++At;
    }
    bool HasHash = *At == '#';
    if (HasHash) {
      NeedsNumber = true;
      ++At;
    }
    bool HasZero = *At == '0';
    if (HasZero) {
      NeedsNumber = true;
      ++At;
    }
    unsigned Number = 0;
    if (format_error Wrong = number(Number); Wrong != format_error::none)
      return Wrong;
    if (*At == '.') {
      ++At;
      if (*At == '{')
        return format_error::argument_as_width;
      if (!isDigit(*At))
        return format_error::no_precision_given;
      if (!IsFloat && !IsText)
        return format_error::no_precision;
      if (format_error Wrong = number(Number); Wrong != format_error::none)
        return Wrong;
    }
    if (*At == 'L') {
      NeedsNumber = true;
      ++At;
    }
    if (NeedsNumber && (IsText || IsPointer))
      return format_error::needs_number;
    if (*At == '{')
      return format_error::argument_as_width;
    if (!*At)
      return format_error::unmatched_brace;
    char Type = *At == '}' ? 0 : *At++;
    // A character is shown as one where no type makes a number of it.
    if (Kind == value_kind::Char && (!Type || isOneOf(Type, "c?")) &&
        (HasSign || HasHash || (HasZero && !IsAligned)))
      return format_error::needs_number;
    if (!Type)
      return format_error::none;
    if (!isOneOf(Type, "aAbBcdeEfFgGopsxX?"))
      return format_error::invalid_type;
    if (!typeFits(Type, Kind))
      return format_error::type_of_other_value;
    return *At == '}' ? format_error::none : format_error::unmatched_brace;
  }

  constexpr format_error field() {
    unsigned Index = 0;
    if (format_error Wrong = valueIndex(Index); Wrong != format_error::none)
      return Wrong;
    if (*At != '}' && *At != ':')
      return format_error::unmatched_brace;
    char Kind = kindOf(Index);
    if (!Kind)
      return format_error::no_such_argument;
    if (*At == ':') {
      ++At;
      if (format_error Wrong = specification(Kind); Wrong != format_error::none)
        return Wrong;
    }
    ++At;
    return format_error::none;
  }

public:
  constexpr format_checker(const char *Format, const char *Types)
      : At(Format), Types(Types) {}

  constexpr format_error check() {
    while (*At) {
      char C = *At++;
      if (C != '{' && C != '}')
        continue;
      if (*At == C) {
        ++At;
        continue;
      }
      if (C == '}')
        return format_error::unmatched_brace;
      if (format_error Wrong = field(); Wrong != format_error::none)
        return Wrong;
    }
    return format_error::none;
  }
};

} // namespace detail

/// \param Format  as for {fmt}: "x={} y={:08x}"
/// \param Types   the values' kinds (value_kind), ended by a NUL
/// \returns what is wrong first. Values that no {} shows are not wrong.
/// Callers: host and device, also at compile time. Cost: linear
constexpr format_error check_format(const char *Format, const char *Types) {
  return detail::format_checker(Format, Types).check();
}

/// \returns what \p Error means, for people.
constexpr const char *format_error_text(format_error Error) {
  switch (Error) {
#define GPURT_CASE(NAME, TEXT)                                                 \
  case format_error::NAME:                                                     \
    return TEXT;
    GPURT_FORMAT_ERRORS(GPURT_CASE)
#undef GPURT_CASE
  case format_error::none:
    break;
  }
  return "nothing is wrong";
}

} // namespace gpurt

#endif // GPURT_FORMAT_CHECK_H
