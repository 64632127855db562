//===- devicelib/error/Report.cpp - Errors that stop nothing --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gpurt::report: copies an error (gpurt/error_abi.h) with its contexts into a
// record of a ring of its own, or counts it at its place. The thread goes on.
// The host's side is lib/runtime/ErrorReport.cpp.
// Tests: test/run/error/
//===----------------------------------------------------------------------===//
#include "error/Record.h"

using namespace gpurt;

/// Copies \p From with its NUL; of what does not fit, the end.
template <unsigned Size>
static void copyEnd(char (&To)[Size], const char *From) {
  unsigned Length = 0;
  while (From && From[Length])
    ++Length;
  copyText(To, Length < Size ? From : From + (Length - (Size - 1)));
}

static void fill(abi::ErrorFacts &To, const abi::ErrorData &Error) {
  To.Depth = Error.Depth;
  for (uint32_t I = 0; I < abi::ErrorContexts; ++I) {
    bool Is = I < Error.Depth;
    const abi::ErrorContext &From = Error.Contexts[I];
    To.Contexts[I].Line = Is ? From.Line : 0;
    copyText(To.Contexts[I].What, Is ? From.What : nullptr);
    copyEnd(To.Contexts[I].File, Is ? From.File : nullptr);
  }
}

extern "C" [[gnu::noinline, gnu::cold]] void
__gpurt_report(const abi::ErrorData *Error, const char *Site) {
  record(state().Errors,
         {.Kind = abi::PanicKind::Report,
          .Operand = uint64_t(int64_t(Error->Code)),
          .Message = Error->Message,
          .File = Error->File,
          .Line = Error->Line,
          .Function = Error->Function,
          .Site = Site},
         [=](abi::PanicRecord &Record) { fill(Record.Error, *Error); });
}
