//===- UndefinedText.cpp - The words of a sanitizer check -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See UndefinedText.h. The sentences, and which one a check gets, follow
// compiler-rt's lib/ubsan/ubsan_handlers.cpp and ubsan_diag.cpp, of LLVM 22.
// Where UBSan shows the memory around a pointer we say what it says of memory
// that it cannot read: the kernel has gone on meanwhile.
// Test: test/unit/UndefinedTextTest.cpp
//===----------------------------------------------------------------------===//
#include "UndefinedText.h"

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iterator>

using namespace gpurt;
using namespace gpurt::runtime;
using abi::UndefinedCheck;
using abi::UndefinedFacts;
using abi::UndefinedType;

namespace {

using Signed = __int128;
using Unsigned = unsigned __int128;

constexpr uint16_t KindInteger = 0, KindFloat = 1, KindBitInt = 2;
constexpr uint32_t MostBits = 128;

bool isInteger(const UndefinedType &Type) {
  return (Type.Kind == KindInteger || Type.Kind == KindBitInt) && Type.Bits &&
         Type.Bits <= MostBits;
}
bool isSigned(const UndefinedType &Type) {
  return isInteger(Type) && (Type.Info & 1);
}

/// What UBSan calls the width: of a _BitInt, that of the integer it lies in.
unsigned widthOf(const UndefinedType &Type) { return std::bit_ceil(Type.Bits); }

std::string_view nameOf(const UndefinedType &Type) {
  return {Type.Name, strnlen(Type.Name, sizeof(Type.Name))};
}

template <typename... Parts> std::string format(const char *Form, Parts... Of) {
  char Text[64];
  snprintf(Text, sizeof(Text), Form, Of...);
  return Text;
}

std::string pointerText(uint64_t Pointer) {
  return format("0x%012llx", (unsigned long long)Pointer);
}

std::string wideText(Unsigned Value) {
  return format("0x%08x%08x%08x%08x", unsigned(Value >> 96),
                unsigned(Value >> 64), unsigned(Value >> 32), unsigned(Value));
}

/// The value of IEEE half precision.
float fromHalf(uint16_t Bits) {
  int Exponent = Bits >> 10 & 31;
  float Fraction = float(Bits & 1023);
  float Size = Exponent == 31 ? (Bits & 1023 ? NAN : INFINITY)
               : Exponent     ? std::ldexp(1024 + Fraction, Exponent - 25)
                              : std::ldexp(Fraction, -24);
  return Bits >> 15 ? -Size : Size;
}

/// A value of a type.
class Value {
public:
  Value(const uint64_t (&Words)[2], const UndefinedType &Type)
      : Bits(Unsigned(Words[1]) << 64 | Words[0]), Type(Type) {
    unsigned Above = isInteger(Type) ? MostBits - Type.Bits : 0;
    Bits = Bits << Above >> Above;
  }

  [[nodiscard]] Signed asSigned() const {
    unsigned Above = MostBits - Type.Bits;
    return Signed(Bits << Above) >> Above;
  }
  [[nodiscard]] bool isNegative() const {
    return isSigned(Type) && asSigned() < 0;
  }
  [[nodiscard]] bool isMinusOne() const {
    return isSigned(Type) && asSigned() == -1;
  }
  [[nodiscard]] Unsigned asUnsigned() const { return Bits; }

  [[nodiscard]] std::string text() const {
    if (isSigned(Type)) {
      Signed Number = asSigned();
      return Number == int64_t(Number) ? std::to_string(int64_t(Number))
                                       : wideText(Unsigned(Number));
    }
    if (isInteger(Type))
      return Bits == uint64_t(Bits) ? std::to_string(uint64_t(Bits))
                                    : wideText(Bits);
    if (Type.Kind == KindFloat)
      return floatText();
    return "<unknown>";
  }

private:
  [[nodiscard]] std::string floatText() const {
    auto Low = uint64_t(Bits);
    switch (Type.Bits) {
    case 16:
      if (nameOf(Type) == "'__bf16'")
        return format("%g", std::bit_cast<float>(uint32_t(Low << 16)));
      return format("%g", fromHalf(uint16_t(Low)));
    case 32:
      return format("%g", std::bit_cast<float>(uint32_t(Low)));
    case 64:
      return format("%g", std::bit_cast<double>(Low));
    }
    return "<unknown>";
  }

