//===- devicelib/error/Ubsan.cpp - What sanitizer checks found ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one handler behind all of Clang's __ubsan_handle_*, which
// gpurt-lower-undefined turns into it. It copies what Clang says about the
// place (compiler-rt's lib/ubsan/ubsan_handlers.h of LLVM 22 is the contract)
// and the values into a record; the words are made of that on the host, in
// lib/runtime/UndefinedText.cpp. A check that ends its thread is a panic. One
// that does not is recorded the first time, and counted at its site later.
// Tests: test/run/sanitize/
//===----------------------------------------------------------------------===//
#include "error/Record.h"

using namespace gpurt;
using abi::UndefinedCheck;
using target::Order;
using target::Scope;

namespace {

//===----------------------------------------------------------------------===//
// Clang's structures
//===----------------------------------------------------------------------===//

struct Location {
  const char *File; ///< null: not known
  uint32_t Line;
  uint32_t Column;
};

struct TypeDescriptor {
  uint16_t Kind;
  uint16_t Info;
  char Name[1]; ///< NUL-terminated; of a _BitInt 4 bytes follow: its width
};

/// Overflows, bounds of VLAs and invalid values have one type; shifts, indices
/// and conversions two.
struct TypesData {
  Location Loc;
  const TypeDescriptor *Types[2];
};

struct TypeMismatchData {
  Location Loc;
  const TypeDescriptor *Type;
  uint8_t LogAlignment;
  uint8_t Kind;
};

struct AlignmentAssumptionData {
  Location Loc;
  Location Assumption;
  const TypeDescriptor *Type;
};

struct ImplicitConversionData {
  TypesData Of;
  uint8_t Kind;
  uint32_t BitfieldBits;
};

struct InvalidBuiltinData {
  Location Loc;
  uint8_t Kind;
};

struct NonNullArgData {
  Location Loc;
  Location Attribute;
  int32_t Number;
};

constexpr uint16_t KindInteger = 0, KindFloat = 1, KindBitInt = 2,
                   KindOther = 0xffff;
/// Wider values are not printed.
constexpr uint32_t MostBits = 128;

//===----------------------------------------------------------------------===//
// Copying
//===----------------------------------------------------------------------===//

struct Operands {
  uint64_t Words[3];
};

template <typename T> const T &as(const void *Data) {
  return *static_cast<const T *>(Data);
}

uint32_t bitsOf(const TypeDescriptor &Type) {
  if (Type.Kind == KindFloat)
    return Type.Info;
  if (Type.Kind == KindInteger)
    return 1u << (Type.Info >> 1);
  if (Type.Kind != KindBitInt)
    return 0;
  const char *Behind = Type.Name;
  while (*Behind++)
    ;
  uint32_t Bits;
  __builtin_memcpy(&Bits, Behind, sizeof(Bits));
  return Bits;
}

void copyType(abi::UndefinedType &To, const TypeDescriptor &From) {
  To.Kind = From.Kind;
  To.Info = From.Info;
  To.Bits = bitsOf(From);
  if (To.Bits > MostBits)
    To.Kind = KindOther;
  copyText(To.Name, From.Name);
}

/// A value of up to 64 bits comes as it is, a wider one by its address.
void copyValue(uint64_t (&To)[2], uint64_t Operand,
               const abi::UndefinedType &Type) {
  To[0] = Operand;
  To[1] = 0;
  if (Type.Bits > 64 && Type.Kind != KindOther)
    __builtin_memcpy(To, reinterpret_cast<const void *>(Operand), sizeof(To));
}

void copyNote(abi::UndefinedFacts &To, const Location &Note) {
  To.NoteLine = Note.Line;
  To.NoteColumn = Note.Column;
  copyText(To.NoteFile, Note.File);
}

/// Where \p Check says it failed. Returned pointers have theirs at the return,
/// not in the data about the function.
const Location &placeOf(UndefinedCheck Check, const void *Data,
                        const Operands &Given) {
  if (Check == UndefinedCheck::NonNullReturn ||
      Check == UndefinedCheck::NullabilityReturn)
    return *reinterpret_cast<const Location *>(Given.Words[0]);
  return as<Location>(Data);
}

/// The facts of checks on values: of types \p First and \p Second (or null),
/// which the operands have in this order or, with \p SameType, both the first.
void copyTyped(abi::UndefinedFacts &To, const TypeDescriptor *First,
               const TypeDescriptor *Second, const Operands &Given,
               bool SameType) {
  copyType(To.Types[0], *First);
  if (Second)
    copyType(To.Types[1], *Second);
  copyValue(To.Values[0], Given.Words[0], To.Types[0]);
  copyValue(To.Values[1], Given.Words[1], To.Types[SameType ? 0 : 1]);
}

void copyFacts(abi::UndefinedFacts &To, UndefinedCheck Check, const void *Data,
               const Operands &Given) {
  To.Check = Check;
  To.Column = placeOf(Check, Data, Given).Column;
  To.Detail = To.Size = 0;
  To.NoteFile[0] = 0;
  for (abi::UndefinedType &Type : To.Types)
    Type = {};
  for (unsigned I = 0; I < 3; ++I) {
    To.Values[I][0] = Given.Words[I];
    To.Values[I][1] = 0;
  }
  const auto &Typed = as<TypesData>(Data);
  switch (Check) {
  case UndefinedCheck::TypeMismatch: {
    const auto &Of = as<TypeMismatchData>(Data);
    copyType(To.Types[0], *Of.Type);
    To.Detail = Of.Kind;
    To.Size = Of.LogAlignment;
    return;
  }
  case UndefinedCheck::AlignmentAssumption: {
    const auto &Of = as<AlignmentAssumptionData>(Data);
    copyType(To.Types[0], *Of.Type);
    copyNote(To, Of.Assumption);
    return;
  }
  case UndefinedCheck::AddOverflow:
  case UndefinedCheck::SubOverflow:
  case UndefinedCheck::MulOverflow:
  case UndefinedCheck::DivRemOverflow:
    return copyTyped(To, Typed.Types[0], nullptr, Given, /*SameType=*/true);
  case UndefinedCheck::NegateOverflow:
  case UndefinedCheck::VlaBound:
  case UndefinedCheck::InvalidValue:
    return copyTyped(To, Typed.Types[0], nullptr, Given, /*SameType=*/false);
  case UndefinedCheck::ShiftOutOfBounds:
    return copyTyped(To, Typed.Types[0], Typed.Types[1], Given,
                     /*SameType=*/false);
  case UndefinedCheck::OutOfBounds:
    copyType(To.Types[0], *Typed.Types[0]);
    copyType(To.Types[1], *Typed.Types[1]);
    return copyValue(To.Values[0], Given.Words[0], To.Types[1]);
  case UndefinedCheck::FloatCastOverflow:
    return copyTyped(To, Typed.Types[0], Typed.Types[1], {{Given.Words[0]}},
                     /*SameType=*/true);
  case UndefinedCheck::ImplicitConversion:
    copyTyped(To, Typed.Types[0], Typed.Types[1], Given, /*SameType=*/false);
    To.Size = as<ImplicitConversionData>(Data).BitfieldBits;
    return;
  case UndefinedCheck::InvalidBuiltin:
    To.Detail = as<InvalidBuiltinData>(Data).Kind;
    return;
  case UndefinedCheck::NonNullReturn:
  case UndefinedCheck::NullabilityReturn:
    return copyNote(To, as<Location>(Data));
  case UndefinedCheck::NonNullArg:
  case UndefinedCheck::NullabilityArg:
    To.Size = uint32_t(as<NonNullArgData>(Data).Number);
    return copyNote(To, as<NonNullArgData>(Data).Attribute);
  case UndefinedCheck::Unreachable:
  case UndefinedCheck::MissingReturn:
  case UndefinedCheck::PointerOverflow:
    return;
  }
}

/// Records in \p Ring what \p Check found; \p Hits counts at its site, or is
/// null.
void recordUndefined(abi::PanicState &Ring, UndefinedCheck Check,
                     const void *Data, const Operands &Given, uint64_t *Hits,
                     const char *Site) {
  const Location &Place = placeOf(Check, Data, Given);
  record(Ring,
         {.Kind = abi::PanicKind::Undefined,
          .File = Place.File,
          .Line = Place.Line,
          .Site = Site},
         [&](abi::PanicRecord &Record) {
           copyFacts(Record.Undefined, Check, Data, Given);
           Record.Undefined.Hits = reinterpret_cast<uint64_t>(Hits);
         });
}

} // namespace

//===----------------------------------------------------------------------===//
// What gpurt-lower-undefined calls
//===----------------------------------------------------------------------===//

extern "C" {

[[noreturn, gnu::noinline, gnu::cold]] void
__gpurt_undefined(unsigned Check, const void *Data, uint64_t First,
                  uint64_t Second, uint64_t Third, const char *Site) {
  abi::State &State = state();
  announcePanic(State);
  recordUndefined(State.Panic, UndefinedCheck(Check), Data,
                  {{First, Second, Third}},
                  /*Hits=*/nullptr, Site);
  endThread();
}

[[gnu::noinline, gnu::cold]] void
__gpurt_undefined_seen(unsigned Check, const void *Data, uint64_t First,
                       uint64_t Second, uint64_t Third, uint64_t *Hits,
                       const char *Site) {
  // The one that finds 0 tells; no data goes with the count. The host reads it
  // after the kernel ended.
  if (target::fetchAdd<Order::Relaxed, Scope::Device>(*Hits, 1) == 0)
    recordUndefined(state().Undefined, UndefinedCheck(Check), Data,
                    {{First, Second, Third}}, Hits, Site);
}

} // extern "C"
