//===- UndefinedText.h - The words of a sanitizer check -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The texts are those of compiler-rt's UBSan, to the letter, so that tools
// that read them go on working. Test: test/unit/UndefinedTextTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_UNDEFINEDTEXT_H
#define GPURT_LIB_RUNTIME_UNDEFINEDTEXT_H

#include "gpurt/abi.h"

#include <string>
#include <string_view>

namespace gpurt::runtime {

/// \returns what stands behind "runtime error: ". UBSan's notes follow in lines
/// of their own; there is no line end behind the last. \p Facts is taken as
/// any bytes whatsoever.
std::string formatUndefined(const abi::UndefinedFacts &Facts);

/// \returns "file:line:column" as UBSan writes it: without what is 0, and
/// "<unknown>" for no file.
std::string formatSourcePlace(std::string_view File, uint32_t Line,
                              uint32_t Column);

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_UNDEFINEDTEXT_H