  Unsigned Bits;
  const UndefinedType &Type;
};

/// In the order of Clang's TypeCheckKind.
constexpr const char *TypeCheckKinds[] = {"load of",
                                          "store to",
                                          "reference binding to",
                                          "member access within",
                                          "member call on",
                                          "constructor call on",
                                          "downcast of",
                                          "downcast of",
                                          "upcast of",
                                          "cast to virtual base of",
                                          "_Nonnull binding to",
                                          "dynamic operation on"};

/// Clang's BuiltinCheckKind.
constexpr uint32_t ZeroToCtz = 0, FalseAssumption = 2;

constexpr char NoMemory[] = "\n<memory cannot be printed>";

//===----------------------------------------------------------------------===//
// One sentence a check
//===----------------------------------------------------------------------===//

class Sentence {
public:
  explicit Sentence(const UndefinedFacts &Facts) : F(Facts) {}
  [[nodiscard]] std::string text() const;

private:
  [[nodiscard]] std::string type(unsigned Index) const {
    return std::string(nameOf(F.Types[Index]));
  }
  [[nodiscard]] Value value(unsigned Index, unsigned OfType) const {
    return {F.Values[Index], F.Types[OfType]};
  }
  [[nodiscard]] uint64_t word(unsigned Index) const {
    return F.Values[Index][0];
  }
  [[nodiscard]] const char *sign(unsigned Index) const {
    return isSigned(F.Types[Index]) ? "signed" : "unsigned";
  }

  [[nodiscard]] std::string note(const char *What) const;
  [[nodiscard]] std::string typeMismatch() const;
  [[nodiscard]] std::string alignmentAssumption() const;
  [[nodiscard]] std::string overflow(const char *Operator) const;
  [[nodiscard]] std::string negation() const;
  [[nodiscard]] std::string division() const;
  [[nodiscard]] std::string shift() const;
  [[nodiscard]] std::string conversion() const;
  [[nodiscard]] std::string builtin() const;
  [[nodiscard]] std::string pointerOverflow() const;

