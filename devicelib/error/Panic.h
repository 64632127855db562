//===- devicelib/error/Panic.h - Ending a thread with a report ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the rest of the device library needs of panics: starting one, and
// asking inside a wait whether this thread's grid has one.
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ERROR_PANIC_H
#define GPURT_DEVICELIB_ERROR_PANIC_H

#include "state/State.h"

namespace gpurt {

/// What a panic says; null text is left empty in the record.
struct PanicReport {
  abi::PanicKind Kind;
  uint64_t Operand = 0;
  const char *Message = nullptr;
  const char *File = nullptr;
  uint32_t Line = 0;
  const char *Function = nullptr;
  /// "function\tfile\tline\tcolumn\n" a frame, innermost first; or null.
  const char *Site = nullptr;
};

/// The heap block that a panic is about, and the sites of its allocation and
/// its first free.
struct PanicBlock {
  uint64_t At;
  uint64_t Size;
  const char *Allocated;
  const char *Freed;
};

/// Records \p Report and ends the calling thread. Any lane may call, converged
/// or not; takes no lock and waits for no one. Of a grid's panics the first
/// abi::PanicRecords are kept whole and the rest counted.
[[noreturn]] void panic(const PanicReport &Report);

/// The same, with what checked mode knows of \p Block.
[[noreturn]] void panicAbout(const PanicBlock &Block,
                             const PanicReport &Report);

/// Ends the calling thread if a thread of its grid has panicked and the mode
/// asks for it. Every wait of the library calls it.
void stopIfPanicked(abi::State &State);

} // namespace gpurt

#endif // GPURT_DEVICELIB_ERROR_PANIC_H
