//===- gpurt/error_abi.h - What a gpurt::error is made of -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one layout behind gpurt::error, which programs make on either side and
// copy as they like, and which devicelib/error/Report.cpp and
// lib/runtime/ErrorReport.cpp read. No algorithm.
// Test: test/unit/AbiTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_ERROR_ABI_H
#define GPURT_ERROR_ABI_H

#include <stdint.h>

namespace gpurt::abi {

/// Contexts that an error keeps; of further ones it keeps the number.
inline constexpr uint32_t ErrorContexts = 4;

struct ErrorContext {
  const char *What;
  const char *File;
  uint32_t Line;
  uint32_t Pad;
};

/// Text is literals of the program: an error that the device made points into
/// its module there.
struct ErrorData {
  int32_t Code;
  uint32_t Line;
  const char *Message;
  const char *File;
  const char *Function;
  uint32_t IsOfDevice;                  ///< 1: the text lies on the device
  uint32_t Depth;                       ///< contexts that were added
  ErrorContext Contexts[ErrorContexts]; ///< innermost first
};
static_assert(sizeof(ErrorData) == 136);

/// The same, as a record carries it to the host.
struct ErrorFacts {
  uint32_t Depth;
  uint32_t Pad;
  struct {
    uint32_t Line;
    char What[112];
    char File[76]; ///< its end, if it does not fit
  } Contexts[ErrorContexts];
};
static_assert(sizeof(ErrorFacts) == 776);

} // namespace gpurt::abi

#endif // GPURT_ERROR_ABI_H