  const UndefinedFacts &F;
};

std::string Sentence::note(const char *What) const {
  size_t Length = strnlen(F.NoteFile, sizeof(F.NoteFile));
  if (!Length)
    return "";
  return '\n' +
         formatSourcePlace({F.NoteFile, Length}, F.NoteLine, F.NoteColumn) +
         ": note: " + What + " specified here";
}

std::string Sentence::typeMismatch() const {
  uint64_t Pointer = word(0), Alignment = 1ull << (F.Size & 63);
  std::string Text = F.Detail < std::size(TypeCheckKinds)
                         ? TypeCheckKinds[F.Detail]
                         : "access to";
  if (!Pointer)
    return Text + " null pointer of type " + type(0);
  if (Pointer & (Alignment - 1))
    Text += " misaligned address " + pointerText(Pointer) + " for type " +
            type(0) + ", which requires " + std::to_string(Alignment) +
            " byte alignment";
  else
    Text += " address " + pointerText(Pointer) +
            " with insufficient space for an object of type " + type(0);
  return Text + '\n' + pointerText(Pointer) + ": note: pointer points here" +
         NoMemory;
}

std::string Sentence::alignmentAssumption() const {
  uint64_t Alignment = word(1), Offset = word(2), Real = word(0) - Offset;
  std::string Text =
      "assumption of " + std::to_string(Alignment) + " byte alignment ";
  if (Offset)
    Text += "(with offset of " + std::to_string(Offset) + " byte) ";
  Text += "for pointer of type " + type(0) + " failed";
  Text += note("alignment assumption was");
  return Text + '\n' + pointerText(Real) +
         ": note: " + (Offset ? "offset " : "") + "address is " +
         std::to_string(Real & -Real) + " aligned, misalignment offset is " +
         std::to_string(Real & (Alignment - 1)) + " bytes" + NoMemory;
}

std::string Sentence::overflow(const char *Operator) const {
  return std::string(sign(0)) + " integer overflow: " + value(0, 0).text() +
         ' ' + Operator + ' ' + value(1, 0).text() +
         " cannot be represented in type " + type(0);
}

std::string Sentence::negation() const {
  std::string Text = "negation of " + value(0, 0).text() +
                     " cannot be represented in type " + type(0);
  if (isSigned(F.Types[0]))
    Text += "; cast to an unsigned type to negate this value to itself";
  return Text;
}

std::string Sentence::division() const {
  if (!value(1, 0).isMinusOne())
    return "division by zero";
  return "division of " + value(0, 0).text() +
         " by -1 cannot be represented in type " + type(0);
}

std::string Sentence::shift() const {
  Value Left = value(0, 0), Right = value(1, 1);
  if (Right.isNegative())
    return "shift exponent " + Right.text() + " is negative";
  if (Right.asUnsigned() >= widthOf(F.Types[0]))
    return "shift exponent " + Right.text() + " is too large for " +
           std::to_string(widthOf(F.Types[0])) + "-bit type " + type(0);
  if (Left.isNegative())
    return "left shift of negative value " + Left.text();
  return "left shift of " + Left.text() + " by " + Right.text() +
         " places cannot be represented in type " + type(0);
}

std::string Sentence::conversion() const {
  unsigned Bits = F.Size ? F.Size : widthOf(F.Types[1]);
  return "implicit conversion from type " + type(0) + " of value " +
         value(0, 0).text() + " (" + std::to_string(widthOf(F.Types[0])) +
         "-bit, " + sign(0) + ") to type " + type(1) +
         " changed the value to " + value(1, 1).text() + " (" +
         std::to_string(Bits) + (F.Size ? "-bit bitfield, " : "-bit, ") +
         sign(1) + ')';
}

std::string Sentence::builtin() const {
  if (F.Detail == FalseAssumption)
    return "assumption is violated during execution";
  return std::string("passing zero to __builtin_") +
         (F.Detail == ZeroToCtz ? "ctz" : "clz") +
         "(), which is not a valid argument";
}

std::string Sentence::pointerOverflow() const {
  uint64_t Base = word(0), Result = word(1);
  if (!Base && !Result)
    return "applying zero offset to null pointer";
  if (!Base)
    return "applying non-zero offset " + std::to_string(Result) +
           " to null pointer";
  if (!Result)
    return "applying non-zero offset to non-null pointer " + pointerText(Base) +
           " produced null pointer";
  const char *Kind = "pointer index expression with base ";
  if ((int64_t(Base) >= 0) == (int64_t(Result) >= 0))
    Kind = Base > Result ? "addition of unsigned offset to "
                         : "subtraction of unsigned offset from ";
  return Kind + pointerText(Base) + " overflowed to " + pointerText(Result);
}

std::string Sentence::text() const {
  switch (F.Check) {
  case UndefinedCheck::TypeMismatch:
    return typeMismatch();
  case UndefinedCheck::AlignmentAssumption:
    return alignmentAssumption();
  case UndefinedCheck::AddOverflow:
    return overflow("+");
  case UndefinedCheck::SubOverflow:
    return overflow("-");
  case UndefinedCheck::MulOverflow:
    return overflow("*");
  case UndefinedCheck::NegateOverflow:
    return negation();
  case UndefinedCheck::DivRemOverflow:
    return division();
  case UndefinedCheck::ShiftOutOfBounds:
    return shift();
  case UndefinedCheck::OutOfBounds:
    return "index " + value(0, 1).text() + " out of bounds for type " + type(0);
  case UndefinedCheck::Unreachable:
    return "execution reached an unreachable program point";
  case UndefinedCheck::MissingReturn:
    return "execution reached the end of a value-returning function without "
           "returning a value";
  case UndefinedCheck::VlaBound:
    return "variable length array bound evaluates to non-positive value " +
           value(0, 0).text();
  case UndefinedCheck::FloatCastOverflow:
    return value(0, 0).text() +
           " is outside the range of representable values of type " + type(1);
  case UndefinedCheck::InvalidValue:
    return "load of value " + value(0, 0).text() +
           ", which is not a valid value for type " + type(0);
  case UndefinedCheck::ImplicitConversion:
    return conversion();
  case UndefinedCheck::InvalidBuiltin:
    return builtin();
  case UndefinedCheck::NonNullReturn:
    return "null pointer returned from function declared to never return null" +
           note("returns_nonnull attribute");
  case UndefinedCheck::NullabilityReturn:
    return "null pointer returned from function declared to never return null" +
           note("_Nonnull return type annotation");
  case UndefinedCheck::NonNullArg:
    return "null pointer passed as argument " + std::to_string(F.Size) +
           ", which is declared to never be null" + note("nonnull attribute");
  case UndefinedCheck::NullabilityArg:
    return "null pointer passed as argument " + std::to_string(F.Size) +
           ", which is declared to never be null" +
           note("_Nonnull type annotation");
  case UndefinedCheck::PointerOverflow:
    return pointerOverflow();
  }
  return "check " + std::to_string(uint32_t(F.Check)) + " failed";
}

} // namespace

std::string gpurt::runtime::formatUndefined(const UndefinedFacts &Facts) {
  return Sentence(Facts).text();
}

std::string gpurt::runtime::formatSourcePlace(std::string_view File,
                                              uint32_t Line, uint32_t Column) {
  if (File.empty())
    return "<unknown>";
  std::string Text(File);
  if (Line) {
    Text += ':' + std::to_string(Line);
    if (Column)
      Text += ':' + std::to_string(Column);
  }
  return Text;
}
